from odoo import api, models
from odoo.exceptions import UserError


class ArAlert(models.Model):
    """From a warning to the documents behind its figures."""
    _inherit = 'ar.alert'

    def action_evidence(self):
        """Open what the figures were measured on, with the user's own rights."""
        self.ensure_one()
        self.check_access('read')
        evidence = self._evidence().get(self.indicator)
        if evidence is None:
            raise UserError(self.env._("There is nothing behind it but what is written here."))
        return evidence()

    def _evidence(self):
        """Hook: what shows the documents behind each indicator. Rooms add theirs.

        :return: dict code → function that returns an action.
        """
        account = self.account_id
        return {
            'delay': account.action_invoices, 'drop': account.action_invoices,
            'spike': account.action_invoices, 'partial': account.action_payments,
            'concentration': account.action_open_items, 'score': account.action_score_history,
            'stale': self._show_inputs, 'bank': self._show_bank,
        }

    def _show_inputs(self):
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_input_action'),
            'domain': [('partner_id', '=', self.partner_id.id)],
            'context': {'default_partner_id': self.partner_id.id},
        }

    @api.model
    def _show_bank(self):
        return self.env['ir.actions.act_window']._for_xml_id(
            'account.open_account_journal_dashboard_kanban')
