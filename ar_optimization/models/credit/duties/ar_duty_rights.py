from odoo import api, fields, models

from ....tools import approval

# Types of requests that give a customer more.
RAISES = (
    'limit', 'temporary_limit', 'tier_override', 'terms', 'status', 'shared_limit', 'cover',
    'contract')


class ArDuty(models.Model):
    """Which rights give which duty: groups, access rights, approval rules."""
    _inherit = 'ar.duty'

    # === HOOK === #

    @api.model
    def _rights(self, company):
        """Hook: what gives each duty in a company. A room adds its duties, and further ways to
        those there are.

        :return: {code of a duty: list of {user: [ways in words]}}, see the helpers below.
        """
        locked = company.sudo().ar_lock_terms
        manager = self._by_group('ar_optimization.group_credit_manager')
        types = self.env['ar.approval.rule']._fields['type'].get_values(self.env)
        return {
            'raise_limit': [
                self._by_rules(company, RAISES, own=True), self._by_single_person(company),
            ] if locked else [manager],
            'approve': [self._by_rules(company, set(types) - {'hold_release'})],
            'release': [self._by_rules(company, ('hold_release',)) if locked else manager],
            'waive': [self._by_access('account.move', 'write')],
            'write_off': [self._by_access('account.move', 'create')],
            'receipts': [
                self._by_access('account.payment', 'create'),
                self._by_access('account.bank.statement.line', 'create'),
                self._by_access('account.partial.reconcile', 'create')],
            'credit_note': [self._by_access('account.move', 'create')],
            'discount': [self._by_access('account.move.line', 'write')],
            'due_date': [self._by_access('ar.due.date.change', 'create')],
            'bank_account': [self._by_access('res.partner.bank', 'write')],
            'policy': [
                self._by_access(model, 'write')
                for model in ('ar.credit.policy', 'ar.credit.tier', 'ar.approval.rule')],
        }

    # === WAYS === #

    @api.model
    def _by_group(self, xmlid):
        """Who is in a group, by whatever other group.

        :return: {user: [name of the group]}
        """
        group = self.env.ref(xmlid).sudo()
        return {user: [group.full_name] for user in group.all_user_ids}

    @api.model
    def _by_access(self, model, mode):
        """Whom access rights let do something with a model.

        :param str mode: `create`, `write` or `unlink`.
        :return: {user: [names of the groups]}
        """
        accesses = self.env['ir.model.access'].sudo().search([
            ('model_id.model', '=', model), (f'perm_{mode}', '=', True),
            ('group_id', '!=', False)])
        ways = {}
        for group in accesses.group_id:
            for user in group.all_user_ids:
                ways.setdefault(user, []).append(group.full_name)
        return ways

    @api.model
    def _by_rules(self, company, types, own=False):
        """Who decides on requests of some types under the approval rules in force: approvers, their
        substitutes of today, and who is asked when the time is over; a credit manager on each type
        that no rule speaks about.

        :param types: values of the field `type` of a request.
        :param bool own: only who decides alone on what he writes himself.
        :return: {user: [names of the rules]}
        """
        known = self.env['ar.approval.rule']._for_company(company)
        rules = self.env['ar.approval.rule'].sudo().browse(known)
        speaking = rules.filtered(lambda rule: not rule.type or rule.type in types)
        delegations, today = self.env['ar.approval.delegation'], fields.Date.context_today(self)
        ways = {}
        for rule in speaking.filtered('own_authority') if own else speaking:
            users = self.env['res.users'].union(
                *(step._approvers(company) for step in rule.step_ids))
            if not own:
                users |= delegations._delegates(users, company, today)
                users |= rule._escalation_user(company)
            for user in users:
                ways.setdefault(user, []).append(rule.name)
        if not own and not all(approval.speaks_always(known.values(), kind) for kind in types):
            manager = self._by_group('ar_optimization.group_credit_manager')
            for user, way in manager.items():
                ways.setdefault(user, []).extend(way)
        return ways

    @api.model
    def _by_single_person(self, company):
        """Who may decide on what he asked for himself, in a firm with one person.

        :return: {user: [names of the rules]}
        """
        return self._by_rules(company, RAISES) if company.sudo().ar_single_person else {}
