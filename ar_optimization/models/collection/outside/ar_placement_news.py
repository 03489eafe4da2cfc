from odoo import api, fields, models
from odoo.exceptions import UserError


class ArPlacementNews(models.Model):
    """What an agency reports on a case: not changed afterwards, the next report says what is new.
    """
    _name = 'ar.placement.news'
    _description = "Progress Report of a Placement"
    _order = 'date desc, id desc'

    placement_id = fields.Many2one(
        'ar.placement', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='placement_id.company_id', store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    result = fields.Selection(
        [
            ('contacted', "Customer Reached"), ('promised', "Promised to Pay"),
            ('plan', "Pays by Instalments"), ('disputed', "Disputes the Claim"),
            ('unreachable', "Cannot Be Reached"), ('insolvent', "Insolvent"),
            ('hopeless', "Not Collectable"), ('other', "Other"),
        ], required=True, default='contacted')
    name = fields.Char(string="What the Agency Says", required=True)
    next_date = fields.Date(string="Next Report By")
    user_id = fields.Many2one(
        'res.users', string="Entered By", readonly=True, default=lambda self: self.env.user,
        ondelete='set null', index='btree_not_null')

    @api.model_create_multi
    def create(self, vals_list):
        news = super().create([{**vals, 'user_id': self.env.uid} for vals in vals_list])
        if any(case.state != 'placed' for case in news.placement_id):
            raise UserError(self.env._("Only on what an agency has does it report."))
        news.placement_id._plan_report()
        return news

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("Reports are kept as they came in: enter a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_case(self):
        raise UserError(self.env._("Reports are kept as they came in: enter a new one."))
