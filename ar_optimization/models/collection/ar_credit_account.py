from odoo import fields, models


class ArCreditAccount(models.Model):
    """Who collects from the customer."""
    _inherit = 'ar.credit.account'

    collector_id = fields.Many2one(
        'res.users', index='btree_not_null', tracking=True, copy=False, check_company=True,
        domain=[('share', '=', False)],
        help="Who looks after what this customer owes to this company.")

    def _fold_values(self, sources):
        # EXTENDS ledger: whoever collected from one of them goes on
        collectors = self.collector_id or sources.collector_id
        return {**super()._fold_values(sources), 'collector_id': collectors[:1].id}

    def _dunning_responsible(self):
        # EXTENDS dunning
        return self.collector_id.filtered('active') or super()._dunning_responsible()
