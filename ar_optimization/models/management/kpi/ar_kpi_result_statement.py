from odoo import models

SHOWN = 40  # rows of cash that was taken back


class ArKpiResult(models.Model):
    """The statement of a person, or of whatever else has results: all figures of a month on a page,
    with what was taken back, row by row."""
    _inherit = 'ar.kpi.result'

    # === ACTIONS === #

    def action_statement(self):
        """Print the statements that these results are part of, with the user's own rights."""
        self.check_access('read')
        return self.env.ref('ar_optimization.ar_kpi_statement_report').report_action(self)

    # === BUSINESS === #

    def _statements(self):
        """The pages: one per month, company and subject of these results, with all its figures that
        the user may see.

        :return: list of dicts: name, month, state, company, rows (`ar.kpi.result`), taken_back
            (`ar.kpi.receipt`), more (rows of these that are not shown).
        """
        self.check_access('read')
        keys = sorted({
            (row.date_from, row.company_id.id, row.subject, row.subject_ref) for row in self})
        pages = []
        for month, company, subject, ref in keys:
            rows = self.search([
                ('date_from', '=', month), ('company_id', '=', company),
                ('subject', '=', subject), ('subject_ref', '=', ref)])
            pages.append(rows._statement())
        return pages

    def _statement(self):
        """One page, of the results of one subject and month."""
        first = self[:1]
        taken = self.env['ar.kpi.receipt'].search([
            ('company_id', '=', first.company_id.id), ('date_from', '=', first.date_from),
            ('reason', 'in', ('taken_back', 'refund')), *first._receipt_domain()], order='date, id')
        return {
            'name': first.subject_name or self.env._("Nobody"), 'company': first.company_id,
            'month': first.month_name, 'state': first.state, 'rows': self,
            'taken_back': taken[:SHOWN], 'more': max(len(taken) - SHOWN, 0)}

    def _receipt_domain(self):
        """Which cash was counted for the subject of this result."""
        if self.subject == 'analytic':
            return [(0, '=', 1)]  # cash is counted for people, an account has parts of it
        name = {
            'salesperson': 'seller_id', 'collector': 'collector_id', 'tier': 'tier_id',
            'team': 'team_ref'}.get(self.subject)
        return [(name, '=', self.subject_ref)] if name else []
