from odoo import models


class ArCreditAccount(models.Model):
    """From an account to the documents behind its figures."""
    _inherit = 'ar.credit.account'

    # === ACTIONS === #

    def action_exposure(self):
        """Show the documents that make up the exposure of this account."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_exposure_item_action'),
            'name': self.env._("Exposure of %s", self.partner_id.display_name),
            'domain': [
                ('partner_id', '=', self.partner_id.id), ('company_id', '=', self.company_id.id)],
        }

    def action_not_due_items(self):
        """Show the open items of this account that are not due yet."""
        return self._filtered_items('not_due')

    def action_unapplied_items(self):
        """Show the payments and credit notes of this account that are not matched yet."""
        return self._filtered_items('unapplied')

    def action_open_items(self):
        """Show the open items of this account."""
        return self._open_documents(
            'ar_optimization.ar_open_item_action',
            [('commercial_partner_id', '=', self.partner_id.id)])

    def action_overdue_items(self):
        """Show the open items of this account that are past their due date."""
        return self._filtered_items('overdue')

    def action_invoices(self):
        """Show the customer's invoices and credit notes in this company."""
        return self._open_documents(
            'account.action_move_out_invoice_type', [
                ('partner_id', 'child_of', self.partner_id.id),
                ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')),
            ], default_move_type='out_invoice')

    def action_payments(self):
        """Show the customer's payments in this company."""
        return self._open_documents(
            'account.action_account_payments', [('partner_id', 'child_of', self.partner_id.id)],
            default_payment_type='inbound', default_partner_type='customer')

    def action_snapshots(self):
        """Show how the account developed, month by month."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_snapshot_action'),
            'domain': [('credit_account_id', '=', self.id)],
            'context': {'fill_temporal': 0},
            'views': [(False, 'graph'), (False, 'list'), (False, 'pivot')],
        }

    # === BUSINESS === #

    def _list_of(self, action, context=None, **more):
        """List what an action of ours lists, of these accounts only.

        :param str action: its name, without that of the module.
        :param dict context: of the list; without one, what is made there is of this account.
        :param more: what else differs from the action.
        """
        return {
            **self.env['ir.actions.act_window']._for_xml_id(f'ar_optimization.{action}'),
            'domain': [('account_id', 'in', self.ids)],
            'context': {'default_account_id': self.id} if context is None else context,
            **more,
        }

    def _filtered_items(self, name):
        """The open items of this account under a filter of their search view."""
        action = self.action_open_items()
        action['context'] = {**action['context'], f'search_default_{name}': 1}
        return action

    def _open_documents(self, action, domain, **context):
        """An action on documents of this account's customer in this account's company.

        `child_of` and not the commercial partner of a move, which Odoo does not index.
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(action),
            'domain': [*domain, ('company_id', '=', self.company_id.id)],
            'context': {**context, 'default_partner_id': self.partner_id.id},
        }
