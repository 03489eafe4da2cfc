from odoo import api, fields, models


class ArCreditRequest(models.Model):
    """The application of a new customer as a type of request."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('application', "Credit Application")],
        ondelete={'application': 'cascade'})

    # === BUSINESS === #

    def _open(self, amounts=None, ask=True):
        # EXTENDS: the application waits with its request
        applications = self.filtered(lambda request: request.type == 'application')
        for request in applications:
            request._document().sudo().write({'state': 'waiting', 'request_id': request.id})
        return super()._open(amounts, ask)

    @api.model
    def _prepare_application(self, account, values):
        self._check_amount(values['credit_limit'])
        self.env['ar.credit.application']._check_cap(account, values['credit_limit'])
        return values, values['credit_limit']

    def _apply_application(self):
        self._apply_limit()
        for request in self:
            if request.values.get('granted_term_id'):
                request.account_id.write({'granted_term_id': request.values['granted_term_id']})
        self._end_applications('granted')

    def _refused_application(self):
        self._end_applications('refused')

    def _cancelled_application(self):
        """Whoever asked took it back: the application can be completed and sent again."""
        self.filtered(lambda request: request._document().state == 'waiting')._end_applications(
            'open')

    def _end_applications(self, state):
        for request in self:
            request._document().write({'state': state})
