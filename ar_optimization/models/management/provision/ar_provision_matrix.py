from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# Others than these, a person writes nothing; the company is chosen once.
BASIS = frozenset(('date', 'segment_by', 'months', 'lost_after'))
FIGURES = ('total_amount', 'collective_amount', 'specific_amount', 'forward_percent')


class ArProvisionMatrix(models.Model):
    """What of the receivables of one company is not expected to come in, as of one day: lifetime
    expected losses by age and segment (IFRS 9, 5.5.15 and B5.5.35) and of single items. Prepared
    by one person, approved by another, booked by an accountant."""
    _name = 'ar.provision.matrix'
    _description = "Provision Matrix"
    _inherit = ['ar.amount.mixin', 'ar.engine.written']
    _order = 'date desc, id desc'
    _by_hand = BASIS | {'forward_percent', 'forward_reason', 'line_ids', 'item_ids'}

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(
        string="As Of", required=True, default=fields.Date.context_today,
        help="The receivables at the end of this day are assessed. Tiers, countries and covers "
             "are those of the day on which it is computed.")
    segment_by = fields.Selection(
        [
            ('tier', "Tier"), ('country', "Country"), ('currency', "Currency"),
            ('all', "All Together"),
        ],
        string="Segments", required=True, default='tier',
        help="Customers with alike risks share their rates.")
    months = fields.Integer(
        string="Months of History", required=True, default=24, aggregator=None,
        help="So many months before the day tell what becomes of open items. With less than "
             "twelve months in the ledger no rate is taken from it.")
    lost_after = fields.Integer(
        required=True, default=365, aggregator=None,
        help="Days overdue after which an item counts as lost in the history, even though nobody "
             "has written it off. 0: only what was written off is lost.")
    history_months = fields.Integer(
        string="Months Found", readonly=True, aggregator=None,
        help="Months of the history in which anything was open.")
    forward_percent = fields.Float(
        string="Forward Factor (%)", aggregator=None, digits=(6, 2),
        help="By how much losses will be higher than they were, for what is expected of the "
             "economy. Negative: lower. No rate is more than 100 %.")
    forward_reason = fields.Text(
        string="Reason of the Factor",
        help="What is expected and from which source; also why nothing is changed.")
    state = fields.Selection(
        [
            ('draft', "Draft"), ('approved', "Approved"), ('booked', "Booked"),
            ('reversed', "Entry Reversed"),
        ],
        compute='_compute_state', store=True, index=True, default='draft',
        help="Booked: an accountant has posted the entry. Reversed: and posted its reversal.")
    prepared_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    author_ids = fields.Many2many(
        'res.users', 'ar_provision_author_rel', 'matrix_id', 'user_id', string="Written By",
        readonly=True)
    approved_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    approved_on = fields.Date(readonly=True)
    move_id = fields.Many2one(
        'account.move', string="Entry", readonly=True, ondelete='set null',
        index='btree_not_null')
    line_ids = fields.One2many('ar.provision.line', 'matrix_id', string="Matrix")
    item_ids = fields.One2many(
        'ar.provision.item', 'matrix_id', string="Single Items",
        help="Disputed, with an agency or in court: they can be assessed one by one.")

    # The proof
    debt_amount = fields.Monetary(
        string="Owed", readonly=True, help="All items that customers owe.")
    credit_amount = fields.Monetary(
        string="Credits", readonly=True, help="Unapplied receipts and credit notes, negative.")
    open_amount = fields.Monetary(
        string="Open Items", compute='_compute_proof', store=True,
        help="What is owed less the credits.")
    ledger_amount = fields.Monetary(
        string="General Ledger", readonly=True,
        help="Balance of the receivable accounts on that day.")
    difference_amount = fields.Monetary(
        string="Difference", compute='_compute_proof', store=True,
        help="Not nothing: see the tie-out on the ageing for the items that are wrong.")
    set_off_amount = fields.Monetary(
        string="Set Off", readonly=True,
        help="Credits taken from what the same customer owes, the oldest item first.")
    covered_amount = fields.Monetary(
        string="Covered", readonly=True,
        help="By covers that are integral to the contract with the customer.")

    # The result
    collective_amount = fields.Monetary(
        string="By the Matrix", compute='_compute_total', store=True, compute_sudo=False)
    specific_amount = fields.Monetary(
        string="Of Single Items", compute='_compute_total', store=True, compute_sudo=False)
    total_amount = fields.Monetary(
        string="Allowance", compute='_compute_total', store=True, compute_sudo=False)
    booked_amount = fields.Monetary(
        string="Booked Already", compute='_compute_booked', compute_sudo=True,
        help="Credit balance of the allowance account on that day.")
    entry_amount = fields.Monetary(
        string="To Be Booked", compute='_compute_booked', compute_sudo=True,
        help="The allowance less what is booked already; negative: to be booked back.")

    _sane_figures = models.Constraint(
        'CHECK (months BETWEEN 1 AND 60 AND lost_after >= 0 AND forward_percent >= -100)',
        "The history is of 1 to 60 months, days are not negative, and the factor is not below "
        "-100 %.")

    # === COMPUTE === #

    @api.depends('approved_on', 'move_id')  # and `_follow_entries`
    def _compute_state(self):
        for matrix in self:
            move = matrix._origin.sudo().move_id
            if not matrix.approved_on:
                matrix.state = 'draft'
            elif move.state != 'posted':
                matrix.state = 'approved'
            else:
                matrix.state = 'booked' if move._ar_standing() else 'reversed'

    @api.depends('debt_amount', 'credit_amount', 'ledger_amount')
    def _compute_proof(self):
        for matrix in self:
            matrix.open_amount = matrix.debt_amount + matrix.credit_amount
            matrix.difference_amount = matrix.ledger_amount - matrix.open_amount

    @api.depends('line_ids.loss_amount', 'item_ids.loss_amount')
    def _compute_total(self):
        for matrix in self:
            matrix.collective_amount = sum(matrix.line_ids.mapped('loss_amount'))
            matrix.specific_amount = sum(matrix.item_ids.mapped('loss_amount'))
            matrix.total_amount = matrix.collective_amount + matrix.specific_amount

    @api.depends('total_amount', 'company_id', 'date', 'state')
    def _compute_booked(self):
        for matrix in self:
            matrix.booked_amount = matrix._origin._booked()
            matrix.entry_amount = matrix.currency_id.round(
                matrix.total_amount - matrix.booked_amount)

    @api.depends('date', 'company_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for matrix in self:
            day = matrix.date and format_date(self.env, matrix.date)
            matrix.display_name = f"{day or ''} {matrix.company_id.name or ''}".strip()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Begin matrices and fill them: of what a person says, only what is his to say."""
        if self.env.su:
            return super().create(vals_list)
        self.check_access('create')
        allowed = BASIS | {'company_id', 'forward_percent', 'forward_reason'}
        if any(vals[name] for vals in vals_list for name in vals.keys() - allowed):
            self._check_engine()
        made = super(ArProvisionMatrix, self.sudo()).create([
            {name: vals[name] for name in allowed & vals.keys()}
            | {'prepared_by_id': self.env.uid, 'author_ids': [Command.set(self.env.user.ids)]}
            for vals in vals_list]).with_env(self.env)
        made.check_access('create')
        made._refill()
        return made

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_draft()
        result = super().write(vals)
        self._note_preparer()
        if BASIS & vals.keys():
            self._refill()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_engine(self):
        # OVERRIDE ledger: a draft may be thrown away
        self._check_draft()

    def copy_data(self, default=None):
        # EXTENDS 'base'
        raise UserError(self.env._("A matrix is of one day: begin another one."))

    def _engine_words(self):
        return self.env._(
            "The matrix follows from the ledger: only its basis, the factor, typed rates and "
            "single items are yours to write.")

    def _check_draft(self):
        """Refuse changes of what was approved.

        :raise UserError:
        """
        if any(matrix.state != 'draft' for matrix in self):
            raise UserError(self.env._(
                "An approved matrix does not change: open it again first."))

    def _note_preparer(self):
        """Whoever changed it last has prepared it; nobody who changed it approves it."""
        self.sudo().write({
            'prepared_by_id': self.env.uid, 'author_ids': [Command.link(self.env.uid)]})

    # === ACTIONS === #

    def action_refill(self):
        """Read ledger and history again; typed rates and single decisions are kept."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        self._check_draft()
        self._refill()

    def action_approve(self):
        """Approve, as somebody else than who prepared it.

        :raise UserError: says what is missing.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        self._check_draft()
        for matrix in self:
            matrix._check_complete()
            matrix._check_approver()
        self.sudo().write({
            'approved_by_id': self.env.uid, 'approved_on': fields.Date.context_today(self)})
        self._log('provision.approved')

    def action_reopen(self):
        """Make approved matrices drafts again; an entry nobody has posted is thrown away."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(matrix.state != 'approved' for matrix in self):
            raise UserError(self.env._("Only what is approved and not booked is opened again."))
        self.sudo().move_id.unlink()
        self.sudo().write({'approved_by_id': False, 'approved_on': False})
        self._log('provision.reopened')

    def action_concentration(self):
        """On how few customers, industries and countries the receivables hang."""
        return self.env['ir.actions.client']._for_xml_id(
            'ar_optimization.ar_concentration_action')

    def action_open_lines(self):
        """The rows of these matrices as a pivot."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_provision_line_action'),
            'domain': [('matrix_id', 'in', self.ids)],
        }

    # === BUSINESS === #

    def _log(self, kind):
        event = self.env['ar.event']
        event._log(kind, self, numbers=event._images(self, FIGURES))

    def _check_complete(self):
        """Refuse what an auditor would ask about."""
        if not self.currency_id.is_zero(self.difference_amount):
            raise UserError(self.env._(
                "The open items are not what the general ledger holds: see the tie-out on the "
                "ageing, repair it and compute again."))
        if not (self.forward_reason or '').strip():
            raise UserError(self.env._(
                "Say what is expected of the future, also where the factor is nothing: IFRS 9 "
                "asks for it."))
        if bare := self.line_ids.filtered(
                lambda line: line.rate_source == 'none' and line.exposed_amount)[:1]:
            raise UserError(self.env._(
                "%(segment)s, %(bucket)s has no rate: type one and its source.",
                segment=bare.segment_name, bucket=bare.bucket_name))
        if mute := self.item_ids.filtered(
                lambda item: item.is_specific and not (item.reason or '').strip())[:1]:
            raise UserError(self.env._("Say why %s is assessed by itself.", mute.name))

    def _check_approver(self):
        """Refuse who had a part in it, but in single-person mode up to its cap."""
        company = self.company_id.sudo()
        alone = company.ar_single_person and self.currency_id.compare_amounts(
            self.total_amount, company.ar_single_person_cap) <= 0
        authors = self.sudo().author_ids | self.prepared_by_id
        if self.env.user in authors and not alone:
            raise UserError(self.env._(
                "You have prepared this matrix: somebody else approves it."))
