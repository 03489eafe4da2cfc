from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import promise, sales

# What the salesperson says; everything else follows from the ledger.
ANSWER = {'cause_id', 'expected_date', 'comment'}
OPEN = (sales.ASKED, sales.ANSWERED)


class ArSalesInquiry(models.Model):
    """A question to the salesperson of an overdue customer: why, and when will the money come? The
    answer is held against the ledger on its day, see `tools.promise`."""
    _name = 'ar.sales.inquiry'
    _description = "Question to Sales"
    _inherit = ['ar.engine.written', 'ar.amount.mixin', 'ar.judged']
    _order = 'asked_on desc, amount desc, id desc'
    _by_hand = ANSWER

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    user_id = fields.Many2one(
        'res.users', string="Salesperson", required=True, readonly=True, index=True,
        ondelete='cascade',
        help="Of the overdue invoices; else of the customer; else the credit manager.")
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        [
            (sales.ASKED, "To Be Answered"), (sales.ANSWERED, "Answered"),
            (promise.KEPT, "Came True"), (promise.PARTLY, "Came True in Part"),
            (promise.SETTLED, "Settled Otherwise"), (promise.BROKEN, "Did Not Come True"),
            ('closed', "No Longer Overdue"),
        ],
        required=True, default=sales.ASKED, readonly=True, index=True,
        help="An answer is judged by itself once the bank has told what came in up to the expected "
             "day.")

    # What was asked
    amount = fields.Monetary(
        string="Overdue When Asked", readonly=True, help="Without what the customer disputes.")
    days = fields.Integer(string="Days Overdue When Asked", readonly=True, aggregator='max')
    items = fields.Integer(string="Items When Asked", readonly=True)
    asked_on = fields.Date(string="Day of the Question", required=True, readonly=True)
    answer_by = fields.Date(required=True, readonly=True, help="Then somebody else is told.")
    escalated_on = fields.Date(readonly=True)
    escalated_to_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='set null')
    items_html = fields.Html(
        string="Overdue Now", compute='_compute_items_html', compute_sudo=True, sanitize=False)

    # What was answered
    cause_id = fields.Many2one('ar.sales.cause', ondelete='set null', index='btree_not_null')
    effect = fields.Selection(related='cause_id.effect')
    expected_date = fields.Date(
        string="Money Expected", help="By this day the customer will have paid what is overdue.")
    comment = fields.Text(help="What the customer says, and what you will do about it.")
    answered_on = fields.Date(readonly=True)
    line_ids = fields.One2many('ar.sales.inquiry.line', 'inquiry_id', string="Items", readonly=True)
    expected_amount = fields.Monetary(
        string="Expected", readonly=True, help="What was overdue when the answer was given.")

    # What became of it
    baseline = fields.Integer(readonly=True, aggregator=None)  # newest matching when answered
    kept_amount = fields.Monetary(string="Paid in Time", readonly=True)
    evidence = fields.Selection(
        [(promise.CERTAIN, "Bank Line"), (promise.UNCONFIRMED, "Unconfirmed")], readonly=True)
    judged_on = fields.Date(readonly=True)
    kept_share = fields.Float(
        string="Came True %", compute='_compute_kept_share', store=True, aggregator='avg',
        help="100 for an answer that came true. The average over those whose day has come is the "
             "rate of the salesperson.")
    can_answer = fields.Boolean(compute='_compute_can_answer')

    _one_open = models.UniqueIndex(
        "(account_id, user_id) WHERE state IN ('asked', 'answered')",
        "There is an open question about this customer already.")

    # === COMPUTE === #

    @api.depends('state')
    def _compute_kept_share(self):
        for inquiry in self:
            inquiry.kept_share = 100.0 if inquiry.state == promise.KEPT else 0.0

    @api.depends('state', 'user_id')
    @api.depends_context('uid')
    def _compute_can_answer(self):
        for inquiry in self:
            inquiry.can_answer = (
                inquiry.state == sales.ASKED and inquiry.user_id == self.env.user)

    @api.depends('partner_id', 'user_id')
    def _compute_display_name(self):
        for inquiry in self:
            inquiry.display_name = f"{inquiry.partner_id.display_name}, {inquiry.user_id.name}"

    @api.depends('account_id', 'user_id')
    @api.depends_context('lang')
    def _compute_items_html(self):
        # What is stored, with the rights of the ledger: a form may say anything.
        found, nothing = self._origin._items(), self.env['ar.open.item']
        for inquiry in self:
            inquiry.items_html = self.env['ir.qweb']._render(
                'ar_optimization.ar_sales_items', {'items': found.get(inquiry._origin, nothing)})

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and not all(self.mapped('can_answer')):
            raise AccessError(self.env._("Only the salesperson who was asked answers, and once."))
        return super().write(vals)

    def _engine_words(self):
        return self.env._("Questions to sales are asked and judged by the ledger, not by hand.")

    # === ACTIONS === #

    def action_answer(self):
        """Give the answer that is on the screen.

        :raise UserError: for want of a cause, or of a day that can be held against the ledger.
        :raise AccessError: for anybody but the salesperson who was asked.
        """
        self.check_access('write')
        if not all(self.mapped('can_answer')):
            raise AccessError(self.env._("Only the salesperson who was asked answers, and once."))
        self._check_answer(fields.Date.context_today(self))
        self.sudo()._answer()

    def action_open_dispute(self):
        """Open a dispute about the overdue items of this customer, in the usual dialog.

        :raise UserError: when nothing is overdue any more.
        """
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        items = self.sudo()._items()[self]
        if not items:
            raise UserError(self.env._("Nothing of this is overdue any more."))
        return self.env['ar.dispute']._open_dialog(items.line_id.sudo(False))

    def action_open_account(self):
        """Open the customer's page, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _images(self):
        return self.env['ar.event']._images(
            self, ('state', 'cause_id', 'expected_date', 'kept_amount', 'evidence'))

    def _items(self):
        """What is overdue now of each question, by two queries.

        :return: {question: `ar.open.item`}, those that are due first come first.
        """
        found = dict.fromkeys(self, self.env['ar.open.item'])
        mine = {(inquiry.account_id.id, inquiry.user_id.id): inquiry for inquiry in self}
        for company, inquiries in self.grouped('company_id').items():
            items = self.env['ar.open.item'].search([
                ('credit_account_id', 'in', inquiries.account_id.ids), ('days_overdue', '>', 0),
                ('collectable_amount', '>', 0)])
            for item, user in self._sellers(company, items):
                if inquiry := mine.get((item.credit_account_id.id, user)):
                    found[inquiry] |= item
        return found

    @api.model
    def _sellers(self, company, items):
        """Who answers for each item.

        :param items: `ar.open.item` of the company.
        :return: list of (item, user id).
        """
        pairs = {
            item: (item.invoice_user_id.id, item.commercial_partner_id.user_id.id)
            for item in items.sudo()}
        able = company._ar_able_sellers({user for pair in pairs.values() for user in pair if user})
        manager = company.sudo()._ar_credit_manager().id
        return [(item, sales.whom(pair, able, manager)) for item, pair in pairs.items()]
