from collections import defaultdict
from dataclasses import replace

from odoo import fields, models

from ....tools import guard
from .ar_credit_account_guard import GUARD_FIGURES
from .ar_credit_guard import Verdict


class ArCreditGuard(models.AbstractModel):
    """What the guard says of documents: gather the facts, decide by the rules, change nothing."""
    _inherit = 'ar.credit.guard'

    # === DECIDE === #

    def _ar_guard_decide(self, lock=False):
        """What the guard says of these documents as they stand now. Changes nothing but the lock.

        Documents of one customer are looked at one after the other, in the order of this set: what
        passes lessens the headroom of the next one.

        :param bool lock: take the lock of the accounts first, to act on what comes out.
        :return: dict document → `Verdict`
        """
        verdicts, passed = {}, defaultdict(float)
        for company, documents in self.grouped(lambda d: d._ar_guard_company()).items():
            verdicts.update(documents._ar_guard_decide_in(company, lock, passed))
        return verdicts

    def _ar_guard_decide_in(self, company, lock, passed):
        """As `_ar_guard_decide`, for documents of one company.

        :param passed: {`ar.credit.group`: what this call let pass of its members, in its currency},
            added to.
        """
        today, facts = fields.Date.context_today(self), self._ar_guard_documents()
        looked_at = self.filtered(
            lambda document: not facts[document].exempt and facts[document].total > 0)
        accounts_of = looked_at._ar_guard_accounts(company, create=lock)
        accounts = self.env['ar.credit.account'].sudo().union(*accounts_of.values())
        taken, holds = looked_at._ar_guard_take(accounts, today, lock)
        figures = accounts._guard_watched() if lock else GUARD_FIGURES
        standings = accounts._guard_standings(today, taken, figures)
        looked_at._ar_guard_add_unborn(company, accounts_of, standings, today)
        verdicts = {}
        for document in self:
            account = accounts_of.get(document, accounts.browse())
            standing = standings.get(account)
            fact = replace(
                facts[document], small_passed=document._ar_guard_small_passed(account, taken))
            verdict = document._ar_guard_judge(
                account, fact, standing and account._guard_with_others(standing, passed), holds,
                today)
            if account and verdict.decision.passes:
                standings[account] = guard.with_passed(standing, verdict.facts, verdict.decision)
                account._guard_add_passed(passed, verdict.facts.amount)
            verdicts[document] = verdict
        return verdicts

    def _ar_guard_judge(self, account, facts, standing, holds, today):
        """The verdict on one document.

        :param holds: {(model, id): its holds that are open or decided, the latest first}
        """
        none = self.env['ar.credit.hold'].sudo()
        hold = holds.get((self._name, self._origin.id), none)[:1]
        if not standing:
            return Verdict(account, facts, None, guard.PASS, hold)
        releases = [
            fact for record in self._ar_guard_related()
            for fact in holds.get((record._name, record._origin.id), none)._release_facts()]
        facts = replace(
            guard.completed(facts, account._guard_allowed_days(), releases),
            stopped=hold._is_stop())
        rules = self.env['ar.credit.policy']._rules_of(account)
        digits = account.currency_id.decimal_places
        return Verdict(
            account, facts, standing, guard.decide(facts, standing, rules, today, digits), hold)

    def _ar_guard_small_passed(self, account, taken):
        """What of this document passed before only because it was small, as itself or as what it
        delivers, and used up the small amount of the month of this customer.

        :return: amount in company currency
        """
        return sum(
            taken.small_passed.get((account.id, record._name, record._origin.id), 0.0)
            for record in self._ar_guard_related()) if taken.small_passed else 0.0

    def _ar_guard_commercial(self):
        return self.sudo()._ar_guard_partner().commercial_partner_id

    def _ar_guard_accounts(self, company, create):
        """The credit accounts of these documents' customers, by one query.

        :param bool create: make the missing ones.
        :return: {document: account, empty where there is none}
        """
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False)
        names = accounts._guard_fields()
        contacts = self.env['res.partner'].sudo().union(
            *(document.sudo()._ar_guard_partner() for document in self))
        if len(contacts) == 1 and (
                found := accounts._fetch_of_contact(contacts, company, names)):
            return dict.fromkeys(self, found)
        customers = {document: document._ar_guard_commercial() for document in self}
        everybody = self.env['res.partner'].sudo().union(*customers.values())
        if create:
            accounts._ensure_accounts(company, everybody)
        found = accounts.search_fetch(
            [('partner_id', 'in', everybody.ids), ('company_id', '=', company.id)], names,
            order='id')
        known = {account.partner_id: account for account in found}
        return {document: known.get(customers[document], found.browse()) for document in self}

    def _ar_guard_add_unborn(self, company, accounts_of, standings, today):
        """Add what accounts would be, that are not there yet and that a confirmation would make.

        :param accounts_of, standings: as in `_ar_guard_decide_in`, added to.
        """
        unborn = {}
        for document in self.filtered(lambda document: not accounts_of[document]):
            customer = document._ar_guard_commercial()
            if customer not in unborn:
                unborn[customer] = accounts_of[document]._unborn(customer, company)
            if account := unborn[customer]:
                accounts_of[document] = account
                standings[account] = account._unborn_standing(today)

    def _ar_guard_take(self, accounts, today, lock):
        """Take the lock and read the holds.

        :return: (`Taken`, {(model, id): holds, the latest first})
        """
        related = {
            (record._name, record._origin.id)
            for document in self for record in document._ar_guard_related()}
        taken = self.env['ar.credit.lock'].sudo()._take(accounts, related, today, lock)
        holds = self.env['ar.credit.hold'].sudo().browse(taken.hold_ids)
        return taken, holds.grouped(lambda hold: (hold.res_model, hold.res_id))
