from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ....tools import dispute as tool

LIVE = ('open', 'validated')  # the amount is kept back
# The context of a step that logs its own event. An object: no call from outside can carry it.
STEP = object()
# What a collector may change on the form, and what the owner may.
EDITABLE = {'amount', 'deadline', 'description', 'finding', 'owner_id', 'reason_id', 'verdict'}
ANSWER = {'finding', 'verdict'}
LOGGED = (
    'amount', 'claims_interest', 'closed_on', 'credit_move_id', 'deadline', 'owner_id',
    'reason_id', 'state', 'validated_on', 'verdict')


class ArDispute(models.Model):
    """What a customer does not want to pay of one instalment, and why. The disputed part is not
    asked for and bears no interest until it is decided on; the rest stays due and payable, and
    Odoo's payment state is left alone."""
    _name = 'ar.dispute'
    _description = "Dispute"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'ar.amount.mixin', 'ar.derived.mixin']
    _check_company_auto = True
    _order = 'id desc'

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True,
        ondelete='restrict', readonly=True, check_company=True)
    company_id = fields.Many2one(
        related='account_id.company_id', store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True,
        precompute=True)
    move_id = fields.Many2one(
        'account.move', string="Invoice", ondelete='set null', index='btree_not_null',
        readonly=True, check_company=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Instalment", ondelete='set null', index='btree_not_null',
        readonly=True, check_company=True)
    document = fields.Char(
        readonly=True, help="The number of the invoice when it was disputed.")
    date_maturity = fields.Date(string="Due Date", readonly=True)
    invoice_user_id = fields.Many2one(
        related='move_id.invoice_user_id', string="Salesperson", store=True, readonly=True)

    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount = fields.Monetary(
        string="Disputed Amount", required=True, tracking=True,
        help="With taxes, in the currency of the invoice. What is left of it stays due.")
    amount_company = fields.Monetary(
        string="Disputed in Company Currency", currency_field='company_currency_id',
        compute='_compute_amount_company', store=True,
        help="At the rate of the invoice.")
    amount_kept = fields.Monetary(
        string="Kept Back Now", compute='_compute_amount_kept', compute_sudo=True,
        help="What nobody asks for today: the disputed amount as far as it is still open.")
    credited_amount = fields.Monetary(
        string="Credited", compute='_compute_credited_amount', store=True, compute_sudo=True,
        help="Total of the posted credit note.")
    credited_company = fields.Monetary(
        string="Credited in Company Currency", currency_field='company_currency_id',
        compute='_compute_credited_amount', store=True, compute_sudo=True)

    reason_id = fields.Many2one(
        'ar.dispute.reason', ondelete='set null', index='btree_not_null', tracking=True)
    cause = fields.Selection(related='reason_id.cause', string="Root Cause", store=True)
    description = fields.Text(
        string="What the Customer Says", help="In its own words. Evidence is attached below.")
    owner_id = fields.Many2one(
        'res.users', index='btree_not_null', tracking=True, ondelete='set null',
        domain=[('share', '=', False)],
        help="Who finds out whether the customer is right: somebody outside finance.")
    verdict = fields.Selection(
        [
            ('right', "The customer is right"), ('partly', "Right in part"),
            ('goods', "Goods are sent again"), ('wrong', "The customer is wrong"),
        ],
        string="Answer", tracking=True, help="What the owner found out. Finance decides by it.")
    finding = fields.Text(string="What Was Found Out")

    opened_on = fields.Date(
        string="Opened", required=True, readonly=True, default=fields.Date.context_today)
    opened_by_id = fields.Many2one(
        'res.users', readonly=True, ondelete='set null',
        default=lambda self: self.env.user)
    deadline = fields.Date(
        string="Answer Until", tracking=True,
        help="The last day for the owner's answer; then it escalates.")
    told = fields.Integer(string="Escalations", readonly=True)
    is_period_end = fields.Boolean(
        string="Opened at Period End", compute='_compute_is_period_end', store=True,
        help="Opened within the last three days of a month: worth a second look by an auditor.")
    validated_on = fields.Date(readonly=True)
    closed_on = fields.Date(string="Closed", readonly=True)
    days_open = fields.Integer(
        string="Days to Close", compute='_compute_days_open', store=True, aggregator='avg',
        help="From the opening to the decision; empty while it is open.")
    state = fields.Selection(
        [
            ('open', "In Dispute"), ('validated', "Validated"), ('credited', "Credit Note Made"),
            ('rejected', "Turned Down"), ('resent', "Goods Sent Again"),
            ('settled', "Settled Otherwise"), ('cancelled', "Withdrawn"),
        ],
        required=True, default='open', readonly=True, copy=False, index=True, tracking=True,
        help="Validated: the customer is right; the amount is out of the exposure, and a credit "
             "note follows.\n"
             "Settled Otherwise: the item was paid or credited while it was disputed.")
    claims_interest = fields.Boolean(
        string="Interest after All", readonly=True,
        help="Late interest is claimed for the time of the dispute, too: the objection was "
             "unfounded from the beginning.")
    credit_move_id = fields.Many2one(
        'account.move', string="Credit Note", readonly=True, ondelete='set null',
        index='btree_not_null', check_company=True, copy=False)

    _live_idx = models.Index("(move_line_id) WHERE state IN ('open', 'validated')")
    _validated_idx = models.Index("(account_id) WHERE state = 'validated'")
    _amount_positive = models.Constraint(
        'CHECK (amount > 0)', "Something must be disputed: an amount above zero.")

    # === CONSTRAINTS === #

    @api.constrains('reason_id')
    def _check_reason(self):
        if any(not dispute.reason_id for dispute in self):
            raise ValidationError(self.env._("Say why the customer does not pay."))

    def _check_fits(self):
        """Refuse to dispute more of an item than is open, all disputes about it together.

        :raise ValidationError:
        """
        for line, disputes in self.grouped('move_line_id').items():
            others = line.ar_dispute_ids.filtered(
                lambda other: other.state in LIVE) - disputes
            room = tool.room_for(
                self._open_amount(line), others.mapped('amount'),
                line.currency_id.decimal_places)
            if line.currency_id.compare_amounts(sum(disputes.mapped('amount')), room) > 0:
                raise ValidationError(self.env._(
                    "Of %(item)s %(room)s can be disputed: what is open and not disputed yet.",
                    item=line.move_name or disputes[:1].document,
                    room=formatLang(self.env, room, currency_obj=disputes.currency_id)))

    @api.model
    def _open_amount(self, line):
        """What is open of an instalment in its currency; nothing of what is not posted."""
        return line.amount_residual_currency if line.parent_state == 'posted' else 0.0

    # === COMPUTE === #

    @api.depends('amount', 'move_line_id')
    def _compute_amount_company(self):
        for dispute in self:
            line = dispute.move_line_id.sudo()
            if line.amount_currency:
                dispute.amount_company = dispute.company_currency_id.round(
                    dispute.amount * line.balance / line.amount_currency)
            elif not dispute.amount_company:
                dispute.amount_company = dispute.amount

    @api.depends('amount', 'state', 'move_line_id.amount_residual_currency')
    def _compute_amount_kept(self):
        for dispute in self:
            # What is stored: this reads every entry, and a form may name any.
            residual = self._open_amount(dispute._origin.move_line_id)
            dispute.amount_kept = tool.kept_back(
                dispute.amount, residual, dispute.currency_id.decimal_places or 2,
            ) if dispute.state in LIVE else 0.0

    @api.depends('credit_move_id')  # posting a credit note tells: every entry would be searched for
    def _compute_credited_amount(self):
        for dispute in self:
            move = dispute._origin.credit_move_id  # as stored: a form may name any entry
            posted = move.state == 'posted'
            dispute.credited_amount = move.amount_total if posted else 0.0
            dispute.credited_company = abs(move.amount_total_signed) if posted else 0.0

    @api.depends('opened_on')
    def _compute_is_period_end(self):
        for dispute in self:
            dispute.is_period_end = tool.is_period_end(dispute.opened_on)

    @api.depends('opened_on', 'closed_on')
    def _compute_days_open(self):
        for dispute in self:
            dispute.days_open = (
                dispute.closed_on and (dispute.closed_on - dispute.opened_on).days)

    @api.depends('name', 'document')
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = " ".join(filter(None, (dispute.name, dispute.document)))

    @api.onchange('reason_id')
    def _onchange_reason_id(self):
        if self.reason_id:
            self.deadline = fields.Date.add(
                self.opened_on or fields.Date.context_today(self), days=self.reason_id.sla_days)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.user._ar_check_role('collector')
        disputes = super().create([self._complete(vals) for vals in vals_list])
        disputes._check_fits()
        disputes._log('dispute.opened')
        disputes.sudo()._ask_owner()
        return disputes

    @api.model
    def _complete(self, vals):
        """The values of a new dispute: what a person says, and the rest from the item.

        :raise UserError: for what is no open item of a customer.
        """
        line = self.env['account.move.line'].browse(vals.get('move_line_id'))
        self._check_item(line)
        account = self.env['ar.credit.account'].sudo()._account_for(
            line.partner_id, line.company_id)
        reason = self.env['ar.dispute.reason'].with_company(line.company_id).browse(
            vals.get('reason_id'))
        today = fields.Date.context_today(self)
        owner = reason.owner_id or line.move_id.invoice_user_id or account.partner_id.user_id
        return {
            'owner_id': owner.id, 'deadline': fields.Date.add(today, days=reason.sla_days),
            **{name: value for name, value in vals.items() if name in EDITABLE},
            'name': self.env['ir.sequence'].sudo().with_company(
                line.company_id).next_by_code('ar.dispute') or "/",
            'move_line_id': line.id, 'move_id': line.move_id.id, 'account_id': account.id,
            'document': line.move_id.name, 'date_maturity': line.date_maturity or line.date,
            'currency_id': line.currency_id.id, 'opened_on': today, **self._blank_values(),
        }

    @api.model
    def _blank_values(self):
        """How every dispute begins, whatever defaults the context or the user have."""
        return {
            'state': 'open', 'opened_by_id': self.env.uid, 'told': 0, 'validated_on': False,
            'closed_on': False, 'credit_move_id': False, 'claims_interest': False}

    @api.model
    def _check_item(self, line):
        line.check_access('read')
        if (not line.exists() or line.account_type != 'asset_receivable' or not line.partner_id
                or line.currency_id.compare_amounts(self._open_amount(line), 0.0) <= 0):
            raise UserError(self.env._(
                "%s is no open invoice of a customer: there is nothing to dispute.",
                line.exists().move_name or self.env._("This")))

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals)
        before = self._images()
        result = super().write(vals)
        if 'amount' in vals:
            self.filtered(lambda dispute: dispute.state in LIVE)._check_fits()
        if 'owner_id' in vals:
            self.sudo()._ask_owner()
        if self.env.context.get('ar_dispute_step') is not STEP:
            self.env['ar.event']._log_changes('dispute.changed', self, before, self._images())
        return result

    def _check_writable(self, vals):
        """Refuse what the user may not change, or not any more."""
        collector = self.env.user.has_group('ar_optimization.group_collector')
        own = {name for name in vals if name in self._fields} - {
            name for name in self._fields if name.startswith(('message_', 'activity_'))}
        if own - (EDITABLE if collector else ANSWER):
            raise AccessError(self.env._(
                "The state of a dispute changes by its buttons, and the owner gives the answer."))
        if own and any(dispute.state not in LIVE for dispute in self):
            raise UserError(self.env._("This dispute is decided: open it again first."))
        if 'amount' in own and any(dispute.state != 'open' for dispute in self):
            raise UserError(self.env._("The amount was validated and stays."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Disputes are not deleted: withdraw them."))

    # === BUSINESS === #

    def _images(self):
        return self.env['ar.event']._images(self, LOGGED)

    def _log(self, kind, reason=None):
        self.env['ar.event']._log(kind, self, after=self._images(), reason=reason)

    def _open_items_text(self):
        """What the dispute is about, for an activity: number, due date and amount."""
        return self.env._(
            "%(document)s due %(day)s, %(amount)s disputed: %(reason)s",
            document=self.document or "", day=format_date(self.env, self.date_maturity),
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id),
            reason=self.reason_id.name or "")
