from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ArLegalStep(models.Model):
    """What happened in a legal case, with its proof. Some steps begin the limitation period anew,
    but only those that can be proven."""
    _name = 'ar.legal.step'
    _description = "Step of a Legal Case"
    _order = 'date desc, id desc'

    case_id = fields.Many2one('ar.legal.case', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='case_id.company_id', store=True, index=True)
    kind = fields.Selection(
        [
            ('demand', "Demand Delivered"), ('acknowledged', "Claim Acknowledged"),
            ('filed', "Lawsuit Filed"), ('hearing', "Hearing"), ('judgment', "Judgment"),
            ('enforced', "Enforcement"), ('other', "Other"),
        ], required=True, default='demand')
    date = fields.Date(
        required=True, default=fields.Date.context_today,
        help="Of a demand: when it was delivered.")
    name = fields.Char(string="What Happened", required=True)
    proof = fields.Binary(
        attachment=True, help="Receipt of delivery, signed letter, stamp of the court.")
    proof_name = fields.Char()
    is_proven = fields.Boolean(string="Proven", compute='_compute_is_proven')

    # === CONSTRAINTS === #

    @api.constrains('date')
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(step.date > today for step in self):
            raise ValidationError(self.env._(
                "A step is something that has happened: enter what is to come as Next Date."))

    # === COMPUTE === #

    @api.depends('proof')
    def _compute_is_proven(self):
        for step in self.with_context(bin_size=True):
            step.is_proven = bool(step.proof)
