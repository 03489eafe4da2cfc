from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from ....tools import promise as rules

# What a person says when taking a promise; everything else follows from it or from the ledger.
FORM = (
    'account_id', 'basis', 'currency_id', 'amount', 'date', 'tolerance_days', 'line_ids',
    'contact_id', 'channel', 'note')
TYPED = ('move_line_id', 'amount')  # of each item
# May be added later.
LATER = {'note', 'contact_id'}


class ArPromise(models.Model):
    """A customer said it will pay: these items or an amount, by a day. Whether it did follows from
    the ledger, see `tools.promise`; nobody ticks a promise off, and while it is open its items are
    not dunned."""
    _name = 'ar.promise'
    _description = "Promise to Pay"
    _inherit = ['ar.amount.mixin', 'ar.derived.mixin', 'ar.judged']
    _check_company_auto = True
    _order = 'date desc, id desc'

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True,
        ondelete='restrict')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    basis = fields.Selection(
        [('items', "These Items"), ('amount', "An Amount")], string="What Was Promised",
        required=True, default='items',
        help="These Items: what is paid on them counts.\n"
             "An Amount: whatever the customer pays counts. Dunning rests for the oldest items "
             "that it would pay.")
    currency_id = fields.Many2one(
        'res.currency', required=True, compute='_compute_currency_id', store=True, readonly=False,
        precompute=True)
    amount = fields.Monetary(
        compute='_compute_amount', store=True, readonly=False, precompute=True)
    date = fields.Date(
        string="Promised For", required=True, help="By this day the money is to be with us.")
    tolerance_days = fields.Integer(
        compute='_compute_tolerance_days', store=True, readonly=False, precompute=True,
        aggregator=None, help="So many days later is still in time.")
    deadline = fields.Date(
        string="Last Day", compute='_compute_deadline', store=True,
        help="The promised day and the days of tolerance.")
    line_ids = fields.One2many('ar.promise.line', 'promise_id', string="Items", copy=False)

    # How it was taken
    user_id = fields.Many2one(
        'res.users', string="Taken By", required=True, readonly=True, index=True, copy=False,
        default=lambda self: self.env.user,
        help="A payment that this person enters counts once the bank confirms it.")
    taken_date = fields.Date(
        string="Taken On", required=True, readonly=True, copy=False,
        default=fields.Date.context_today)
    contact_id = fields.Many2one(
        'res.partner', string="Person", ondelete='set null', index='btree_not_null',
        domain="[('commercial_partner_id', '=', partner_id)]", help="Who promised it.")
    channel = fields.Selection(
        selection='_channel_selection', string="Way", default='phone', required=True,
        help="How the customer was reached. It is added to the contacts.")
    note = fields.Text(string="What Was Said")
    contact_log_id = fields.Many2one(
        'ar.contact.log', string="Contact", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    baseline = fields.Integer(readonly=True, copy=False, aggregator=None)  # ledger when taken

    # What became of it
    state = fields.Selection(
        [
            (rules.OPEN, "Pending"), (rules.KEPT, "Kept"), (rules.PARTLY, "Partly Kept"),
            (rules.SETTLED, "Settled Otherwise"), (rules.BROKEN, "Not Kept"),
            ('cancelled', "Cancelled"),
        ],
        required=True, default=rules.OPEN, readonly=True, copy=False, index=True,
        help="Judged by itself once the bank has told what came in up to the last day. Settled "
             "Otherwise: by a credit note or an offset.")
    kept_amount = fields.Monetary(
        string="Paid in Time", readonly=True, copy=False,
        help="Cash that reached us by the last day.")
    pending_amount = fields.Monetary(
        string="To Be Confirmed", readonly=True, copy=False,
        help="Payments in the books that no bank line confirms yet and that are too young to "
             "count without one.")
    evidence = fields.Selection(
        [(rules.CERTAIN, "Bank Line"), (rules.UNCONFIRMED, "Unconfirmed")], readonly=True,
        copy=False,
        help="Bank Line: the money is on a bank statement.\n"
             "Unconfirmed: a payment was entered, not by who took the promise, and has stood for "
             "some days; no bank line was matched with it yet.")
    judged_on = fields.Date(readonly=True, copy=False)
    cancel_reason = fields.Char(string="Why Cancelled", readonly=True, copy=False)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount_company = fields.Monetary(
        string="Amount in Company Currency", currency_field='company_currency_id', readonly=True,
        copy=False, help="At the rate of the day on which it was promised.")
    kept_share = fields.Float(
        string="Kept %", compute='_compute_kept_share', store=True, aggregator='avg',
        help="100 for a promise that was kept. The average over promises that have fallen due is "
             "the kept rate.")

    _days_positive = models.Constraint(
        'CHECK (tolerance_days >= 0)', "Days of tolerance cannot be negative.")
    _amount_positive = models.Constraint(
        'CHECK (amount >= 0)', "A promised amount cannot be negative.")
    _open_idx = models.Index("(company_id, deadline) WHERE state = 'open'")

    # === COMPUTE === #

    @api.model
    def _channel_selection(self):
        return self.env['ar.contact.log']._channel_selection()

    @api.depends('account_id', 'line_ids.move_line_id')
    def _compute_currency_id(self):
        for promise in self:
            promise.currency_id = (
                promise.line_ids.move_line_id.currency_id[:1] or promise.currency_id
                or promise.account_id.currency_id or self.env.company.currency_id)

    @api.depends('basis', 'line_ids.amount')
    def _compute_amount(self):
        for promise in self:
            if promise.basis == 'items':
                promise.amount = sum(promise.line_ids.mapped('amount'))

    @api.depends('account_id')
    def _compute_tolerance_days(self):
        for promise in self:
            company = promise.account_id.company_id or self.env.company
            promise.tolerance_days = company.sudo().ar_promise_tolerance

    @api.depends('date', 'tolerance_days')
    def _compute_deadline(self):
        for promise in self:
            promise.deadline = promise.date and promise.date + timedelta(promise.tolerance_days)

    @api.depends('state')
    def _compute_kept_share(self):
        for promise in self:
            promise.kept_share = 100.0 if promise.state == rules.KEPT else 0.0

    @api.depends('partner_id', 'amount', 'date')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(amount)s by %(day)s, %(customer)s",
                amount=format_amount(self.env, promise.amount, promise.currency_id),
                day=format_date(self.env, promise.date),
                customer=promise.partner_id.display_name) if promise.date else self.env._("New")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.check_access('create')
            vals_list = [
                {name: vals[name] for name in FORM if name in vals} | {
                    'user_id': self.env.uid, 'taken_date': fields.Date.context_today(self),
                    'state': rules.OPEN, 'line_ids': self._new_rows(vals)} for vals in vals_list]
        promises = super(ArPromise, self._with_said_defaults().sudo()).create(vals_list)
        promises.account_id.sudo(self.env.su).check_access('read')
        promises._take()
        return promises.sudo(self.env.su)

    @api.model
    def _with_said_defaults(self):
        """In a context whose defaults are of what a person says, for the rest is made with all
        rights."""
        if self.env.su:
            return self
        context = {
            name: value for name, value in self.env.context.items()
            if not name.startswith('default_') or name.removeprefix('default_') in FORM}
        return self.with_env(self.env(context=context))

    @api.model
    def _new_rows(self, vals):
        """The items that a person says: new rows and nothing else, for they are made with all
        rights.

        :raise AccessError: for rows that are there already.
        """
        rows = vals.get('line_ids', self.env.context.get('default_line_ids')) or ()
        if any(row[0] != Command.CREATE for row in rows):
            self.env['ar.promise.line']._check_engine()
        return [
            Command.create({name: row[2][name] for name in TYPED if name in row[2]})
            for row in rows]

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - LATER:
                raise UserError(self.env._(
                    "A promise stays as it was given: cancel it and take another one."))
            if any(promise.user_id != self.env.user for promise in self):
                raise AccessError(self.env._("Only who took a promise adds to it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_merge(self):
        raise UserError(self.env._("Promises are not deleted: cancel them."))

    # === ACTIONS === #

    def action_cancel(self, reason=None):
        """Take back promises that were entered by mistake or withdrawn: dunning goes on.

        :param str reason: why, in words.
        """
        self.check_access('write')
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        for promise in self:
            if promise.state != rules.OPEN:
                raise UserError(self.env._(
                    "%s is judged already.", promise.display_name))
            if promise.user_id != self.env.user and not manager:
                raise AccessError(self.env._(
                    "Only who took a promise or a credit manager cancels it."))
        self.sudo()._cancel(reason)

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _images(self):
        return self.env['ar.event']._images(self, ('state', 'kept_amount', 'evidence'))

    def _cancel(self, reason=None):
        before = self._images()
        self.write({'state': 'cancelled', 'cancel_reason': reason or False})
        self.env['ar.event']._log(
            'promise.cancelled', self, reason=reason, before=before, after=self._images())
