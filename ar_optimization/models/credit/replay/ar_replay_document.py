from odoo import api, fields, models

from ..guard import guard_text
from .ar_replay_result import SCENARIOS


class ArReplayDocument(models.Model):
    """A document that would have been held under one of the two sets of rules, with the numbers of
    that day and with what became of it."""
    _name = 'ar.replay.document'
    _description = "Document Held in a Replay"
    _inherit = ['ar.replay.result']
    _rec_name = 'document_name'
    _order = 'date, id'

    scenario = fields.Selection(SCENARIOS, string="Rules", required=True, readonly=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='account_id.partner_id', string="Customer", store=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field='res_model', readonly=True)
    document_name = fields.Char(string="Document", readonly=True)
    document_kind = fields.Selection(
        [('order', "Order"), ('invoice', "Invoice")], string="Judged As", readonly=True)
    date = fields.Date(readonly=True)
    total = fields.Monetary(readonly=True, help="With taxes.")
    revenue = fields.Monetary(readonly=True, help="Without taxes.")
    tier_code = fields.Char(string="Tier", readonly=True, help="On that day.")
    action = fields.Selection(
        [('prepay', "Prepayment"), ('hold', "Decision")], string="Needs", readonly=True)
    condition = fields.Selection(
        selection=lambda self: self.env['ar.credit.rule']._fields['condition']
        ._description_selection(self.env),
        string="Main Reason", readonly=True)
    reasons = fields.Json(string="Reasons as Data", readonly=True)
    numbers = fields.Json(readonly=True)
    reasons_text = fields.Text(string="Reasons", compute='_compute_reasons_text')
    exposure = fields.Monetary(readonly=True, aggregator=None, help="On that day, without it.")
    credit_limit = fields.Monetary(
        string="Limit", readonly=True, aggregator=None, help="On that day.")
    overdue_amount = fields.Monetary(
        string="Overdue", readonly=True, aggregator=None, help="On that day.")
    cleared_date = fields.Date(
        string="Cleared On", readonly=True,
        help="The day on which nothing would have spoken against it any more; empty when there "
             "was none up to the last day.")
    days_delayed = fields.Integer(readonly=True, aggregator='avg')
    outcome = fields.Selection(
        [
            ('good', "Paid on Time"), ('late', "Paid Late"), ('open', "Overdue"),
            ('running', "Not Due"), ('credited', "Credited"), ('lost', "Written Off"),
        ],
        readonly=True, help="What became of it, up to the last day.")
    paid_date = fields.Date(string="Paid On", readonly=True)
    late_days = fields.Integer(string="Days Late", readonly=True, aggregator='avg')
    overdue_avoided = fields.Monetary(
        readonly=True, help="Its total when it was paid late, what is open of it when overdue.")
    loss_avoided = fields.Monetary(
        readonly=True, help="What of it was written off, or is more than 90 days overdue on the "
                            "last day.")
    good_revenue = fields.Monetary(
        string="Good Revenue Delayed", readonly=True,
        help="Its revenue when it was paid on time.")

    # === COMPUTE === #

    @api.depends('reasons', 'numbers', 'partner_id')
    @api.depends_context('lang')
    def _compute_reasons_text(self):
        for document in self:
            document.reasons_text = "\n".join(
                guard_text.reason_text(
                    self.env, reason, document.numbers, document.partner_id.display_name,
                    document.currency_id)
                for reason in document.reasons or ())

    # === ACTIONS === #

    def action_open_document(self):
        """Open the document, with the user's own rights."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
