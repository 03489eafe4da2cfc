from odoo import api, fields, models
from odoo.tools import format_amount, format_date, formatLang


class ArWorklistPoint(models.Model):
    """What one rule gave to one row of the worklist, and from which figures."""
    _name = 'ar.worklist.point'
    _description = "Points of a Worklist Row"
    _inherit = ['ar.amount.mixin']
    _order = 'worklist_id, points desc, id'
    _log_access = False
    _rec_name = 'rule_id'

    worklist_id = fields.Many2one(
        'ar.worklist', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='worklist_id.company_id')
    rule_id = fields.Many2one(
        'ar.worklist.rule', required=True, readonly=True, ondelete='cascade')
    points = fields.Integer(readonly=True)
    amount = fields.Monetary(readonly=True)
    number = fields.Float(readonly=True, digits=(16, 1), help="In the unit of the rule.")
    date = fields.Date(readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    reason = fields.Char(compute='_compute_reason')

    _rule_unique = models.UniqueIndex('(worklist_id, rule_id)')

    # === COMPUTE === #

    @api.depends('rule_id.reason', 'amount', 'number', 'date')
    @api.depends_context('lang')
    def _compute_reason(self):
        for point in self:
            point.reason = point.rule_id._say(
                format_amount(self.env, point.amount, point.currency_id),
                formatLang(self.env, point.number, digits=point._digits()),
                format_date(self.env, point.date) if point.date else "–")

    def _digits(self):
        return 0 if point_is_whole(self.number) else 1


def point_is_whole(number):
    """Whether a number is shown without decimals."""
    return round(number, 1) == round(number)
