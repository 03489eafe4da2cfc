from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger.ar_event_text import Value


class ArEvent(models.Model):
    """What compliance writes into the log."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS collection
        return {
            **super()._kind_names(),
            'account.legal_hold': self.env._("Legal hold set, changed or ended"),
            'advice.changed': self.env._("Legal advice asked or answered"),
            'compliance.decided': self.env._("Breach closed or opened again"),
            'compliance.found': self.env._("Breaches found"),
            'compliance.rule_changed': self.env._("Compliance rule changed"),
            'compliance.rule_created': self.env._("Compliance rule made"),
            'compliance.rule_deleted': self.env._("Compliance rule deleted"),
            'export.done': self.env._("Data exported"),
            'retention.done': self.env._("Personal texts erased by a run"),
            'retention.policy_changed': self.env._("Retention period changed"),
            'retention.policy_created': self.env._("Retention period made"),
            'retention.policy_deleted': self.env._("Retention period deleted"),
        }

    @api.model
    def _personal_names(self, records):
        # EXTENDS collection: what somebody searched for or gave as a reason may name people
        return super()._personal_names(records) | {'export_domain', 'legal_hold_reason'}

    def _check_erasable(self):
        # EXTENDS ledger: what is said about a customer on legal hold stays
        customers = {(event.company_id, event.partner_id) for event in self}
        held = self.env['ar.credit.account'].sudo().with_context(active_test=False).search([
            ('partner_id', 'in', [partner_id for __, partner_id in customers]),
            ('legal_hold_until', '>=', fields.Date.context_today(self)),
        ]).filtered(lambda account: (account.company_id.id, account.partner_id.id) in customers)
        if held:
            raise UserError(self.env._(
                "Leave these customers out, or end their legal hold first: %s",
                ", ".join(held.mapped('display_name'))))
        return super()._check_erasable()

    @api.model
    def _log_export(self, source, rows, domain=None):
        """Log an export, when it is a large one by the setting of one of the companies that the
        user works in now.

        :param str source: name of the model, or of the workbook.
        :param int rows: that went out.
        :param domain: what was searched for, as text; None for records that were ticked.
        :return: the event, empty for a small export.
        """
        company = self.env.company
        least = min(self.env.companies.sudo().mapped('ar_export_rows'))
        if rows < max(least, 1):
            return self.browse()
        return self._log(
            'export.done', company, numbers={company.id: {'source': source, 'rows': rows}},
            after={company.id: {'export_domain': domain}} if domain else None)

    @api.model
    def _value_names(self):
        # EXTENDS collection
        return {
            **super()._value_names(), 'export_domain': Value(self.env._("Searched For"))}

    def _figure_lines(self, numbers):
        # EXTENDS collection
        words = {
            'compliance.found': self._found_words, 'export.done': self._export_words,
            'retention.done': self._retention_words,
        }.get(self.kind)
        yield from words(numbers) if words else super()._figure_lines(numbers)

    def _found_words(self, numbers):
        yield self.env._("New breaches: %s", numbers['breaches'])

    def _export_words(self, numbers):
        source = numbers['source']
        if source in self.env:
            source = self.env['ir.model']._get(source).name
        yield self.env._("%(what)s: %(rows)s rows", what=source, rows=numbers['rows'])

    def _retention_words(self, numbers):
        names = dict(self.env['ar.retention.policy']._kind_selection())
        for code, count in numbers['erased'].items():
            yield f"{names.get(code, code)}: {count}"
