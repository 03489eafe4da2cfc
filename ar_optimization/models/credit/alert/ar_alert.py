from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...insight.alert.ar_alert import Indicator


class ArAlert(models.Model):
    """Limits that are nearly used up, covers and contracts that run out."""
    _inherit = 'ar.alert'

    # === HOOKS === #

    @api.model
    def _indicators(self):
        # EXTENDS insight
        env = self.env
        return {
            **super()._indicators(),
            'utilisation': Indicator(
                env._("Limit Used Up"), env._("% of the limit"),
                env._("Uses %(value)s % of its limit.")),
            'cover': Indicator(
                env._("Cover Runs Out"), env._("days left"),
                env._("A credit cover of %(base)s ends in %(value)s days, on %(date)s."),
                has_window=True, falls=True),
            'contract': Indicator(
                env._("Contract Runs Out"), env._("days left"),
                env._("The credit agreement ends in %(value)s days, on %(date)s."),
                has_window=True, falls=True),
        }

    @api.model
    def _alert_terms(self, company, today):
        # EXTENDS insight
        return {
            **super()._alert_terms(company, today),
            'utilisation': self._utilisation_sql(company, today),
            'cover': self._cover_sql(company, today),
            'contract': self._contract_sql(company, today),
        }

    def _evidence(self):
        # EXTENDS insight
        account = self.account_id
        return {
            **super()._evidence(), 'utilisation': account.action_exposure,
            'cover': self._show_covers, 'contract': account.action_contracts,
        }

    # === TERMS === #

    @api.model
    def _utilisation_sql(self, company, today):
        """Of customers with a limit. Who gets no credit at all is the guard's business."""
        accounts = self.env['ar.credit.account']
        query = accounts._search(Domain([
            ('company_id', '=', company.id), ('credit_mode', '=', 'limit'),
            ('credit_limit', '>', 0)]))
        table = accounts._table
        used = accounts._field_to_sql(table, 'utilisation', query)
        return query.select(
            SQL.identifier(table, 'id'), SQL("100.0 * %s", used), SQL("NULL::float8"),
            SQL("%s::date", today))

    @api.model
    def _cover_sql(self, company, today):
        """Days until the first cover in force ends, and how much it is over."""
        return SQL(
            """
            SELECT DISTINCT ON (cover.account_id)
                   cover.account_id, cover.date_end - %(today)s::date, cover.amount, cover.date_end
              FROM ar_cover cover
             WHERE cover.company_id = %(company)s AND cover.state = 'active'
               AND cover.date_end BETWEEN %(today)s AND %(until)s
          ORDER BY cover.account_id, cover.date_end, cover.id
            """, today=today, company=company.id,
            until=today + timedelta(days=self._window(company, 'cover')))

    @api.model
    def _contract_sql(self, company, today):
        return SQL(
            """
            SELECT account.id, account.contract_until - %(today)s::date, NULL::float8,
                   account.contract_until
              FROM ar_credit_account account
             WHERE account.company_id = %(company)s AND account.active
               AND account.contract_until BETWEEN %(today)s AND %(until)s
            """, today=today, company=company.id,
            until=today + timedelta(days=self._window(company, 'contract')))

    # === EVIDENCE === #

    def _show_covers(self):
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_cover_action'),
            'domain': [('account_id', '=', self.account_id.id)], 'context': {},
        }
