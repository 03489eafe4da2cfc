from odoo import api, fields, models


class ArKpiBonusStep(models.Model):
    """Who reaches so much of the target gets so much."""
    _name = 'ar.kpi.bonus.step'
    _description = "Step of a Bonus Rule"
    _inherit = ['ar.logged.part']
    _order = 'rule_id, percent, id'
    _part_of = 'rule_id'

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

    # === BUSINESS === #

    @api.model
    def _changes(self, rules):
        # EXTENDS ledger: nobody decides what he himself gets
        rules._check_not_own()
        return super()._changes(rules)
