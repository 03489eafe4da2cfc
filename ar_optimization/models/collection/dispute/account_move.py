from odoo import api, fields, models

from .ar_dispute import LIVE


class AccountMove(models.Model):
    """Disputes of an invoice. Odoo's payment state `blocked` is never used for them: it would keep
    the undisputed part from being paid, and stays when everything is settled."""
    _inherit = 'account.move'

    ar_dispute_ids = fields.One2many(
        'ar.dispute', 'move_id', string="Disputes", readonly=True,
        groups='ar_optimization.group_collector')
    ar_disputed_amount = fields.Monetary(
        string="Disputed", compute='_compute_ar_disputed_amount', compute_sudo=True,
        groups='base.group_user', help="What nobody asks for while it is disputed.")

    # === COMPUTE === #

    @api.depends('ar_dispute_ids.amount', 'ar_dispute_ids.state', 'amount_residual')
    def _compute_ar_disputed_amount(self):
        for move in self:
            # What is stored: over RPC a form may name any dispute.
            kept = move._origin.ar_dispute_ids.mapped('amount_kept')
            move.ar_disputed_amount = min(sum(kept), max(move.amount_residual, 0.0))

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'account': credit notes of disputes, and invoices that come back from draft
        state = vals.get('state')
        seen = self._ar_perhaps_disputed() if state else self.browse()
        result = super().write(vals)
        if seen:
            seen._ar_follow_disputes(state)
        return result

    # === ACTIONS === #

    def action_ar_dispute(self):
        """Open a dispute about these invoices."""
        return self.env['ar.dispute']._open_dialog(self.line_ids)

    def action_ar_disputes(self):
        """List the disputes about these invoices."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_dispute_action'),
            'domain': [('move_id', 'in', self.ids)], 'context': {},
        }

    # === BUSINESS === #

    def _ar_perhaps_disputed(self):
        """Credit notes, and invoices that were posted before: a new one has no disputes, and
        posting it asks for none."""
        return self.filtered(lambda move: move.move_type == 'out_refund' or (
            move.posted_before and move.move_type in ('out_invoice', 'out_receipt')))

    def _ar_follow_disputes(self, state):
        """Bring disputes to where these entries are, which were posted or are no longer."""
        disputes = self.env['ar.dispute'].sudo().search([
            '|', ('credit_move_id', 'in', self.ids),
            '&', ('move_id', 'in', self.ids), ('state', 'in', LIVE)])
        mine = disputes.filtered(lambda dispute: dispute.credit_move_id in self)
        mine._compute_credited_amount()
        if state == 'posted':
            mine._credited()
            (disputes - mine).filtered(lambda dispute: not dispute.move_line_id)._relink()
        else:
            mine._uncredited()

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        # EXTENDS 'account': a dispute's credit note settles the disputed instalment first
        disputes = self.env['ar.dispute'].sudo().search(
            [('credit_move_id', 'in', reverse_moves.ids)])
        for dispute in disputes:
            mine = dispute.credit_move_id.line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable')
            pair = (dispute.move_line_id + mine).filtered(lambda line: not line.reconciled)
            if len(pair.account_id) == 1 and dispute.move_line_id in pair:
                pair.reconcile()
        return super()._reconcile_reversed_moves(reverse_moves, move_reverse_cancel)
