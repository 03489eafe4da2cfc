from odoo import models


class ArContract(models.Model):
    _inherit = 'ar.contract'

    def action_disputes(self):
        # EXTENDS credit
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_dispute_action'),
            'domain': [('move_id.ar_contract_id', 'in', self.ids)], 'context': {},
        }

    def _dispute_counts(self):
        # EXTENDS credit
        disputes = self.env['ar.dispute'].sudo().search(
            [('move_id.ar_contract_id', 'in', self.ids)])
        by_contract = disputes.grouped(lambda dispute: dispute.move_id.ar_contract_id)
        return {
            **super()._dispute_counts(),
            **{contract: len(disputes) for contract, disputes in by_contract.items()}}
