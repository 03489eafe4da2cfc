from odoo import api, fields, models

from ....tools import settlement
from ....tools.chain import plain

# What an account keeps of its contract, so that the guard need not ask for it.
KEPT = (
    'contract_id', 'contract_until', 'contract_term_id', 'contract_days', 'contract_limit',
    'contract_signed')


class ArCreditAccount(models.Model):
    """The contract in force, and the part of it that decisions about the account read."""
    _inherit = 'ar.credit.account'

    contract_ids = fields.One2many('ar.contract', 'account_id', string="Contracts")
    contract_id = fields.Many2one(
        'ar.contract', string="Contract in Force", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    contract_until = fields.Date(readonly=True, copy=False)
    contract_term_id = fields.Many2one(
        'account.payment.term', string="Payment Term by Contract", readonly=True, copy=False,
        ondelete='restrict', index='btree_not_null')
    contract_limit = fields.Monetary(
        string="Limit by Contract", readonly=True, copy=False, aggregator=None)
    contract_days = fields.Integer(
        string="Longest Term by Contract", readonly=True, copy=False, aggregator=None,
        help="In days from the invoice, the wait for the monthly statement included.")
    contract_signed = fields.Boolean(readonly=True, copy=False)
    contract_count = fields.Integer(string="Number of Contracts", compute='_compute_contract_count')

    # === COMPUTE === #

    @api.depends('contract_ids')
    def _compute_contract_count(self):
        counts = dict(self.env['ar.contract']._read_group(
            [('account_id', 'in', self.ids)], ['account_id'], ['__count']))
        for account in self:
            account.contract_count = counts.get(account._origin, 0)

    # === CRUD === #

    def _check_decider(self, names):
        # EXTENDS credit: what is kept of a contract follows from the contract
        return super()._check_decider(
            [*names, *(('projection',) if set(KEPT) & set(names) else ())])

    # === ACTIONS === #

    def action_contracts(self):
        """List the contracts of this account."""
        self.ensure_one()
        return self._list_of('ar_contract_action')

    # === BUSINESS === #

    @api.model
    def _follow_contracts(self, accounts, today):
        """Have accounts follow the contracts that are in force: who they are, and the limit they
        grant.

        :param date today: the day.
        """
        contracts = self.env['ar.contract'].with_context(active_test=False).search([
            ('account_id', 'in', accounts.ids)])
        by_account, event, changes = contracts.grouped('account_id'), self.env['ar.event'], {}
        for account in accounts:
            values = account._contract_values(by_account.get(account, contracts.browse()), today)
            if any((event._json_value(account, name) or None) != value
                   for name, value in values.items()):
                changes[account.id] = values
        changed = self.browse(changes)
        ended = changed.filtered(lambda account: account.contract_id and (
            account.contract_id.id != changes[account.id]['contract_id']))
        lowered = changed.filtered(lambda account: (
            account.contract_limit > (changes[account.id]['contract_limit'] or 0)))
        given = {account: account._given_term() for account in changed}
        native = {account: account._native_term() for account in changed}
        self._write_set(changes, KEPT)
        for account in changed.filtered(lambda account: not given[account]):
            account.term_before_id = account._given_term() and native[account]
        changed.filtered(lambda account: account._given_term() != given[account])._give_terms()
        (ended | lowered)._give_back_limits()
        changed._grant_contract_limits()
        (ended | lowered)._forget_limit_date()
        if changed:
            changed._after_decision(('contract_id',))

    def _contract_values(self, contracts, today):
        """What to keep of the contract in force, of several ones that a customer has, as JSON
        values."""
        span = settlement.choose(contracts._spans(), today)
        version = self.env['ar.contract.version'].browse(span.key if span else ())
        signed = not version.needs_signature or version.signature_state == 'signed'
        return plain({
            'contract_id': version.contract_id.id or None,
            'contract_until': span.end if span else None,
            'contract_term_id': version.payment_term_id.id or None,
            'contract_days': version._longest_days() or None,
            'contract_limit': version.credit_limit or None,
            'contract_signed': (bool(version) and signed) or None,
        })

    def _contract_today(self, today):
        """The contract in force on a day, empty when it has ended since the last night."""
        ended = self.contract_until and self.contract_until < today
        return self.env['ar.contract'] if ended else self.contract_id

    def _limit_image(self):
        return self.env['ar.event']._image(self, ('credit_mode', 'credit_limit'))

    def _grant_contract_limits(self):
        """Raise limits to what the contracts grant; a higher one stays, and so does none at all
        where the tier says so, not only nobody anything else."""
        changes = {}
        for account in self:
            floor, mode, limit = (
                account.contract_limit, account.credit_mode, account.credit_limit)
            said = mode != 'unlimited' or account.tier_id.credit_mode == 'unlimited'
            wanted = settlement.granted(mode if said else 'prepay', limit, floor)
            if floor and wanted != (mode, limit):
                changes[account.id] = {
                    'before': account._limit_image(),
                    'after': dict(zip(('credit_mode', 'credit_limit'), wanted, strict=True)),
                    'numbers': {'contract_id': account.contract_id.id}}
        if changes:
            self._change_limits(changes, rule=self.env._("Limit granted by contract"))

    def _give_back_limits(self):
        """Give accounts the limit that they had before a contract raised it, as the events tell,
        or what the contract grants by now if that is more; unless somebody has set another one
        since. Where tiers decide, the next night does it."""
        accounts = self.filtered(
            lambda account: not account.tier_id or account.company_id.ar_position_limits == 'off')
        events = self.env['ar.event'].sudo().search([
            ('kind', '=', 'limit.changed'), ('res_model', '=', self._name),
            ('res_id', 'in', accounts.ids)]) if accounts else self.env['ar.event']
        by_account, changes = events.grouped('res_id'), {}
        for account in accounts:
            before = present = account._limit_image()
            for event in by_account.get(account.id, ()):
                if 'contract_id' not in (event.numbers or {}) or event.after != before:
                    break
                before = event.before
            mode, limit = settlement.granted(
                before['credit_mode'], before['credit_limit'], account.contract_limit)
            after = {'credit_mode': mode, 'credit_limit': limit}
            if before != present != after:
                granted = after != before and {'contract_id': account.contract_id.id}
                changes[account.id] = {
                    'before': present, 'after': after, 'numbers': granted or None}
        if changes:
            self._change_limits(changes, rule=self.env._("Contract ended or grants less"))

    def _fold_history(self, target):
        # EXTENDS ledger: contracts follow their customer, and count for it from now on.
        contracts = self.env['ar.contract'].sudo().with_context(active_test=False).search(
            [('account_id', 'in', self.ids)])
        contracts.account_id = target
        result = super()._fold_history(target)
        self._follow_contracts(target.sudo(), fields.Date.context_today(self))
        return result

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit: limits and native fields are computed with the contracts of the day
        steps = super()._nightly_steps()
        place = steps.index('_nightly_limits')
        return [
            *steps[:place], '_nightly_contracts', '_nightly_limits', '_nightly_renegotiations',
            *steps[place + 1:]]

    @api.model
    def _nightly_contracts(self, companies, today, full=False):
        """Bring contracts up to date, see `ar.contract`."""
        self.env['ar.contract']._nightly(companies, today)

    @api.model
    def _nightly_renegotiations(self, companies, today, full=False):
        """Have contracts negotiated anew whose customer's tier gives less by now."""
        watched = companies.filtered(lambda company: company.ar_position_limits != 'off')
        self.env['ar.contract']._ask_renegotiation(watched, today)
