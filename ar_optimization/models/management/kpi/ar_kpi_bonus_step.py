from odoo import api, fields, models

from ...ledger.ar_logged import owners, owners_changed


class ArKpiBonusStep(models.Model):
    """Who reaches so much of the target gets so much."""
    _name = 'ar.kpi.bonus.step'
    _description = "Step of a Bonus Rule"
    _order = 'rule_id, percent, id'

    rule_id = fields.Many2one(
        'ar.kpi.bonus.rule', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='rule_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='rule_id.currency_id')
    percent = fields.Float(
        string="From %", digits=(16, 2), required=True, help="Of the target; 100 is reached.")
    amount = fields.Monetary(string="Bonus", required=True)

    _once = models.UniqueIndex("(rule_id, percent)", "Two steps begin at the same percentage.")
    _positive = models.Constraint(
        'CHECK (percent > 0 AND amount >= 0)', "A step begins above 0 %, and no bonus is negative.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        rules = owners(self, 'rule_id', vals_list)
        rules._check_not_own()
        with rules._logged():
            return super().create(vals_list)

    def write(self, vals):
        rules = owners_changed(self, 'rule_id', vals)
        rules._check_not_own()
        with rules._logged():
            return super().write(vals)

    def unlink(self):
        self.rule_id._check_not_own()
        with self.rule_id._logged():
            return super().unlink()
