from odoo import api, models

from .download import download
from .report_workbook import DATE, Column, ReportWorkbook
from .workbook_fields import labels


class ArComplianceBreach(models.Model):
    """The list of breaches as a workbook: those of one month, or the ones that were ticked."""
    _inherit = 'ar.compliance.breach'

    # === ACTIONS === #

    def action_export(self):
        """Download the ticked breaches; without any, all that the user sees in these companies."""
        return download('breaches.xlsx', companies=self.env.companies.ids, ids=self.ids)

    # === BUSINESS === #

    @api.model
    def _export(self, stream, ids=()):
        """Write the workbook.

        :param stream: binary file that is written to.
        :param ids: of the breaches; empty: all of the companies of the context.
        :return: file name.
        :raise AccessError: for who may not read breaches.
        """
        self.check_access('read')
        breaches = self.search([
            ('company_id', 'in', self.env.companies.ids), *([('id', 'in', ids)] if ids else ())])
        with ReportWorkbook(stream) as workbook:
            self._write_breaches(workbook, breaches)
        return f"{self.env._('Breaches')}.xlsx"

    @api.model
    def _write_breaches(self, workbook, breaches):
        texts = labels(self, 'kind', 'state', 'topic')
        sheet = workbook.add_sheet(self.env._("Breaches"), self.env._("Breaches of Rules"), [], [
            Column(self.env._("Date"), 'date', DATE, 12),
            Column(self.env._("Kind"), 'kind', width=34),
            Column(self.env._("Customer"), 'customer', width=30),
            Column(self.env._("Document"), 'document', width=26),
            Column(self.env._("What Happened"), 'explanation', width=50),
            Column(self.env._("Person"), 'user', width=22),
            Column(self.env._("Rule"), 'rule', width=40),
            Column(self.env._("Topic"), 'topic', width=16),
            Column(self.env._("Against the Law"), 'legal', width=12),
            Column(self.env._("State"), 'state', width=12),
            Column(self.env._("Reason"), 'reason', width=50),
        ])
        yes = self.env._("yes")
        for breach in breaches:
            if sheet.is_full:
                break
            sheet.append({
                **{name: breach[name] for name in ('date', 'document', 'explanation', 'reason')},
                **{name: texts[name].get(breach[name]) for name in texts},
                'customer': breach.partner_id.display_name, 'user': breach.user_id.name,
                'rule': breach.rule_id.name, 'legal': breach.is_legal and yes})
        sheet.finish(self.env._("Total"))
