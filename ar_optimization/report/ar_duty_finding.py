from odoo import api, models

from .download import download
from .report_workbook import DATE, MONEY, NUMBER, Column, ReportWorkbook
from .workbook_fields import labels


class ArDutyFinding(models.Model):
    """The report on segregation of duties as a workbook: who, by which rights, what was done."""
    _inherit = 'ar.duty.finding'

    # === ACTIONS === #

    def action_export(self):
        """Download the report for the selected companies."""
        return download('duties.xlsx', companies=self.env.companies.ids)

    # === BUSINESS === #

    @api.model
    def _export(self, stream):
        """Write the workbook.

        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError: for who may not read the report.
        """
        self.check_access('read')
        findings = self.search([('company_id', 'in', self.env.companies.ids)])
        with ReportWorkbook(stream, self.env.companies.currency_id) as workbook:
            self._write_findings(workbook, findings)
            self._write_acts(workbook, findings.filtered(lambda finding: finding.level == '2'))
        return f"{self.env._('Segregation of Duties')}.xlsx"

    @api.model
    def _write_findings(self, workbook, findings):
        texts = labels(self, 'severity', 'level', 'state')
        sheet = workbook.add_sheet(
            self.env._("Persons"), self.env._("Segregation of Duties"), [], [
                Column(self.env._("Person"), 'user', width=24),
                Column(self.env._("Company"), 'company', width=20),
                Column(self.env._("Conflict"), 'conflict', width=36),
                Column(self.env._("What Could Happen"), 'risk', width=44),
                Column(self.env._("Severity"), 'severity', width=10),
                Column(self.env._("Could or Did"), 'level', width=12),
                Column(self.env._("Customers"), 'customers', NUMBER, 11),
                Column(self.env._("Last Time"), 'last', DATE, 12),
                Column(self.env._("By Which Rights"), 'ways', width=60),
                Column(self.env._("State"), 'state', width=12),
                Column(self.env._("Accepted Until"), 'until', DATE, 14),
                Column(self.env._("Reason"), 'reason', width=44),
                Column(self.env._("Owner"), 'owner', width=24),
            ])
        for finding in findings:
            accepted = finding.exception_id
            sheet.append({
                'user': finding.user_id.name, 'company': finding.company_id.name,
                'conflict': finding.conflict_id.display_name, 'risk': finding.risk,
                **{name: texts[name].get(finding[name]) for name in texts},
                'customers': finding.customer_count, 'last': finding.last_date,
                'ways': finding.ways, 'until': finding.accepted_until,
                'reason': accepted.reason, 'owner': accepted.owner_id.name})
        sheet.finish(self.env._("Total"))

    @api.model
    def _write_acts(self, workbook, findings):
        """What those did who used both duties."""
        acts = self.env['ar.duty.act'].search([
            ('user_id', 'in', findings.user_id.ids),
            ('company_id', 'in', findings.company_id.ids),
            ('duty_id', 'in', (findings.duty_id | findings.other_id).ids)])
        sheet = workbook.add_sheet(
            self.env._("What Was Done"), self.env._("What Was Done"), [], [
                Column(self.env._("Date"), 'date', DATE, 12),
                Column(self.env._("Person"), 'user', width=24),
                Column(self.env._("Company"), 'company', width=20),
                Column(self.env._("Duty"), 'duty', width=24),
                Column(self.env._("Customer"), 'customer', width=32),
                Column(self.env._("Document"), 'document', width=32),
                Column(self.env._("Amount"), 'amount', MONEY, 16, 'currency'),
            ])
        for act in acts:
            if sheet.is_full:
                break
            sheet.append({
                'date': act.date, 'user': act.user_id.name, 'company': act.company_id.name,
                'duty': act.duty_id.name, 'customer': act.partner_id.display_name,
                'document': act.document, 'amount': act.amount,
                'currency': act.currency_id.id})
        sheet.finish(self.env._("Total"))
