from odoo import api, fields, models
from odoo.exceptions import UserError


class ArPaymentPlanPart(models.AbstractModel):
    """A row of a payment plan: a person changes it as long as the plan is a draft."""
    _name = 'ar.payment.plan.part'
    _description = "Row of a Payment Plan"
    _inherit = ['ar.derived.mixin']

    plan_id = fields.Many2one(
        'ar.payment.plan', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse a person's change of what was agreed, and remember who changes a draft."""
        if self.env.su:
            return
        if any(part.plan_id.state != 'draft' for part in self):
            raise UserError(self.env._(
                "What was agreed does not change any more: make a new version."))
        self.plan_id._note_editor()

    # === BUSINESS === #

    def _keep(self, values):
        """Write what is new of these values."""
        if any(self[name] != value for name, value in values.items()):
            self.write(values)
