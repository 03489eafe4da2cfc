from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import plan as rules

# What is typed while it is a draft; everything else is the engine's.
FORM = {
    'account_id', 'currency_id', 'item_ids', 'line_ids', 'count', 'interval', 'first_date',
    'down_payment', 'interest_mode', 'interest_rate', 'grace_days', 'missed_allowed',
    'needs_signature', 'acceleration_days', 'note'}
CHATTER = ('message_', 'activity_', 'my_activity_', 'website_message_', 'rating_')
LIVE = ('active', 'defaulted')


class ArPaymentPlan(models.Model):
    """Overdue debts of a customer, to be paid in instalments. The posted invoices stay as they are:
    the plan says when they are paid, and while it is kept nobody asks for them. A change is another
    version, with its own decision and signature."""
    _name = 'ar.payment.plan'
    _description = "Payment Plan"
    _inherit = [
        'ar.amount.mixin', 'ar.derived.mixin', 'ar.judged', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'id desc'
    _rec_names_search = ['name', 'partner_id.complete_name']

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    version = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)
    parent_id = fields.Many2one(
        'ar.payment.plan', string="Version Before", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    child_ids = fields.One2many('ar.payment.plan', 'parent_id', string="Version After")
    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Debtor", store=True, index=True)
    user_id = fields.Many2one(
        'res.users', string="Agreed By", readonly=True, copy=False,
        default=lambda self: self.env.user)
    state = fields.Selection(
        [
            ('draft', "Draft"), ('approval', "To Be Approved and Signed"), (rules.ACTIVE, "Active"),
            (rules.KEPT, "Paid"), (rules.DEFAULTED, "In Default"), ('cancelled', "Cancelled"),
        ],
        required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    editor_ids = fields.Many2many(
        'res.users', string="Written By", readonly=True, copy=False,
        help="Who has changed the draft, and therefore does not decide on it.")
    note = fields.Text(string="What Was Agreed Besides", help="Printed in the agreement.")

    # What is owed
    item_ids = fields.One2many('ar.payment.plan.item', 'plan_id', string="Debts", copy=False)
    currency_id = fields.Many2one(
        'res.currency', required=True, compute='_compute_currency_id', store=True, readonly=False,
        precompute=True)
    principal = fields.Monetary(
        string="Debt", compute='_compute_principal', store=True,
        help="What was open when the plan was made.")

    # How it is paid
    count = fields.Integer(string="Instalments", default=3, aggregator=None)
    interval = fields.Selection(
        [('week', "Every Week"), ('fortnight', "Every Two Weeks"), ('month', "Every Month"),
         ('quarter', "Every Three Months")], string="Frequency", required=True, default='month')
    first_date = fields.Date(
        string="First Instalment On", required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14))
    down_payment = fields.Monetary(
        aggregator=None, help="The first instalment, where it is another amount. 0: as the others.")
    line_ids = fields.One2many(
        'ar.payment.plan.line', 'plan_id', string="Schedule", compute='_compute_line_ids',
        store=True, readonly=False, copy=False)
    grace_days = fields.Integer(
        compute='_compute_grace_days', store=True, readonly=False, precompute=True,
        aggregator=None, help="So many days after its day an instalment is still in time.")
    missed_allowed = fields.Integer(
        aggregator=None,
        help="So many missed instalments do no harm; one more and the plan is in default.")

    # Interest
    interest_mode = fields.Selection(
        [('run', "Late Interest Runs On"), ('plan', "Plan Interest Instead"),
         ('waive', "Let Go While It Is Kept")], string="Interest", required=True, default='run',
        help="Late Interest Runs On: as the late interest policies say, beside the plan.\n"
             "Plan Interest Instead: the rate below, on what is left of the debt; it is part of "
             "the instalments and invoiced when the plan begins, and late interest rests.\n"
             "Let Go While It Is Kept: late interest so far is let go and none is added; when the "
             "plan fails it is claimed again.")
    interest_rate = fields.Float(
        string="Rate a Year", digits=(8, 4), aggregator=None,
        help="In percent. Begins with that of the late interest on these debts.")
    interest = fields.Monetary(string="Plan Interest", compute='_compute_amount', store=True)
    amount = fields.Monetary(
        string="To Be Paid", compute='_compute_amount', store=True,
        help="Debt and plan interest.")

    # Approved and signed
    request_id = fields.Many2one(
        'ar.credit.request', string="Decision", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    request_state = fields.Selection(related='request_id.state', string="Decision State")
    approved_on = fields.Date(readonly=True, copy=False)
    needs_signature = fields.Boolean(
        string="To Be Signed", default=True, help="It begins once the customer has signed.")
    signed_on = fields.Date(readonly=True, copy=False)
    active_from = fields.Date(string="In Force Since", readonly=True, copy=False)

    # How it goes
    paid = fields.Monetary(string="Paid So Far", readonly=True, copy=False)
    arrears = fields.Monetary(
        readonly=True, copy=False, help="Missed instalments, as far as they are not paid.")
    next_date = fields.Date(string="Next Instalment", readonly=True, copy=False)
    defaulted_on = fields.Date(string="In Default Since", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Char(string="Why It Ended", readonly=True, copy=False)
    waived = fields.Json(readonly=True, copy=False)  # {id of interest charge: amount let go}

    # The rest at once
    has_acceleration = fields.Boolean(
        string="Rest May Be Called In", readonly=True, copy=False,
        help="The contract that was in force when the plan began has a clause about it.")
    acceleration_days = fields.Integer(
        string="Days after the Notice", default=14, aggregator=None,
        help="So many days after the notice of default the rest may be called in.")
    notice_date = fields.Date(string="Notice of Default", readonly=True, copy=False)
    acceleration_from = fields.Date(
        string="Rest May Be Called In From", compute='_compute_acceleration_from')
    proposed_on = fields.Date(readonly=True, copy=False)
    accelerated_on = fields.Date(string="Rest Called In On", readonly=True, copy=False)

    _figures = models.Constraint(
        'CHECK (count > 0 AND count <= 360 AND grace_days >= 0 AND missed_allowed >= 0 '
        'AND interest_rate >= 0 AND down_payment >= 0 AND acceleration_days >= 0)',
        "A plan has 1 to 360 instalments, and no figure of it is negative.")
    _one_version = models.UniqueIndex(
        "(parent_id) WHERE state IN ('draft', 'approval') AND parent_id IS NOT NULL",
        "There is a new version of this plan already that is not decided yet.")
    _live_idx = models.Index("(company_id) WHERE state IN ('active', 'defaulted')")

    # === COMPUTE === #

    @api.depends('name', 'version', 'partner_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for plan in self:
            number = self.env._("New plan") if plan.name == "/" else plan.name
            later = f" / {plan.version}" if plan.version > 1 else ""
            plan.display_name = f"{number}{later} · {plan.partner_id.display_name or ''}"

    @api.depends('account_id', 'item_ids.move_line_id')
    def _compute_currency_id(self):
        for plan in self:
            plan.currency_id = (
                plan.item_ids.move_line_id.currency_id[:1] or plan.currency_id
                or plan.account_id.currency_id or self.env.company.currency_id)

    @api.depends('item_ids.amount', 'item_ids.is_interest')
    def _compute_principal(self):
        for plan in self:
            plan.principal = sum(
                item.amount for item in plan.item_ids if not item.is_interest)

    @api.depends('line_ids.amount', 'line_ids.interest')
    def _compute_amount(self):
        for plan in self:
            plan.interest = sum(plan.line_ids.mapped('interest'))
            plan.amount = sum(plan.line_ids.mapped('amount'))

    @api.depends('account_id')
    def _compute_grace_days(self):
        for plan in self:
            company = plan.account_id.company_id or self.env.company
            plan.grace_days = company.sudo().ar_plan_grace_days

    @api.depends('defaulted_on', 'notice_date', 'acceleration_days', 'has_acceleration')
    def _compute_acceleration_from(self):
        for plan in self:
            plan.acceleration_from = plan.has_acceleration and rules.acceleration_day(
                plan.defaulted_on, plan.notice_date, plan.acceleration_days)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._person_values(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code('ar.payment.plan') or "/"
        plans = super().create(vals_list)
        plans.account_id.check_access('read')
        plans.item_ids._check_owed()
        return plans

    def write(self, vals):
        if not self.env.su:
            self._check_form(vals)
            if FORM & vals.keys() and any(plan.state != 'draft' for plan in self):
                raise UserError(self.env._(
                    "What was agreed does not change any more: make a new version."))
        result = super().write(vals)
        if not self.env.su and FORM & vals.keys():
            self._note_editor()
        if not self.env.su and ('item_ids' in vals or 'account_id' in vals):
            self.item_ids._check_owed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(plan.state != 'draft' for plan in self):
            raise UserError(self.env._("Only drafts can be deleted: cancel the plan instead."))

    @api.model
    def _person_values(self, vals):
        """What counts of the values that a person gives: the form. Whatever defaults the context
        or the user have for the rest, it begins blank.

        :raise AccessError: for values that only the engine writes; empty ones count as not given.
        """
        blank = {
            name: field.default(self) if field.default else False
            for name, field in self._fields.items()
            if self._is_engine(name) and not field.compute} | {'user_id': self.env.uid}
        self._check_form(
            name for name, value in vals.items() if value and value != blank.get(name))
        return {**vals, **blank}

    @api.model
    def _is_engine(self, name):
        """Whether only the engine writes a field."""
        field = self._fields.get(name)
        return bool(
            field and field.store and name not in FORM and name not in models.MAGIC_COLUMNS
            and not name.startswith(CHATTER))

    @api.model
    def _check_form(self, names):
        """Refuse values that only the engine writes, whatever way they came in.

        :raise AccessError:
        """
        if engine := [name for name in names if self._is_engine(name)]:
            raise AccessError(self.env._(
                "%(field)s of a plan is not set by hand.",
                field=self._fields[engine[0]]._description_string(self.env)))

    # === ACTIONS === #

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    def action_open_request(self):
        """Open the request that decides on this plan."""
        self.ensure_one()
        return self.request_id._get_records_action()

    def action_versions(self):
        """List all versions of this plan."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_payment_plan_action'),
            'domain': [('name', '=', self.name), ('company_id', '=', self.company_id.id)],
            'context': {},
        }

    # === BUSINESS === #

    def _note_editor(self):
        """Remember that the user has a part in these drafts."""
        new = self.sudo().filtered(lambda plan: plan.env.user not in plan.editor_ids)
        new.editor_ids = [Command.link(self.env.uid)]

    def _images(self):
        return self.env['ar.event']._images(self, ('state', 'principal', 'interest', 'arrears'))

    def _log(self, kind, before, reason=None, rule=None):
        """Write what became of these plans into the log.

        :param dict before: what `_images` gave.
        """
        self.env['ar.event']._log(
            kind, self, reason=reason, rule=rule, before=before, after=self._images())
