from odoo import fields, models


class ArCreditAccount(models.Model):
    """The requests for a customer, and the way to ask for more."""
    _inherit = 'ar.credit.account'

    request_ids = fields.One2many('ar.credit.request', 'account_id', string="Requests")
    terms_locked = fields.Boolean(related='company_id.ar_lock_terms')
    waiting_request_count = fields.Integer(compute='_compute_waiting_request_count')

    # === COMPUTE === #

    def _compute_waiting_request_count(self):
        counts = dict(self.env['ar.credit.request']._read_group(
            [('account_id', 'in', self.ids), ('state', '=', 'waiting')],
            ['account_id'], ['__count']))
        for account in self:
            account.waiting_request_count = counts.get(account, 0)

    # === ACTIONS === #

    def action_ask_credit(self):
        """Open a new request for this customer."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_ask_credit()

    def action_open_requests(self):
        """The requests for this customer."""
        self.ensure_one()
        return self._list_of(
            'ar_credit_request_action_all', context={'default_partner_id': self.partner_id.id})

    # === BUSINESS === #

    def _was_invoiced(self):
        """Whether the customer ever had a posted entry on a receivable account here."""
        self.ensure_one()
        return bool(self.env['account.move.line'].sudo().search_count([
            ('partner_id', 'child_of', self.partner_id.id),
            ('company_id', '=', self.company_id.id), ('parent_state', '=', 'posted'),
            ('account_type', '=', 'asset_receivable')], limit=1))

    def _was_granted(self):
        """Whether anybody ever decided on the customer's limit here."""
        self.ensure_one()
        return bool(self.env['ar.event'].sudo().search_count([
            ('res_model', '=', self._name), ('res_id', '=', self.id),
            ('kind', '=', 'limit.changed')], limit=1)) or any(
                request.type == 'limit' and request.state == 'approved'
                for request in self.sudo().request_ids)
