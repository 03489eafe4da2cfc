from odoo import models


class ArCreditAccount(models.Model):
    """Whoever collects from a customer answers for its warnings, where a rule says so."""
    _inherit = 'ar.credit.account'
    _mail_post_access = 'read'  # collectors plan visits and write down what they heard

    def _alert_collector(self):
        # EXTENDS insight
        return self.collector_id.filtered('active') or super()._alert_collector()
