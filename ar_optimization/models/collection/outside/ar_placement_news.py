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
    promised_date = fields.Date(string="Promised For")
    currency_id = fields.Many2one(
        'res.currency', compute='_compute_currency_id', store=True, precompute=True)
    promised_amount = fields.Monetary(
        help="It is kept as a promise of the customer and held against the ledger.")
    next_date = fields.Date(string="Next Report By")
    user_id = fields.Many2one(
        'res.users', string="Entered By", readonly=True, default=lambda self: self.env.user,
        ondelete='set null', index='btree_not_null')

    @api.depends('placement_id')
    def _compute_currency_id(self):
        """That of the items, where they have one only."""
        for news in self:
            case = news.placement_id
            currency = case.line_ids.currency_id
            news.currency_id = currency if len(currency) == 1 else case.currency_id

    @api.model_create_multi
    def create(self, vals_list):
        news = super().create([{**vals, 'user_id': self.env.uid} for vals in vals_list])
        if any(case.state != 'placed' for case in news.placement_id):
            raise UserError(self.env._("Only on what an agency has does it report."))
        news.placement_id._plan_report()
        news.filtered(lambda each: each.result == 'promised')._report_promises()
        return news

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("Reports are kept as they came in: enter a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_case(self):
        raise UserError(self.env._("Reports are kept as they came in: enter a new one."))

    # === BUSINESS === #

    def _report_promises(self):
        """What a customer has promised the agency is reported like what it promises us."""
        self.env['ar.contact.log'].create([{
            'account_id': each.placement_id.account_id.id, 'direction': 'in', 'channel': 'other',
            'result': 'promised', 'next_date': each.promised_date,
            'promised_amount': each.promised_amount, 'currency_id': each.currency_id.id,
            'subject': self.env._("Report of %s", each.placement_id.agency_id.display_name),
            'note': each.name} for each in self])
