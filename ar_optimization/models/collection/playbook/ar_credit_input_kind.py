from odoo import api, models

RELATION = 'ar_optimization.input_kind_relation_score'


class ArCreditInputKind(models.Model):
    """The relation score follows from surveys and complaints."""
    _inherit = 'ar.credit.input.kind'

    @api.model
    def _computed_kinds(self):
        # EXTENDS insight
        relation = self.env.ref(RELATION, raise_if_not_found=False)
        return super()._computed_kinds() | (relation or self.browse())
