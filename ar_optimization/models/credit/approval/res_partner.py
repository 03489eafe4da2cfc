from odoo import models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def action_ask_credit(self):
        """Open a new request for credit for this customer. Salespeople ask for their own
        customers, and decide on nothing."""
        self.ensure_one()
        self.env['ar.credit.request']._check_may_ask(self)
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_new'),
            'context': {
                'default_partner_id': self.commercial_partner_id.id,
                'default_company_id': self.env.company.id,
            },
        }
