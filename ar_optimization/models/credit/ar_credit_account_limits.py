from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate, split_every
from odoo.tools.misc import formatLang

_lt = LazyTranslate(__name__)

CHUNK = 5000  # accounts whose limits are written and logged at once

PROPOSAL = (
    'proposal_state', 'proposal_origin', 'proposal_user_id', 'proposed_mode', 'proposed_limit')
COMPUTED = ('limit_tier_id', 'limit_date', 'next_review_date', 'limit_basis')
METHODS = {
    'sales': _lt("%(factor)s × average monthly sales of %(base)s = %(amount)s"),
    'net_worth': _lt("%(factor)s %% of the net worth of %(base)s = %(amount)s"),
    'fixed': _lt("fixed amount of %(amount)s"),
}
UNKNOWN = {
    'sales': _lt("%(factor)s × average monthly sales: sales are not known"),
    'net_worth': _lt("%(factor)s %% of the net worth: net worth is not known"),
}
KINDS = {
    'unlimited': _lt("Tier %(tier)s: unlimited credit."),
    'limit': _lt("Tier %(tier)s: credit up to a limit."),
    'prepay': _lt("Tier %(tier)s: prepayment only."),
    'manual': _lt("Proposed by hand."),
    'unknown': _lt("Tier %(tier)s: no figures to compute a limit from."),
}


class ArCreditAccount(models.Model):
    """What the limit should be, by the formula of the tier, and what becomes of the proposal."""
    _inherit = 'ar.credit.account'

    proposal_state = fields.Selection(
        [('waiting', "Waiting"), ('dismissed', "Dismissed")], string="Proposal", readonly=True,
        index='btree_not_null', copy=False)
    proposal_origin = fields.Selection(
        [('formula', "Tier's Formula"), ('manual', "By Hand")], string="Proposed By",
        readonly=True, copy=False)
    proposal_user_id = fields.Many2one(
        'res.users', string="Who Proposed It", readonly=True, copy=False, ondelete='set null')
    proposed_mode = fields.Selection(
        [('unlimited', "Unlimited"), ('limit', "Up to Limit"), ('prepay', "Prepayment Only")],
        copy=False)
    proposed_limit = fields.Monetary(copy=False)
    proposed_change = fields.Monetary(
        string="Change", compute='_compute_proposed_change',
        help="Proposed limit less present limit, where there are both.")
    proposed_limit_reason = fields.Text(
        string="How the Limit Comes About", compute='_compute_proposed_limit_reason')
    limit_basis = fields.Json(readonly=True, copy=False)  # the formula's figures, as data
    limit_tier_id = fields.Many2one(
        'ar.credit.tier', string="Limit Computed for Tier", index='btree_not_null',
        readonly=True, copy=False, ondelete='set null')
    limit_date = fields.Date(string="Limit Computed On", readonly=True, copy=False)
    next_review_date = fields.Date(
        string="Next Review", readonly=True, copy=False,
        help="On this day the limit is computed anew, at the interval of the tier; a change of "
             "tier brings it forward.")

    _proposed_limit_positive = models.Constraint(
        'CHECK (proposed_limit >= 0)', "A credit limit cannot be negative. 0 is a limit, too.")

    # === COMPUTE === #

    @api.depends('proposed_limit', 'proposed_mode', 'credit_limit', 'credit_mode')
    def _compute_proposed_change(self):
        for account in self:
            comparable = account.credit_mode == account.proposed_mode == 'limit'
            account.proposed_change = comparable and account.proposed_limit - account.credit_limit

    @api.depends('limit_basis')
    @api.depends_context('lang')
    def _compute_proposed_limit_reason(self):
        for account in self:
            basis = account.limit_basis
            account.proposed_limit_reason = basis and "\n".join(account._limit_lines(basis))

    def _limit_lines(self, basis):
        """How a limit comes about, one line per step, in the user's language."""
        yield str(self.env._(KINDS[basis['kind']])) % {'tier': basis.get('tier')}
        for name, factor, base, amount in basis.get('methods', ()):
            text = METHODS[name] if amount is not None else UNKNOWN[name]
            shown = factor * 100 if name == 'net_worth' else factor
            line = str(self.env._(text)) % {
                'factor': f'{shown:g}', 'base': self._money(base), 'amount': self._money(amount)}
            yield f"✓ {line}" if name == basis['method'] else f"· {line}"
        if basis.get('step'):
            yield self.env._("rounded to multiples of %s", self._money(basis['step']))
        if bound := basis.get('bound'):
            yield {
                'cap': self.env._("at most %s", self._money(basis['limit'])),
                'floor': self.env._("at least %s", self._money(basis['limit'])),
                'contract': self.env._(
                    "at least %s, as the contract grants", self._money(basis['limit'])),
            }[bound]

    def _money(self, amount):
        if amount is None:
            return ""
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _credit_in_words(self, mode, limit):
        """A kind of credit, or the amount of its limit."""
        if mode == 'limit':
            return self._money(limit)
        return dict(self._fields['credit_mode']._description_selection(self.env))[mode]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        names = ('proposed_mode', 'proposed_limit')
        accounts = super().create([
            {name: value for name, value in vals.items() if name not in names}
            for vals in vals_list])
        for account, vals in zip(accounts, vals_list, strict=True):
            if proposal := {name: vals[name] for name in names if vals.get(name)}:
                account.write(proposal)
        return accounts

    def write(self, vals):
        if self.env.su or not {'proposed_limit', 'proposed_mode'} & set(vals):
            return super().write(vals)
        vals = {'proposed_mode': 'limit', **vals}
        result = super().write(vals)
        self._propose_by_hand()
        return result

    # === ACTIONS === #

    def action_review_limit(self):
        """Compute the limits of these customers now, whenever their next review is."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        self.company_id.sudo()._ar_check_limits_not_off()
        accounts = self.sudo()
        accounts._forget_limit_date()
        today = fields.Date.context_today(self)
        for company, group in accounts.grouped('company_id').items():
            group._assign_tiers(company, today)
            group._propose_limits(company, today)

    def action_preview_proposals(self):
        """Show what applying the proposals of these customers would do."""
        waiting = self.filtered(lambda account: account.proposal_state == 'waiting')
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_limit_apply_action'),
            'context': {**self.env.context, 'default_account_ids': waiting.ids},
        }

    def action_dismiss_proposals(self):
        """Put the proposals aside until the next review or change of tier."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        accounts = self.filtered(lambda account: account.proposal_state == 'waiting')
        accounts.sudo().write({'proposal_state': 'dismissed'})
        self.env['ar.event']._log(
            'limit.dismissed', accounts,
            before={account.id: {'proposal_state': 'waiting'} for account in accounts},
            after={account.id: {'proposal_state': 'dismissed', **account._proposal()}
                   for account in accounts})

    # === BUSINESS === #

    def _proposal(self):
        """The mode and limit proposed, under the names of the fields they would change."""
        return {'credit_mode': self.proposed_mode, 'credit_limit': self.proposed_limit}

    def _waiting_proposals(self):
        """What is proposed for those of these accounts whose proposal waits, for JSON.

        :return: {account id as text: proposal}
        """
        return {
            str(account.id): account._proposal() for account in self
            if account.proposal_state == 'waiting'}

    def _propose_by_hand(self):
        """Let proposals entered by a person wait for a credit manager; the formula leaves them
        alone until they are decided."""
        self.sudo().write({
            'proposal_state': 'waiting', 'proposal_origin': 'manual',
            'proposal_user_id': self.env.uid, 'limit_basis': {'kind': 'manual'},
        })
        self.env['ar.event']._log('limit.proposed', self, after={
            account.id: account._proposal() for account in self})

    def _withdraw_proposals(self):
        """Forget the proposals of these accounts; the formula has its turn in the next night."""
        accounts = self.sudo()
        accounts.write({**dict.fromkeys(PROPOSAL, False), 'limit_basis': False})
        accounts._forget_limit_date()

    def _apply_proposals(self):
        """Make the proposed limits the limits, in one statement, logged so that it can be undone.

        :return: the events that tell of it.
        :raise AccessError: for anybody but a credit manager.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        accounts = self.filtered(lambda account: account.proposal_state == 'waiting')
        names = ('credit_mode', 'credit_limit')
        events = self._change_limits({
            account.id: {
                'before': {name: account[name] for name in names},
                'after': account._proposal(),
                'numbers': account.limit_basis,
            } for account in accounts
        }, rule=self.env._("Proposal applied"))
        accounts.sudo().write(dict.fromkeys(PROPOSAL, False))
        accounts.sudo()._after_decision(names)
        return events

    @api.model
    def _change_limits(self, changes, rule):
        """Write limits and log each change.

        :param changes: {account id: {'before': …, 'after': …, 'numbers': …}}, the first two with
            the names of account fields.
        :param str rule: what decided, in words.
        :return: the events.
        """
        self._write_set(
            {key: change['after'] for key, change in changes.items()},
            ('credit_mode', 'credit_limit'))
        return self._log_limits('limit.changed', changes, rule)

    @api.model
    def _log_limits(self, kind, changes, rule):
        """Log changes of limits as `_change_limits` takes them, done or only observed.

        :return: the events.
        """
        return self.env['ar.event']._log(
            kind, self.browse(changes), rule=rule,
            **{part: {key: change[part] for key, change in changes.items()}
               for part in ('before', 'after', 'numbers')})

    def _forget_limit_date(self):
        """Have the limits of these accounts computed anew in the next nightly run."""
        if self:
            self.flush_model(['limit_tier_id'])
            self.env.cr.execute(SQL(
                "UPDATE ar_credit_account SET limit_tier_id = NULL WHERE id = ANY(%s)", self.ids))
            self.invalidate_recordset(['limit_tier_id'])

    # === CRON === #

    @api.model
    def _nightly_limits(self, companies, today, full=False):
        """End temporary limits whose last day has passed, then compute the limits that are due for
        review: set them inside the company's bounds, propose the others."""
        for company in companies.filtered(lambda c: c.ar_position_limits != 'off'):
            self._end_temporary_limits(company, today)
            self._propose_limits(company, today)

    @api.model
    def _end_temporary_limits(self, company, today):
        """Take away what has ended; the limit that counts changed by itself, on the day."""
        names = ('temporary_limit', 'temporary_limit_from', 'temporary_limit_to')
        ended = self.sudo().search([
            ('company_id', '=', company.id), ('temporary_limit_to', '<', today)])
        before = {
            account.id: {name: account[name] for name in names} for account in ended}
        self._write_set({key: dict.fromkeys(names) for key in ended.ids}, names)
        self.env['ar.event']._log('limit.temporary_ended', ended, before=before)

    def _propose_limits(self, company, today):
        """Compute the limits that are due, of these accounts or of all of a company, unless tiers
        and limits are off there.

        :param company: the accounts' company.
        :param date today: the day of the review.
        """
        if company.ar_position_limits == 'off':
            return
        bounds = self._limit_bounds(company)
        for rows in split_every(CHUNK, self._limit_facts(company, today), list):
            self._propose_chunk(company, today, bounds, rows)
            self._commit_chunk()

    @api.model
    def _propose_chunk(self, company, today, bounds, rows):
        """Decide on some accounts and store what comes of it.

        :param bounds: the company's `tools.limit_change.Bounds`.
        :param rows: what `_limit_facts` gave.
        """
        rules = {
            tier.id: (tier, tier._formula(company))
            for tier in self.env['ar.credit.tier'].browse({row['tier_id'] for row in rows})
        }
        values, changes = {}, {}
        for row in rows:
            tier, formula = rules[row['tier_id']]
            present, outcome = self._decide_limit(company, tier, formula, bounds, row)
            values[row['id']] = self._limit_values(tier, formula, outcome, today)
            if outcome and outcome.automatic:
                changes[row['id']] = {
                    'before': dict(zip(('credit_mode', 'credit_limit'), present, strict=True)),
                    'after': {'credit_mode': outcome.mode, 'credit_limit': outcome.limit},
                    'numbers': values[row['id']]['limit_basis'],
                }
        self._settle_proposals(company, values, changes)

    @api.model
    def _settle_proposals(self, company, values, changes):
        """Store the proposals; where limits are on, set those that need no person.

        :param values: {account id: what `_limit_values` gave}
        :param changes: those that need no person, as `_change_limits` takes them.
        """
        rule = self.env._("Limit formula of the tier")
        if company.ar_position_limits == 'on':
            for key in changes:
                values[key].update(dict.fromkeys(PROPOSAL))
            self._change_limits(changes, rule)
        else:
            self._log_limits('observed.limits', changes, rule)
        self._write_set(values, COMPUTED + PROPOSAL)

    @api.model
    def _limit_values(self, tier, formula, outcome, today):
        """What to store of a limit just computed, as proposal."""
        if outcome is None:
            return {
                **dict.fromkeys(PROPOSAL), 'limit_tier_id': None, 'limit_date': today,
                'next_review_date': None, 'limit_basis': {'kind': 'unknown', 'tier': tier.code},
            }
        basis = {'kind': outcome.mode, 'tier': tier.code, 'limit': outcome.limit}
        if outcome.proposal:
            basis.update(
                methods=outcome.proposal.methods, method=outcome.proposal.method,
                bound=outcome.proposal.bound, step=formula.step)
        return {
            'limit_tier_id': tier.id,
            'limit_date': today,
            'next_review_date': today + relativedelta(months=tier.review_months),
            'limit_basis': basis,
            'proposal_state': 'waiting' if outcome.changed else None,
            'proposal_origin': 'formula' if outcome.changed else None,
            'proposed_mode': outcome.mode if outcome.changed else None,
            'proposed_limit': outcome.limit if outcome.changed else None,
        }
