from odoo import models
from odoo.tools import format_date, format_datetime

from .report_workbook import DATE, MONEY, NUMBER, Column
from .workbook_fields import labels


class ArAuditExtract(models.Model):
    """An audit extract as a workbook: the sample with its evidence, findings, losses."""
    _name = 'ar.audit.extract'
    _inherit = ['ar.audit.extract', 'ar.workbook']
    _workbook_path = 'audit'

    # === BUSINESS === #

    def _workbook_name(self):
        return self.name

    def _write_sheets(self, workbook):
        self._write_sample(workbook)
        self._write_findings(workbook)
        self._write_losses(workbook)

    def _facts(self):
        return [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Period"), f"{format_date(self.env, self.date_from)} – "
                                   f"{format_date(self.env, self.date_to)}"),
            (self.env._("Decisions"), str(self.population)),
            (self.env._("Seed"), str(self.seed)),
        ]

    def _write_sample(self, workbook):
        sheet = workbook.add_sheet(
            self.env._("Sample"), f"{self.env._('Audit Extract')} {self.name}", self._facts(), [
                Column(self.env._("Date"), 'date', width=20),
                Column(self.env._("What"), 'kind', width=26),
                Column(self.env._("Customer"), 'customer', width=32),
                Column(self.env._("Person"), 'user', width=22),
                Column(self.env._("Change"), 'change', width=50),
                Column(self.env._("Reason"), 'reason', width=36),
                Column(self.env._("Figures"), 'figures', width=50),
                Column(self.env._("At Stake"), 'stake', MONEY, 16),
                Column(self.env._("Chosen"), 'why', width=14),
                Column(self.env._("What Makes It So"), 'risks', width=36),
                Column(self.env._("Number in the Chain"), 'number', NUMBER, 10),
                Column(self.env._("Result"), 'result', width=14),
                Column(self.env._("What Was Looked At"), 'note', width=44),
                Column(self.env._("Looked At By"), 'checker', width=22),
            ], self.currency_id.id)
        texts = labels(self.line_ids, 'why', 'result')
        for line in self.line_ids:
            sheet.append({
                'date': format_datetime(self.env, line.date), 'kind': line.kind_name,
                'customer': line.partner_name, 'user': line.user_name, 'change': line.change,
                'reason': line.reason, 'figures': line.figures, 'stake': line.stake,
                'why': texts['why'][line.why], 'risks': line.risk_text,
                'number': line.event_id.chain_number, 'result': texts['result'][line.result],
                'note': line.note, 'checker': line.checked_by_id.name})
        sheet.finish(self.env._("Total"))

    def _write_findings(self, workbook):
        sheet = workbook.add_sheet(
            self.env._("Findings"), self.env._("Findings"), [], [
                Column(self.env._("Finding"), 'name', width=40),
                Column(self.env._("Severity"), 'severity', width=10),
                Column(self.env._("What Was Found"), 'description', width=50),
                Column(self.env._("Owner"), 'owner', width=22),
                Column(self.env._("Remedy"), 'remedy', width=50),
                Column(self.env._("Until"), 'due', DATE, 12),
                Column(self.env._("State"), 'state', width=12),
                Column(self.env._("Closed By"), 'closer', width=22),
            ])
        texts = labels(self.finding_ids, 'severity', 'state')
        for finding in self.finding_ids:
            sheet.append({
                'name': finding.name, 'severity': texts['severity'][finding.severity],
                'description': finding.description, 'owner': finding.owner_id.name,
                'remedy': finding.remedy, 'due': finding.date_due,
                'state': texts['state'][finding.state], 'closer': finding.closed_by_id.name})
        sheet.finish(self.env._("Total"))

    def _write_losses(self, workbook):
        sheet = workbook.add_sheet(
            self.env._("Losses"), self.env._("Losses"), [], [
                Column(self.env._("Customer"), 'customer', width=32),
                Column(self.env._("Kind"), 'kind', width=16),
                Column(self.env._("Invoice or Entry"), 'document', width=22),
                Column(self.env._("Date"), 'date', DATE, 12),
                Column(self.env._("Amount"), 'amount', MONEY, 16, total=True),
                Column(self.env._("Decisions Before"), 'decisions', width=70),
            ], self.currency_id.id)
        texts = labels(self.loss_ids, 'kind')
        for loss in self.loss_ids:
            sheet.append({
                'customer': loss.partner_id.display_name, 'kind': texts['kind'][loss.kind],
                'document': loss.move_id.display_name, 'date': loss.date, 'amount': loss.amount,
                'decisions': "; ".join(
                    f"{format_date(self.env, event.date)} {event.kind_name} ({event.user_name})"
                    for event in loss.event_ids)})
        sheet.finish(self.env._("Total"))
