from odoo import api, models


class ArDispute(models.Model):
    """Where a dispute begins: the same dialog from the invoice, the open item, the customer, the
    notice and the short payment."""
    _inherit = 'ar.dispute'

    @api.model
    def _open_dialog(self, lines, whole=False):
        """The dialog that opens disputes about journal items.

        :param lines: `account.move.line`; those that are no open receivables are left out.
        :param bool whole: begin with all of each item; else only where there is but one.
        :return: action.
        """
        wanted = lines.filtered(
            lambda line: line.account_type == 'asset_receivable'
            and line.parent_state == 'posted' and line.amount_residual_currency > 0)
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_dispute_open_action'),
            'context': {
                'default_move_line_ids': wanted.ids, 'ar_whole': whole or len(wanted) == 1},
        }
