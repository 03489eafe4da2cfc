from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class ArInterestCharge(models.Model):
    """Interest of one instalment for some days, or a fee that it costs once. A memo is computed
    anew every night from the ledger, until it is invoiced or let go: from then on it stays as it
    is, and later days are the next memo."""
    _name = 'ar.interest.charge'
    _description = "Late Interest or Fee"
    _inherit = ['ar.engine.written', 'ar.amount.mixin']
    _order = 'date_to desc, id desc'

    kind = fields.Selection(
        [('interest', "Interest"), ('fee', "Fixed Sum"), ('notice', "Reminder Fee")],
        required=True, readonly=True, default='interest')
    state = fields.Selection(
        [
            ('memo', "Memo"), ('posted', "Invoiced"), ('waived', "Let Go"),
            ('reversed', "Reversed"),
        ],
        required=True, readonly=True, default='memo', index=True)
    mode = fields.Selection(
        [('threat', "Mention Only"), ('accrue', "Keep as Memo"), ('post', "Invoice Interest")],
        string="What Is Done", readonly=True, required=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True, index=True,
        ondelete='restrict')
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Journal Item", readonly=True, index='btree_not_null',
        ondelete='set null')
    source_move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, index='btree_not_null',
        ondelete='set null', help="The one that was paid late.")
    notice_id = fields.Many2one(
        'ar.dunning.notice', readonly=True, index='btree_not_null', ondelete='set null',
        help="The notice that the reminder fee is for.")
    policy_id = fields.Many2one(
        'ar.interest.policy', readonly=True, index='btree_not_null', ondelete='restrict')
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="As computed, before anything is let go.")
    amount_waived = fields.Monetary(string="Let Go Amount", readonly=True)
    amount_due = fields.Monetary(
        string="Claimed", compute='_compute_amount_due', store=True,
        help="Less what was let go.")
    date_from = fields.Date(string="First Day", readonly=True)
    date_to = fields.Date(string="Last Day", readonly=True)
    days = fields.Integer(readonly=True, aggregator=None, help="Days that bear interest.")
    unknown_days = fields.Integer(
        string="Days without Rate", readonly=True, aggregator='max',
        help="Nobody knows the rate of these days: complete the table of reference rates.")
    unverified_days = fields.Integer(
        string="Days at an Unverified Rate", readonly=True, aggregator='max',
        help="Nobody has looked the rate of these days up where it is published: compare it, and "
             "tick Verified in the table of reference rates.")
    is_capped = fields.Boolean(
        string="Capped", readonly=True, help="The policy's highest amount is reached.")
    basis = fields.Json(readonly=True)  # spans of the same principal and rate
    explanation = fields.Text(compute='_compute_explanation')
    is_settled = fields.Boolean(
        string="Principal Paid", related='move_line_id.reconciled')
    invoice_line_ids = fields.One2many(
        'account.move.line', 'ar_interest_charge_id', string="Invoiced As", readonly=True)
    move_id = fields.Many2one(
        'account.move', string="Interest Invoice", readonly=True, index='btree_not_null',
        ondelete='restrict')
    payment_state = fields.Selection(related='move_id.payment_state', string="Payment")
    request_id = fields.Many2one(
        'ar.credit.request', readonly=True, index='btree_not_null',
        ondelete='set null')
    request_state = fields.Selection(related='request_id.state', string="Decision")

    _one_memo = models.UniqueIndex(
        "(move_line_id, kind) WHERE state = 'memo' AND move_line_id IS NOT NULL")
    _fee_once = models.UniqueIndex(
        "(move_line_id) WHERE kind = 'fee' AND state <> 'reversed' AND move_line_id IS NOT NULL",
        "The fixed sum of an instalment is due once.")
    _notice_fee_once = models.UniqueIndex(
        "(notice_id) WHERE kind = 'notice' AND state <> 'reversed' AND notice_id IS NOT NULL",
        "A notice costs its fee once.")
    _waived_part = models.Constraint(
        'CHECK (amount >= 0 AND amount_waived >= 0)', "Interest and fees are not negative.")

    # === COMPUTE === #

    @api.depends('amount', 'amount_waived')
    def _compute_amount_due(self):
        for charge in self:
            charge.amount_due = max(0.0, charge.amount - charge.amount_waived)

    @api.depends('kind', 'move_line_id', 'date_from', 'date_to')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for charge in self:
            about = charge.source_move_id.name or charge.notice_id.display_name or ""
            charge.display_name = f"{kinds[charge.kind]} {about}".strip()

    @api.depends('basis')
    @api.depends_context('lang')
    def _compute_explanation(self):
        for charge in self:
            charge.explanation = "\n".join(charge._span_lines())

    def _span_lines(self):
        """One line for all days with the same principal and rate, as a reader can check it."""
        for span in self.basis or ():
            yield self.env._(
                "%(first)s – %(last)s: %(days)s days, %(rate)s of %(principal)s: %(amount)s",
                first=format_date(self.env, span['first']),
                last=format_date(self.env, span['last']), days=span['days'],
                rate=self._rate_words(span),
                principal=formatLang(self.env, span['principal'], currency_obj=self.currency_id),
                amount=formatLang(self.env, span['amount'], currency_obj=self.currency_id))

    def _rate_words(self, span):
        if span['rate'] is None:
            return self.env._("no rate")
        rate = f"{span['rate']:g}"
        words = {
            'day': self.env._("%s %% a day", rate), 'month': self.env._("%s %% a month", rate),
            'year': self.env._("%s %% a year", rate)}[span['period']]
        return self.env._("%s (not verified)", words) if span.get('unverified') else words

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(charge.state == 'posted' for charge in self):
            raise UserError(self.env._("What was invoiced is reversed, not deleted."))

    def _engine_words(self):
        return self.env._(
            "Interest follows from ledger and policies. Let it go, or change the policy.")

    # === ACTIONS === #

    def action_open_invoice(self):
        """Open the interest invoice, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_open_source(self):
        """Open the invoice that was paid late, with the user's own rights."""
        self.ensure_one()
        return self.source_move_id._get_records_action()

    def action_open_request(self):
        """Open the request to let these go."""
        self.ensure_one()
        return self.request_id._get_records_action()

    # === BUSINESS === #

    def _images(self):
        """What decisions change, as events store it."""
        return self.env['ar.event']._images(self, ('state', 'amount', 'amount_waived', 'move_id'))

    def _in_company_currency(self, amounts=None):
        """What these charges claim, in their company's currency at today's rate.

        :param amounts: {charge: amount} in place of what is claimed.
        """
        today = fields.Date.context_today(self)
        return sum(
            charge.currency_id._convert(
                (amounts or {}).get(charge, charge.amount_due), charge.company_id.currency_id,
                charge.company_id, today)
            for charge in self)
