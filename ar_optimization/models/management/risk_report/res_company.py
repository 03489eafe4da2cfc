from calendar import monthrange

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import goals, kpi

SPAN = 3      # months that sales of a DSO are taken from
YEAR = 12     # months that bad debts are looked at
AMOUNTS = ('receivable_amount', 'overdue_amount', 'sales_amount', 'collected_amount')


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_risk_report_period = fields.Selection(
        [('month', "Every Month"), ('quarter', "Every Quarter")],
        string="Prepare the Risk Report", groups='base.group_user',
        help="A draft is made when the month or quarter is over. Empty: by hand only.")
    ar_risk_report_reader_ids = fields.Many2many(
        'res.users', 'ar_company_report_to_rel', 'company_id', 'user_id',
        string="Readers of the Risk Report", groups='base.group_user',
        domain=[('share', '=', False)],
        help="Stand on the distribution list of each new report; it can be changed there.")
    ar_risk_report_remind_days = fields.Integer(
        string="Remind Readers After (Days)", default=3, groups='base.group_user',
        help="Who has not said that the report was read gets a reminder, three at most. "
             "0: nobody is reminded.")

    _ar_risk_report_days_positive = models.Constraint(
        'CHECK (ar_risk_report_remind_days >= 0)', "Days until a reminder are 0 or more.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS collection
        return super()._ar_logged_settings() | {
            'ar_risk_report_period', 'ar_risk_report_reader_ids', 'ar_risk_report_remind_days'}

    def _ar_month_figures(self, until, count=13):
        """Key figures by month end, from the figures that were kept: they do not move afterwards.

        :param date until: a day in the last month wanted.
        :param int count: months.
        :return: list of dicts, oldest first: `date`, amounts in company currency as
            `ar.snapshot` names them, what `tools.kpi.key_figures` gives over 3 months,
            `bad_debt_rate` (written off in 12 months less what was recovered of it ÷ credit sales
            of these months, percent), `cost` and `cost_rate` (cost of collecting ÷ receipts of the
            month, percent). None for what nobody knows.
        """
        self.ensure_one()
        ends = [
            self._ar_month_end(until - relativedelta(months=back))
            for back in reversed(range(count + YEAR))]
        kept = self._ar_kept_months(ends)
        lost, costs = self._ar_lost_by_month(ends), self._ar_costs_by_month(ends)
        rows = [kept.get(end) for end in ends]
        months = [row and kpi.Month(
            row['receivable_amount'], row['overdue_amount'], row['unapplied_amount'],
            row['sales_amount'], end.day) for row, end in zip(rows, ends, strict=True)]
        return [
            self._ar_month_row(ends[:place + 1], rows[:place + 1], months[:place + 1], lost, costs)
            for place in range(YEAR, len(ends))]

    @api.model
    def _ar_month_end(self, day):
        return day.replace(day=monthrange(day.year, day.month)[1])

    @api.model
    def _ar_month_row(self, ends, rows, months, lost, costs):
        """One month of `_ar_month_figures`, the last of these."""
        end, row = ends[-1], rows[-1]
        if not row:
            return {'date': end}
        year = rows[-YEAR:]
        sold = sum(each['sales_amount'] for each in year) if all(year) else 0.0
        cost = costs.get(end)
        return {
            'date': end, **{name: row[name] for name in AMOUNTS},
            **kpi.key_figures(months, SPAN), 'cost': cost,
            'bad_debt_rate': goals.percent(sum(lost.get(day, 0.0) for day in ends[-YEAR:]), sold),
            'cost_rate': None if cost is None else goals.percent(cost, row['collected_amount']),
        }

    def _ar_kept_months(self, ends):
        names = (*AMOUNTS, 'unapplied_amount')
        snapshots = self.env['ar.snapshot'].search_fetch(
            [('period', '=', 'company'), ('company_id', '=', self.id), ('date', 'in', ends)],
            ['date', *names])
        return {
            snapshot.date: {name: snapshot[name] for name in names} for snapshot in snapshots}

    def _ar_lost_by_month(self, ends):
        """Written off by month end, less what was recovered of it since."""
        self.env['ar.write.off.line'].flush_model()
        self.env['account.move'].flush_model(['date', 'state'])
        return dict(self.env.execute_query(SQL(
            """
            SELECT (DATE_TRUNC('month', move.date) + INTERVAL '1 month - 1 day')::date,
                   SUM(line.amount_company - COALESCE(line.recovered_company, 0))::float8
              FROM ar_write_off_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.company_id = %s AND move.state = 'posted'
               AND move.date BETWEEN %s AND %s
          GROUP BY 1
            """, self.id, ends[0].replace(day=1), ends[-1])))

    def _ar_costs_by_month(self, ends):
        costs = self.env['ar.process.cost'].search_fetch([
            ('company_id', '=', self.id), ('month', '>=', ends[0].replace(day=1)),
            ('month', '<=', ends[-1])], ['month', 'amount'])
        return {self._ar_month_end(cost.month): cost.amount for cost in costs}
