from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

# What is promised. A draft is anybody's who may write; later only a credit manager changes it, and
# every change is logged.
TERMS = (
    'kind', 'name', 'account_id', 'issuer_id', 'amount', 'currency_id', 'percent', 'deductible',
    'date_start', 'date_end', 'max_term_days', 'report_days', 'claim_days', 'stop_days',
    'last_shipment', 'covers_vat', 'covers_late_goods', 'covers_earlier', 'integral', 'sequence',
)
# Written by the buttons only.
DERIVED = ('state', 'activated_by_id', 'activated_on')
# Button → state it leads to, states it may come from, event.
STEPS = {
    'activate': ('active', ('draft', 'expired'), 'cover.activated'),
    'call': ('called', ('active', 'expired'), 'cover.called'),
    'end': ('ended', ('active', 'expired', 'called'), 'cover.ended'),
    'expire': ('expired', ('active',), 'cover.expired'),
}


class ArCover(models.Model):
    """Somebody else's promise to pay, or something of value in our hands, should a customer not
    pay: insurance, guarantee, letter of credit, deposit, collateral."""
    _name = 'ar.cover'
    _description = "Cover"
    _inherit = [
        'ar.amount.mixin', 'ar.approval.locked', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'sequence, date_end, id'

    name = fields.Char(
        string="Number", required=True, tracking=True,
        help="Number of the policy, of the guarantee, of the letter of credit.")
    kind = fields.Selection(
        [
            ('insurance', "Credit Insurance"), ('guarantee', "Bank Guarantee"),
            ('letter', "Letter of Credit"), ('deposit', "Deposit"),
            ('collateral', "Collateral"), ('parent', "Parent Guarantee"),
        ],
        required=True, default='insurance', tracking=True)
    state = fields.Selection(
        [
            ('draft', "Draft"), ('active', "Active"), ('expired', "Expired"),
            ('called', "Called"), ('ended', "Ended"),
        ],
        required=True, default='draft', readonly=True, copy=False, tracking=True, index=True,
        group_expand=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", required=True, index=True, ondelete='restrict',
        tracking=True)
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Covered Customer", store=True, index=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    issuer_id = fields.Many2one(
        'res.partner', string="Insurer or Guarantor", ondelete='restrict', tracking=True,
        index='btree_not_null', help="Who pays when the customer does not.")
    responsible_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets the activities of the deadlines.")

    # The promise
    currency_id = fields.Many2one(
        'res.currency', required=True, tracking=True,
        default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(
        string="Amount or Buyer Limit", tracking=True, aggregator=None,
        help="The most that is covered. A deposit that is booked as a receipt of the customer is "
             "in the figures already: do not enter it here.")
    percent = fields.Float(
        string="Covered Part", default=100.0, tracking=True, aggregator=None,
        help="In percent: what is paid of each covered amount.")
    deductible = fields.Monetary(
        tracking=True, aggregator=None, help="Taken once from what is paid.")
    max_term_days = fields.Integer(
        string="Longest Insured Term", tracking=True, aggregator=None,
        help="In days. Items with longer terms are not covered. 0: any.")
    covers_vat = fields.Boolean(
        string="Covers Taxes", default=True, tracking=True,
        help="When not, the covered part of an invoice is its amount without taxes.")
    covers_late_goods = fields.Boolean(
        string="Covers Goods Sent Too Late", tracking=True,
        help="What is invoiced after the last day to ship is covered all the same.")
    covers_earlier = fields.Boolean(
        string="Covers Earlier Invoices", compute='_compute_covers_earlier', store=True,
        readonly=False, precompute=True, tracking=True,
        help="What was invoiced before the first day is covered, too.")
    integral = fields.Boolean(
        string="Part of the Contract", tracking=True,
        help="Integral to the contract with the customer: what it covers lowers the expected "
             "losses of the provision matrix. Other covers are assets of their own.")
    sequence = fields.Integer(
        default=10, tracking=True, help="Covers of a customer are used in this order.")
    note = fields.Text()
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Documents", bypass_search_access=True, copy=False)

    # The days
    date_start = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today, tracking=True)
    date_end = fields.Date(
        string="Last Day", tracking=True, help="Empty: until further notice.")
    report_days = fields.Integer(
        string="Report Overdue Within", tracking=True, aggregator=None,
        help="Days after the due date in which an overdue item must be reported. 0: never.")
    claim_days = fields.Integer(
        string="Claim Within", tracking=True, aggregator=None,
        help="Days after the due date in which a claim must be made. Only what can be claimed "
             "before the cover ends is covered.")
    stop_days = fields.Integer(
        string="Stop Shipping After", tracking=True, aggregator=None,
        help="Once an item is so many days overdue, goods that are sent are no longer covered. "
             "0: never.")
    last_shipment = fields.Date(
        tracking=True,
        help="Goods sent after this day are not covered, as a letter of credit may say.")

    activated_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    activated_on = fields.Date(readonly=True, copy=False)
    mark_ids = fields.One2many(
        'ar.cover.mark', 'cover_id', string="Done", domain=[('done_date', '!=', False)])

    _amount_not_negative = models.Constraint(
        'CHECK (amount >= 0 AND deductible >= 0 AND percent BETWEEN 0 AND 100)',
        "Amounts of a cover cannot be negative, and the covered part is between 0 and 100 %.")
    _days_not_negative = models.Constraint(
        'CHECK (max_term_days >= 0 AND report_days >= 0 AND claim_days >= 0 AND stop_days >= 0)',
        "Days of a cover cannot be negative.")
    _end_after_start = models.Constraint(
        'CHECK (date_end >= date_start)', "A cover cannot end before it begins.")
    _counting_idx = models.Index("(account_id) WHERE state IN ('active', 'called')")

    # === CONSTRAINTS === #

    @api.constrains('currency_id', 'account_id')
    def _check_rate(self):
        for cover in self:
            if not cover.company_id._ar_knows_rate(cover.currency_id):
                raise ValidationError(self.env._(
                    "There is no exchange rate for %(currency)s in %(company)s: the cover has no "
                    "value there.", currency=cover.currency_id.name,
                    company=cover.company_id.name))

    @api.constrains('issuer_id', 'account_id')
    def _check_issuer(self):
        for cover in self:
            if cover.issuer_id.commercial_partner_id == cover.partner_id:
                raise ValidationError(self.env._("A customer cannot guarantee for itself."))

    # === COMPUTE === #

    @api.depends('kind')
    def _compute_covers_earlier(self):
        for cover in self:
            cover.covers_earlier = cover.kind not in ('insurance', 'letter')

    @api.depends('name', 'kind')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for cover in self:
            cover.display_name = f"{kinds.get(cover.kind, '')} {cover.name or ''}".strip()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Neither a value nor a default of the context makes a cover active.
            unset = {**dict.fromkeys(DERIVED, False), 'state': 'draft'}
            vals_list = [{**vals, **unset} for vals in vals_list]
        covers = super().create(vals_list)
        self.env['ar.event']._log('cover.created', covers, after=covers._terms())
        covers._after_change()
        return covers

    def write(self, vals):
        changed = [name for name in TERMS if name in vals]
        self._check_writer(vals, changed)
        before = self._terms() if changed else {}
        result = super().write(vals)
        if changed:
            self.env['ar.event']._log_changes('cover.changed', self, before, self._terms())
        if changed or 'state' in vals:
            self._after_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_active(self):
        if any(cover.state != 'draft' for cover in self):
            raise UserError(self.env._("Only drafts can be deleted: end the cover instead."))
        self.env['ar.event']._log('cover.deleted', self, before=self._terms())

    def _check_writer(self, vals, changed):
        """Refuse a state written past its button, and terms changed by whoever may not."""
        if self.env.su:
            return
        if set(DERIVED) & set(vals):
            raise AccessError(self.env._("The state of a cover changes by its buttons only."))
        if changed and any(cover.state != 'draft' for cover in self):
            self.env.user._ar_check_role('credit_manager')

    # === ACTIONS === #

    def action_activate(self):
        """Let the covers count from now on."""
        self.env.user._ar_check_role('credit_manager')
        self._check_complete()
        self._step('activate', activated_by_id=self.env.uid,
                   activated_on=fields.Date.context_today(self))

    def action_call(self):
        """A claim is made: nothing new is covered, what is covered stays so until the end."""
        self.env.user._ar_check_role('credit_manager')
        self._step('call')

    def action_end(self):
        """The covers are given back, paid out or cancelled: they count no more."""
        self.env.user._ar_check_role('credit_manager')
        self._step('end')

    def action_deadlines(self):
        """List the deadlines of these covers."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_cover_deadline_action'),
            'domain': [('cover_id', 'in', self.ids)],
            'context': {},
        }

    # === BUSINESS === #

    def _check_complete(self):
        today = fields.Date.context_today(self)
        for cover in self:
            if cover.currency_id.is_zero(cover.amount) or not cover.percent:
                raise UserError(self.env._("%s covers nothing: enter its amount.", cover.name))
            if cover.date_end and cover.date_end < today:
                raise UserError(self.env._("%s has ended: change its last day.", cover.name))

    def _step(self, step, **values):
        """Bring these covers into the next state, by the table of steps, and log it."""
        self.check_access('read')
        state, allowed, kind = STEPS[step]
        if wrong := self.filtered(lambda cover: cover.state not in allowed)[:1]:
            raise UserError(self.env._(
                "%(cover)s is %(state)s already.", cover=wrong.display_name,
                state=dict(self._fields['state']._description_selection(self.env))[wrong.state]))
        self.sudo().write({'state': state, **values})
        self.env['ar.event']._log(kind, self, numbers=self._terms())

    def _terms(self):
        return self.env['ar.event']._images(self, TERMS)

    def _after_change(self):
        """A cover more, or one less: figures are others, and what is held may be free to go."""
        self.env.registry.clear_cache()
        accounts = self.account_id
        accounts.invalidate_model()
        accounts._after_decision(('cover_ids',))

    @api.model
    @tools.ormcache()
    def _any_counts(self):
        """Whether any cover of any company counts: without one nothing is asked for any more."""
        return bool(self.sudo().search_count(
            [('state', 'in', ('active', 'called'))], limit=1))

    # === CRON === #

    @api.model
    def _expire(self, companies, today):
        """Close the covers whose last day is past."""
        self.sudo().search([
            ('company_id', 'in', companies.ids), ('state', '=', 'active'),
            ('date_end', '<', today),
        ])._step('expire')
