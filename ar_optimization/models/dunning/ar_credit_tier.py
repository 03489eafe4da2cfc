from odoo import fields, models


class ArCreditTier(models.Model):
    """How customers of a tier are asked to pay."""
    _inherit = 'ar.credit.tier'

    dunning_procedure_id = fields.Many2one(
        'ar.dunning.procedure', string="Dunning", check_company=True, ondelete='restrict',
        index='btree_not_null', help="Empty: the company's usual procedure.")

    def _policy(self):
        # EXTENDS credit
        return {**super()._policy(), 'dunning_procedure_id': self.dunning_procedure_id.id}
