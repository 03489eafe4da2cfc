from datetime import timedelta

from odoo import fields, models

from ..tools import kpi

DSO_DAYS = 90
FALLING = {'kpi_ar_overdue', 'kpi_ar_dso', 'kpi_ar_alerts'}  # the less of it, the better
ACTIONS = {
    'kpi_ar_overdue': 'ar_open_item_action',
    'kpi_ar_collected': 'ar_key_figures_action',
    'kpi_ar_dso': 'ar_key_figures_action',
    'kpi_ar_alerts': 'ar_alert_action',
}


class DigestDigest(models.Model):
    """Receivables in Odoo's own digest mails. Whoever has no role of ours does not get them: Odoo
    leaves out what a reader may not see."""
    _inherit = 'digest.digest'

    kpi_ar_overdue = fields.Boolean(
        "Overdue Receivables", help="At the end of the period: what is past its due date.")
    kpi_ar_overdue_value = fields.Monetary(compute='_compute_kpi_ar_overdue_value')
    kpi_ar_collected = fields.Boolean(
        "Collected", help="Customers' payments that were booked in the period.")
    kpi_ar_collected_value = fields.Monetary(compute='_compute_kpi_ar_collected_value')
    kpi_ar_dso = fields.Boolean(
        "Days Sales Outstanding",
        help="Receivable at the end of the period ÷ credit sales of the 90 days before × 90.")
    kpi_ar_dso_value = fields.Float(compute='_compute_kpi_ar_dso_value')
    kpi_ar_alerts = fields.Boolean(
        "New Early Warnings", help="Those that were raised in the period.")
    kpi_ar_alerts_value = fields.Integer(compute='_compute_kpi_ar_alerts_value')

    # === COMPUTE === #

    def _compute_kpi_ar_overdue_value(self):
        __, end, companies = self._ar_period()
        late = self.env['ar.open.item'].with_context(ar_as_of=end)._read_group(
            [('company_id', 'in', companies.ids), ('days_overdue', '>', 0),
             ('amount_residual', '>', 0)],
            ['company_id'], ['amount_residual:sum'])
        self._ar_fill('kpi_ar_overdue_value', dict(late))

    def _compute_kpi_ar_collected_value(self):
        start, end, companies = self._ar_period()
        flows = self.env['ar.snapshot'].sudo()
        self._ar_fill('kpi_ar_collected_value', {
            company: flows._flow_totals(company, start, end)['collected_amount']
            for company in companies})

    def _compute_kpi_ar_dso_value(self):
        __, end, companies = self._ar_period()
        owed = dict(self.env['ar.open.item'].with_context(ar_as_of=end)._read_group(
            [('company_id', 'in', companies.ids)], ['company_id'], ['amount_residual:sum']))
        flows, start = self.env['ar.snapshot'].sudo(), end - timedelta(days=DSO_DAYS - 1)
        self._ar_fill('kpi_ar_dso_value', {
            company: kpi.dso(
                owed.get(company, 0.0),
                flows._flow_totals(company, start, end)['sales_amount'], DSO_DAYS)
            for company in companies})

    def _compute_kpi_ar_alerts_value(self):
        self._ar_period()
        self._calculate_company_based_kpi('ar.alert', 'kpi_ar_alerts_value')

    def _ar_period(self):
        """The days of the column that is computed, where the reader may see receivables.

        Nothing but the company rules of the rows keeps digests of other companies from a reader,
        and sums are read with all rights: so the companies are the reader's here.

        :return: (first day, last day, companies)
        :raise AccessError: for who is no collector: the figure is left out of the mail.
        """
        self.env.user._ar_check_role('collector')
        start, end, companies = self._get_kpi_compute_parameters()
        companies &= self.env.user.company_ids
        start, end = (
            fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(moment)).date()
            if moment else fields.Date.context_today(self) for moment in (start, end))
        return min(start + timedelta(days=1), end), end, companies

    def _ar_fill(self, name, values):
        """Give every digest the value of its company; without one, that of the reader's."""
        for digest in self:
            digest[name] = values.get(digest.company_id or self.env.company) or 0.0

    # === BUSINESS === #

    def _compute_kpis(self, company, user):
        # EXTENDS digest: Odoo's mail has every fall in red
        return [
            {**kpi, 'ar_falls': kpi['kpi_name'] in FALLING}
            for kpi in super()._compute_kpis(company, user)]

    def _compute_kpis_actions(self, company, user):
        # EXTENDS digest
        menu = self.env.ref('ar_optimization.menu_ar_root').id
        return {
            **super()._compute_kpis_actions(company, user),
            **{name: f'ar_optimization.{action}?menu_id={menu}'
               for name, action in ACTIONS.items()},
        }
