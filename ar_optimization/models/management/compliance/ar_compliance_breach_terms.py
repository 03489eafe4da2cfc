from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

WARN_DAYS = 60  # so long before its end a claim without a case is told of
OPEN_CASE = ('draft', 'demand', 'court')


class ArComplianceBreach(models.Model):
    """Breaches that are none of a contact: interest, limitation, contracts, rules set aside."""
    _inherit = 'ar.compliance.breach'

    # === INTEREST === #

    @api.model
    def _interest_sql(self, company, first, last):
        """Interest at more than the law of the customer's country allows."""
        return SQL(
            """
            SELECT 'interest', charge.date_to, %(rule)s, TRUE, charge.partner_id,
                   invoice.create_uid, 'ar.interest.charge', charge.id, move.name,
                   jsonb_build_object('rate', top.rate, 'highest', law.highest_rate)
              FROM ar_interest_charge charge
              JOIN ar_credit_account account ON account.id = charge.account_id
              JOIN res_partner partner ON partner.id = account.partner_id
              JOIN res_company company ON company.id = charge.company_id
              JOIN res_partner ours ON ours.id = company.partner_id
         LEFT JOIN account_move move ON move.id = charge.source_move_id
         LEFT JOIN account_move invoice ON invoice.id = charge.move_id
         LEFT JOIN ar_contract_version version ON version.id = move.ar_contract_version_id
              JOIN LATERAL (%(law)s) law ON law.highest_rate > 0
        CROSS JOIN LATERAL (
                   SELECT MAX((span ->> 'rate')::float * CASE span ->> 'period'
                              WHEN 'day' THEN 365 WHEN 'month' THEN 12 ELSE 1 END) AS rate
                     FROM jsonb_array_elements(charge.basis) span) top
             WHERE charge.company_id = %(company)s AND charge.kind = 'interest'
               AND charge.mode <> 'threat' AND charge.state IN ('memo', 'posted')
               AND charge.date_to BETWEEN %(first)s AND %(last)s
               AND top.rate > law.highest_rate + 0.00001
            """,
            rule=self._rule_sql('legal_term_id', SQL("law.id")), law=self._law_sql(),
            company=company.id, first=first, last=last)

    @api.model
    def _law_sql(self):
        """The legal term that counts for a customer, as `ar.legal.term._of` finds it."""
        return SQL(
            """
            SELECT law.id, law.highest_rate
              FROM ar_legal_term law
             WHERE law.active AND law.debtor = %s
               AND (law.country_id = COALESCE(partner.country_id, ours.country_id)
                    OR law.country_id IS NULL AND EXISTS (
                       SELECT FROM res_country_res_country_group_rel one
                        WHERE one.res_country_group_id = law.country_group_id
                          AND one.res_country_id = COALESCE(partner.country_id, ours.country_id)))
          ORDER BY law.country_id IS NULL, law.sequence, law.id
             LIMIT 1
            """, self.env['ar.interest.policy']._debtor_sql())

    # === LIMITATION === #

    @api.model
    def _limitation_rows(self, company, first, last, today):
        """Claims that were barred on one of these days, and those that soon will be and that
        nobody has a case about."""
        rules = self.env['ar.limitation.rule'].sudo().search([('country_ids', '!=', False)])
        if not rules:
            return []
        youngest = today + relativedelta(days=WARN_DAYS, months=-min(rules.mapped('months')))
        items = self.env['account.move.line'].sudo().search([
            ('company_id', '=', company.id), ('parent_state', '=', 'posted'),
            ('account_type', '=', 'asset_receivable'), ('reconciled', '=', False),
            ('amount_residual', '>', 0), ('date_maturity', '<=', youngest),
            ('partner_id', '!=', False)])
        cases = self.env['ar.legal.case'].sudo().search([
            ('move_line_ids', 'in', items.ids), ('state', 'in', OPEN_CASE)])
        by_item = {item: case for case in cases for item in case.move_line_ids}
        owners = items.partner_id.commercial_partner_id._ar_account(company).grouped('partner_id')
        enforcing, law, found = self._rules_by('limitation_rule_id'), {}, []
        for item in items:
            customer = item.partner_id.commercial_partner_id
            if customer.country_id not in law:
                law[customer.country_id] = rules._of(customer, company)
            case = by_item.get(item)
            end = self._end_of(item, law[customer.country_id], case, today)
            kind = self._limitation_kind(end, case, first, last, today)
            if kind:
                found.append({
                    **self._limitation_row(item, end, owners.get(customer)), 'kind': kind,
                    'rule_id': enforcing.get(law[customer.country_id].id),
                    'date': fields.Date.to_string(min(end, today))})
        return found

    @api.model
    def _end_of(self, item, rule, case, today):
        """The last day on which an item can be enforced; None while nothing is known or a lawsuit
        stops the time."""
        if not rule:
            return None
        return rule._clock(item, case._acts(rule) if case else [], today).end

    @api.model
    def _limitation_kind(self, end, case, first, last, today):
        if not end:
            return None
        if first <= end <= last and end < today:
            return 'limitation_over'
        near = today <= end <= fields.Date.add(today, days=WARN_DAYS)
        return 'limitation_near' if near and not case else None

    @api.model
    def _limitation_row(self, item, end, account):
        return {
            'is_legal': True, 'partner_id': item.partner_id.commercial_partner_id.id,
            'user_id': (account and account.collector_id.id) or None,
            'res_model': 'account.move.line', 'res_id': item.id,
            'document': item.move_id.name, 'facts': {'end': fields.Date.to_string(end)}}

    # === CONTRACTS === #

    @api.model
    def _contract_rows(self, company, today):
        """Contracts in force whose terms the law objects to; the law may have changed meanwhile.
        Each version is told by itself."""
        contracts = self.env['ar.contract'].sudo().search([
            ('company_id', '=', company.id), ('state', '=', 'active')])
        laws = self.env['ar.legal.term'].search([('active', '=', True)])
        enforcing = self._rules_by('legal_term_id')
        return [
            {
                'kind': 'terms', 'date': fields.Date.to_string(today),
                'rule_id': enforcing.get(
                    laws._of(version.partner_id, version.company_id, version.debtor).id),
                'is_legal': True, 'partner_id': version.partner_id.id,
                'user_id': version.create_uid.id or None,
                'res_model': 'ar.contract.version', 'res_id': version.id,
                'document': version.display_name, 'facts': {'text': self.env['res.lang']._ar_tell(
                    lambda code, version=version:
                    version.with_context(lang=code).legal_warning)},
            } for version in contracts.version_id if version.legal_warning]

    # === RULES SET ASIDE === #

    @api.model
    def _override_kinds(self):
        """Hook: kinds of events by which a person sets aside what a rule has decided.

        :return: set of kinds of `ar.event`.
        """
        return {'dunning.level_changed', 'hold.released', 'tier.overridden'}

    @api.model
    def _override_sql(self, company, first, last):
        """Decisions of rules that a person has set aside, each with the reason given then."""
        return SQL(
            """
            SELECT 'override', %s, NULL::int, FALSE, partner.id, person.id,
                   'ar.event', event.id, '#' || event.id,
                   jsonb_build_object('kind', event.kind)
              FROM ar_event event
              JOIN res_users person ON person.id = event.user_id
         LEFT JOIN res_partner partner ON partner.id = event.partner_id
             WHERE event.company_id = %s AND event.kind IN %s
               AND event.date >= %s AND event.date < %s
            """, company._ar_day_sql(SQL("event.date"), SQL("event.company_id")), company.id,
            tuple(sorted(self._override_kinds())), company._ar_midnight(first),
            company._ar_midnight(fields.Date.add(last, days=1)))

    # === RETENTION === #

    @api.model
    def _retention_rows(self, company, today):
        """Kinds of personal text of which something has been kept for a month more than its
        period, with nothing that keeps it; told once per oldest item."""
        late = today + relativedelta(months=-1)
        found = []
        for policy in self.env['ar.retention.policy'].sudo()._of(company):
            source = policy._kinds()[policy.kind].source
            for item_id, day, count in self.env.execute_query(SQL(
                    """
                    SELECT id, day, COUNT(*) OVER () FROM (%s) item
                     WHERE why IS NULL AND day < %s ORDER BY day, id LIMIT 1
                    """, policy._items_sql(company, today), policy._cutoff(late))):
                found.append({
                    'kind': 'retention', 'date': fields.Date.to_string(today), 'is_legal': False,
                    'res_model': source.code.split()[0].replace('_', '.'), 'res_id': item_id,
                    'document': policy.display_name,
                    'facts': {'since': fields.Date.to_string(day), 'count': count}})
        return found
