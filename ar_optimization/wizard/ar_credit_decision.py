from odoo import api, fields, models
from odoo.exceptions import UserError

LISTED = 50  # requests that the preview names


class ArCreditDecision(models.TransientModel):
    """Decide on several requests at once, after a look at what each asks for; a refusal has a
    reason that whoever asked is told."""
    _name = 'ar.credit.decision'
    _description = "Decide on Requests"

    request_ids = fields.Many2many('ar.credit.request', string="Requests", required=True)
    decision = fields.Selection(
        [('approved', "Approve"), ('refused', "Refuse")], required=True, default='refused')
    comment = fields.Char(string="Reason")
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('request_ids')
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env['ir.qweb']._render(
                'ar_optimization.ar_credit_decision_preview', {
                    'rows': wizard._preview_rows(),
                    'more': max(0, len(wizard.request_ids) - LISTED),
                })

    def _preview_rows(self):
        """What each request asks for, beside the customer's figures of now."""
        requests = self.request_ids[:LISTED]._origin
        requests.check_access('read')
        return [
            {
                'request': request, 'account': account,
                'exposure': account and account._money(account.exposure),
                'overdue': account and account._money(account.overdue_amount),
                'why_not': not request.can_decide and (
                    request.why_not or self.env._("decided already")),
            }
            for request in requests for account in [request.sudo().account_id]
        ]

    def action_approve(self):
        """Approve those of the requests that the user may decide on; the others stay as they are.

        :raise UserError: when there is none.
        """
        self.ensure_one()
        requests = self.request_ids.filtered('can_decide')
        if not requests:
            raise UserError(self.env._("None of these requests waits for you."))
        return requests.action_approve() or {'type': 'ir.actions.act_window_close'}

    def action_refuse(self):
        """Refuse the requests. Who may is checked by each request.

        :raise AccessError: for who may not decide.
        """
        self.ensure_one()
        self.request_ids._decide('refused', self.comment)
        return {'type': 'ir.actions.act_window_close'}
