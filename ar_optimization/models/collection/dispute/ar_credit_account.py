from odoo import api, fields, models
from odoo.tools import SQL

from .ar_dispute import LIVE


class ArCreditAccount(models.Model):
    """What a customer disputes. It stays in the exposure until somebody has said that the customer
    is right."""
    _inherit = 'ar.credit.account'

    dispute_ids = fields.One2many('ar.dispute', 'account_id', string="Disputes")
    dispute_count = fields.Integer(
        string="Open Disputes", compute='_compute_dispute_count', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('dispute_ids.state')
    def _compute_dispute_count(self):
        counts = dict(self.env['ar.dispute']._read_group(
            [('account_id', 'in', self.ids), ('state', 'in', LIVE)],
            ['account_id'], ['__count']))
        for account in self:
            account.dispute_count = counts.get(account._origin, 0)

    # === ACTIONS === #

    def action_dispute(self):
        """Open disputes about what these customers owe."""
        self.check_access('read')
        items = self.env['ar.open.item'].search_fetch(
            [('credit_account_id', 'in', self.ids), ('amount_residual', '>', 0)], ['line_id'])
        return self.env['ar.dispute']._open_dialog(items.line_id)

    def action_disputes(self):
        """List the disputes of these customers."""
        return self._list_of('ar_dispute_action', context={})

    # === TIMELINE === #

    @api.model
    def _timeline_kinds(self):
        # EXTENDS worklist
        return {**super()._timeline_kinds(), 'dispute': self.env._("Dispute")}

    @api.model
    def _timeline_terms(self):
        # EXTENDS worklist
        return [*super()._timeline_terms(), ('dispute', 'ar.dispute', SQL(
            """
            SELECT account.id, dispute.opened_on::timestamp,
                   CONCAT_WS(': ', dispute.name || ' ' || dispute.document, dispute.description),
                   dispute.amount_company, dispute.id, dispute.opened_by_id
              FROM account JOIN ar_dispute dispute ON dispute.account_id = account.id
            """))]

    # === EXPOSURE === #

    def _rare_parts(self):
        # EXTENDS ledger
        self._flush_disputes()
        return {**super()._rare_parts(), 'dispute': SQL(
            """
            EXISTS (SELECT FROM ar_dispute dispute
                     WHERE dispute.state = 'validated' AND dispute.account_id IN %s)
            """, self._ids_sql())}

    @api.model
    def _get_exposure_terms(self):
        # EXTENDS ledger
        terms = super()._get_exposure_terms()
        return [*terms, self._dispute_term()] if self._may_have('dispute') else terms

    @api.model
    def _flush_disputes(self):
        self.env['ar.dispute'].flush_model()
        self.env['account.move.line'].flush_model(
            ['amount_residual', 'amount_residual_currency', 'parent_state'])

    @api.model
    def _dispute_term(self):
        """What is agreed to be credited, as far as it is open; of several disputes about one item
        the earlier one first, so that together they take no more than there is."""
        self._flush_disputes()
        return SQL(
            """
            SELECT term.company_id, term.partner_id, 'dispute' AS kind,
                   -term.part * line.amount_residual / line.amount_residual_currency AS amount,
                   'ar.dispute' AS res_model, term.id AS res_id
              FROM (
                SELECT dispute.id, dispute.company_id, dispute.partner_id, dispute.move_line_id,
                       LEAST(dispute.amount, GREATEST(0, item.amount_residual_currency
                           - COALESCE(SUM(dispute.amount) OVER (
                               PARTITION BY dispute.company_id, dispute.partner_id,
                                            dispute.move_line_id
                               ORDER BY dispute.id
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) AS part
                  FROM ar_dispute dispute
                  JOIN account_move_line item ON item.id = dispute.move_line_id
                 WHERE dispute.state = 'validated' AND item.parent_state = 'posted'
                   AND item.amount_residual > 0 AND item.amount_residual_currency > 0
                   AND %s
                   ) term
              JOIN account_move_line line ON line.id = term.move_line_id
            """, self._known_by_night(SQL("dispute.validated_on")))
