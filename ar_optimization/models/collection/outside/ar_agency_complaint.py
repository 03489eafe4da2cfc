from odoo import api, fields, models


class ArAgencyComplaint(models.Model):
    """Somebody complains about an agency. What is found true costs it points."""
    _name = 'ar.agency.complaint'
    _description = "Complaint about an Agency"
    _order = 'date desc, id desc'

    agency_id = fields.Many2one('ar.agency', required=True, index=True, ondelete='cascade')
    placement_id = fields.Many2one(
        'ar.placement', string="Case", index='btree_not_null', ondelete='set null',
        domain="[('agency_id', '=', agency_id)]")
    company_id = fields.Many2one(related='placement_id.company_id', store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    name = fields.Char(string="What Happened", required=True)
    state = fields.Selection(
        [('open', "To Be Looked Into"), ('true', "Found True"), ('unfounded', "Unfounded")],
        required=True, default='open')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # Who complains does not judge.
        if not self.env.su and not self.env.user.has_group('ar_optimization.group_credit_analyst'):
            vals_list = [{**vals, 'state': 'open'} for vals in vals_list]
        return super().create(vals_list)

    # === BUSINESS === #

    def _is_of(self, company):
        """Whether a complaint counts in a company: one without case counts everywhere."""
        return not self.company_id or self.company_id == company
