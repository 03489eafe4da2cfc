from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import settlement


class ArCreditAccount(models.Model):
    """A tier gives no less than a valid contract grants: neither a lower limit nor a shorter term,
    and what the guard allows follows."""
    _inherit = 'ar.credit.account'

    # === LIMIT === #

    def _limit_facts(self, company, today, everyone=False):
        # EXTENDS credit: the limit that the contract in force grants
        rows = super()._limit_facts(company, today, everyone)
        floors = dict(self.env.execute_query(SQL(
            """SELECT account.id, account.contract_limit
                 FROM ar_credit_account account
                WHERE account.company_id = %s AND account.contract_limit > 0
                  AND COALESCE(account.contract_until, %s) >= %s""",
            company.id, today, today,
        ))) if rows and self.env['ar.contract']._any_agreed() else {}
        return [{**row, 'contract_limit': float(floors.get(row['id']) or 0.0)} for row in rows]

    @api.model
    def _decide_limit(self, company, tier, formula, bounds, row):
        # EXTENDS credit
        present, outcome = super()._decide_limit(company, tier, formula, bounds, row)
        floor = row.get('contract_limit')
        if not outcome or not floor:
            return present, outcome
        mode, limit = settlement.granted(outcome.mode, outcome.limit, floor)
        if (mode, limit) == (outcome.mode, outcome.limit):
            return present, outcome
        changed = (present.mode, present.limit) != (mode, limit)
        proposal = outcome.proposal and outcome.proposal._replace(amount=limit, bound='contract')
        return present, outcome._replace(
            mode=mode, limit=limit, changed=changed, automatic=changed and outcome.automatic,
            proposal=proposal)

    def _falls_short(self):
        """What the tier gives less of than the contract grants, see `tools.settlement`."""
        tier = self.tier_id
        if not tier:
            return ()
        basis = self.limit_basis or {}
        less = basis.get('bound') == 'contract'
        return settlement.falls_short(
            self.contract_days or None, self.contract_limit,
            tier._guard_terms(tier.id)[2], tier.credit_mode, 0.0 if less else None)

    # === TERM === #

    def _given_term(self):
        # EXTENDS credit
        return super()._given_term() or self.contract_term_id

    @api.model
    def _native_term_sql(self, present, today):
        # EXTENDS credit: a term granted by hand, then the contract's, then what the tier says
        return SQL(
            """COALESCE(
                   CASE WHEN (account.granted_term_id IS NULL
                              OR account.granted_term_until < %(today)s)
                             AND COALESCE(account.contract_until, %(today)s) >= %(today)s
                        THEN account.contract_term_id
                   END, %(others)s)""",
            today=today, others=super()._native_term_sql(present, today),
        )

    # === GUARD === #

    @api.model
    def _guard_fields(self):
        # EXTENDS guard
        return [*super()._guard_fields(), 'contract_id', 'contract_until', 'contract_days',
                'contract_signed']

    def _guard_terms(self, today):
        # EXTENDS guard
        signed = bool(self._contract_today(today)) and self.contract_signed
        return {**super()._guard_terms(today), 'unsigned': not signed}

    def _guard_allowed_days(self):
        # EXTENDS guard: no fewer than the contract grants, up to its last day
        days = super()._guard_allowed_days()
        contract = self._contract_today(fields.Date.context_today(self))
        return days if days is None or not contract else max(days, self.contract_days)
