from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ar_optimization.models.insight.alert.ar_alert import Indicator
from odoo.addons.ar_optimization.models.insight.alert.ar_alert_terms import KNOWN_DAYS, YEAR


class ArAlert(models.Model):
    """Customers who order much less or much more than they used to: weeks before it shows in what
    they are invoiced."""
    _inherit = 'ar.alert'

    @api.model
    def _indicators(self):
        # EXTENDS 'ar_optimization'
        env = self.env
        return {
            **super()._indicators(),
            'order_drop': Indicator(
                env._("Drop in Orders"), env._("% less"),
                env._(
                    "Ordered %(value)s % less than in such a time of the year before "
                    "(%(base)s)."), has_window=True),
            'order_spike': Indicator(
                env._("Jump in Orders"), env._("% more"),
                env._(
                    "Ordered %(value)s % more than in such a time of the year before "
                    "(%(base)s)."), has_window=True),
        }

    @api.model
    def _alert_tables(self, company, today):
        # EXTENDS 'ar_optimization': `ordered_<days>`, with the columns of `sold_<days>`
        windows = {self._window(company, code) for code in ('order_drop', 'order_spike')}
        return [*super()._alert_tables(company, today), *(
            (f'ordered_{window}', self._ordered_sql(company, today, window))
            for window in sorted(windows))]

    @api.model
    def _alert_terms(self, company, today):
        # EXTENDS 'ar_optimization'
        return {
            **super()._alert_terms(company, today),
            'order_drop': self._turn_sql(
                company, 'order_drop', SQL("100.0 * (1 - sold.recent / sold.base)"), today,
                'ordered'),
            'order_spike': self._turn_sql(
                company, 'order_spike', SQL("100.0 * (sold.recent / sold.base - 1)"), today,
                'ordered'),
        }

    def _evidence(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._evidence(), 'order_drop': self._show_orders,
            'order_spike': self._show_orders}

    # === TERMS === #

    @api.model
    def _ordered_sql(self, company, today, window):
        """Confirmed orders of the window, and what such a time of the year before has brought, in
        company currency at the rate of each order, by who is invoiced."""
        recent = today - timedelta(days=window)
        return SQL(
            """
            SELECT account.id AS account_id,
                   SUM(sale.worth) FILTER (WHERE sale.day > %(recent)s) AS recent,
                   SUM(sale.worth) FILTER (WHERE sale.day > %(first)s AND sale.day <= %(recent)s)
                       * %(window)s / LEAST(%(year)s, %(recent)s::date - MIN(sale.day)) AS base,
                   COUNT(*) FILTER (WHERE sale.day > %(first)s AND sale.day <= %(recent)s)
                       AS invoices
              FROM (
                    SELECT partner.commercial_partner_id AS partner_id,
                           %(day)s AS day,
                           sale.amount_total / NULLIF(sale.currency_rate, 0) AS worth
                      FROM sale_order sale
                      JOIN res_partner partner ON partner.id = sale.partner_invoice_id
                     WHERE sale.company_id = %(company)s AND sale.state = 'sale'
                       AND sale.date_order < %(tomorrow)s
                   ) sale
              JOIN ar_credit_account account
                ON account.partner_id = sale.partner_id AND account.company_id = %(company)s
             WHERE account.active
          GROUP BY account.id
            HAVING MIN(sale.day) <= %(recent)s::date - %(known)s
            """, recent=recent, first=recent - timedelta(days=YEAR),
            tomorrow=company._ar_midnight(today + timedelta(days=1)),
            day=company._ar_day_sql(SQL("sale.date_order"), SQL("sale.company_id")),
            window=float(window), year=YEAR, known=KNOWN_DAYS, company=company.id)

    # === EVIDENCE === #

    def _show_orders(self):
        return {
            **self.env['ir.actions.act_window']._for_xml_id('sale.action_orders'),
            'domain': [
                ('partner_invoice_id', 'child_of', self.partner_id.id),
                ('company_id', '=', self.company_id.id), ('state', '=', 'sale')],
            'context': {},
        }
