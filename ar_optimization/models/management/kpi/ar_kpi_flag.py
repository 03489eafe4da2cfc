from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Which figures what kind of entry made better than they were: money that was counted as collected,
# and money that was kept out of what is overdue.
MONEY = ('reversed', 'on_account')
HIDDEN = ('due_date', 'reinvoiced')


class ArKpiFlag(models.Model):
    """An entry that makes a result better than it was, noticed at night. It accuses nobody: a
    credit manager looks at each and says that it was right, or takes its money off the result.
    Cash that was taken back later is off the month that counted it until he says otherwise."""
    _name = 'ar.kpi.flag'
    _description = "Entry to Be Reviewed"
    _inherit = ['ar.engine.written', 'ar.amount.mixin']
    _order = 'month desc, date desc, id desc'
    _by_hand = frozenset({'amount_off', 'reason'})

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(
        selection='_selection_kind', string="What Was Noticed", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)  # what it is about, once per kind
    month = fields.Date(
        string="Counts In", required=True, readonly=True, index=True,
        help="The month whose result it made better.")
    month_back = fields.Date(
        string="Taken Back In", readonly=True,
        help="The month whose result the ledger itself has lowered by it. What is taken off the "
             "month it counted in is given back there, so that it is not subtracted twice.")
    date = fields.Date(required=True, readonly=True, help="When it was done, or undone.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='set null')
    move_id = fields.Many2one(
        'account.move', string="Document", readonly=True, index='btree_not_null',
        ondelete='set null')
    other_move_id = fields.Many2one(
        'account.move', string="Other Document", readonly=True, index='btree_not_null',
        ondelete='set null', help="The invoice that was paid, or what came after the document.")
    actor_id = fields.Many2one(
        'res.users', string="Entered By", readonly=True, index='btree_not_null',
        ondelete='set null')
    collector_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='set null',
        help="Of the customer when it was noticed.")
    salesperson_id = fields.Many2one(
        'res.users', readonly=True, index='btree_not_null', ondelete='set null',
        help="Of the document, else of the customer.")
    amount = fields.Monetary(readonly=True, help="The money it is about, in company currency.")
    amount_off = fields.Monetary(
        string="Taken Off", help="How much of it did not belong into the result.")
    state = fields.Selection(
        [('open', "To Be Reviewed"), ('justified', "Justified"), ('off', "Taken Off")],
        required=True, readonly=True, default='open', index=True)
    reason = fields.Char(help="Why it is justified, or taken off the result.")
    decided_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    decided_on = fields.Date(readonly=True)

    _once = models.UniqueIndex("(company_id, kind, key)", "This was noticed already.")
    _part = models.Constraint(
        'CHECK (amount_off BETWEEN 0 AND amount)',
        "Not more than the whole amount can be taken off.")

    # === COMPUTE === #

    @api.model
    def _selection_kind(self):
        return list(self._kind_names().items())

    @api.model
    def _kind_names(self):
        """Hook: what is noticed. Rooms and bridges that notice more add theirs."""
        return {
            'reversed': self.env._("Payment taken back later"),
            'on_account': self.env._("Receipt at period end that belongs to no invoice"),
            'due_date': self.env._("Due date moved over the period end"),
            'reinvoiced': self.env._("Credited and invoiced again with a later due date"),
            'dispute': self.env._("Dispute opened at period end and dropped again"),
        }

    @api.depends('kind', 'move_id', 'partner_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = self._kind_names()
        for flag in self:
            about = flag.sudo().move_id.name or flag.partner_id.name or ""
            flag.display_name = f"{names.get(flag.kind, flag.kind)} {about}".strip()

    # === CRUD === #

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_reviewer()
        self._check_open()
        before = self._images()
        result = super().write(vals)
        # Cash that was taken back counts with this amount before anybody has decided.
        self.env['ar.event']._log_changes('flag.changed', self, before, self._images())
        return result

    # === ACTIONS === #

    def action_justify(self):
        """Say that these are in order, each with its reason: the money counts."""
        self._decide('justified')

    def action_take_off(self):
        """Take the money of these off the results, and off bonuses still to come."""
        if any(flag.state == 'open' and not flag.amount_off for flag in self):
            raise UserError(self.env._("Say how much is taken off."))
        self._decide('off')

    def action_reopen(self):
        """Look at these again: results and bonuses are as if nothing had been decided."""
        self._check_reviewer()
        self.sudo()._reopen()

    def action_open_document(self):
        """Open the document, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_open_other(self):
        """Open what followed it, with the user's own rights."""
        self.ensure_one()
        return self.other_move_id._get_records_action()

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("Entries to be reviewed are noticed at night, not made by hand.")

    def _check_open(self):
        if any(flag.state != 'open' for flag in self):
            raise UserError(self.env._("This was decided: open it again first."))

    def _check_reviewer(self):
        """Refuse who may not decide, and who is concerned himself."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if self.env.user in self._concerned():
            raise AccessError(self.env._(
                "Who entered it, or whose result it is, does not review it."))

    def _concerned(self):
        """Who entered these, and whose results they are about."""
        return self.actor_id | self.collector_id | self.salesperson_id

    def _decide(self, state):
        self._check_reviewer()
        self._check_open()
        if any(not (flag.reason or "").strip() for flag in self):
            raise UserError(self.env._("Please say why."))
        self.sudo()._settle(state)

    def _settle(self, state):
        """Write what was decided, with its event, and have bonuses follow.

        :param str state: `justified` or `off`.
        """
        before = self._images()
        self.write({
            'state': state, 'decided_by_id': self.env.uid,
            'decided_on': fields.Date.context_today(self)})
        after = self._images()
        for reason, flags in self.grouped('reason').items():
            self.env['ar.event']._log(
                f'flag.{state}', flags, reason=reason, before=before, after=after,
                numbers={flag.id: {'amount': flag.amount} for flag in flags})
        self._followed()

    def _reopen(self):
        before = self._images()
        self.write({
            'state': 'open', 'reason': False, 'decided_by_id': False, 'decided_on': False})
        self.env['ar.event']._log('flag.reopened', self, before=before, after=self._images())
        self._followed()

    def _followed(self):
        """Bring the bonuses of those concerned up to date."""
        users = self.collector_id | self.salesperson_id
        self.env['ar.kpi.bonus']._make(
            self.company_id, fields.Date.context_today(self), users)
        self.env['ar.kpi.target'].invalidate_model(['result', 'flag_count'])
        self.env['ar.kpi.bonus'].invalidate_model(['flag_count'])

    def _images(self):
        return self.env['ar.event']._images(self, ('state', 'amount_off'))

    # === GATHER === #

    @api.model
    def _taken_off(self, companies, first, last):
        """What does not belong into the results of some months: what managers took off, and cash
        that the ledger took back later, unless a manager said that it counts.

        :return: {(company id, subject, user id or 0, first day of month):
            {kind: amount in company currency}}; negative where it was subtracted already.
        """
        found = {}
        for subject, person in (
                ('company', None), ('collector', 'collector_id'),
                ('salesperson', 'salesperson_id')):
            for month, sign in (('month', 1), ('month_back', -1)):
                for company, day, kind, user, amount in self._sums(
                        companies, first, last, month, person):
                    kinds = found.setdefault((company, subject, user, day), {})
                    kinds[kind] = kinds.get(kind, 0.0) + sign * amount
        return found

    @api.model
    def _sums(self, companies, first, last, month, person):
        """The money taken off by company, month, kind and person.

        :param str month: field that says which month.
        :param person: field that says whose result, or None for all.
        :return: list of (company id, day, kind, user id or 0, amount)
        """
        groups = self._read_group(
            Domain([('company_id', 'in', companies.ids), (month, '>=', first),
                    (month, '<=', last)]) & self._counts_domain(),
            ['company_id', f'{month}:day', 'kind', *([person] if person else [])],
            ['amount_off:sum'])
        return [
            (company.id, day, kind, who[0].id or 0 if who else 0, amount)
            for company, day, kind, *who, amount in groups]

    @api.model
    def _counts_domain(self):
        return Domain('state', '=', 'off') | (
            Domain('state', '=', 'open') & Domain('kind', '=', 'reversed'))

    @api.model
    def _change_of(self, measure, taken):
        """What is added to the numerator of a measure.

        :param dict taken: {kind: amount}, one of `_taken_off`, or None.
        """
        kinds, sign = self._measure_kinds().get(measure, ((), 0))
        return sign * sum((taken or {}).get(kind, 0.0) for kind in kinds)

    @api.model
    def _measure_kinds(self):
        """Hook: which kinds change which measures: {measure: (kinds, -1 lowers or 1 raises)}."""
        return {
            'collected': (MONEY, -1), 'completion_rate': (MONEY, -1),
            'recovery_rate': (MONEY, -1), 'overdue': (HIDDEN, 1), 'overdue_rate': (HIDDEN, 1),
        }
