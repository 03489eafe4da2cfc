from odoo import fields, models


class ArCreditAccount(models.Model):
    """How this customer is asked to pay, and whether that rests for a while."""
    _inherit = 'ar.credit.account'

    dunning_procedure_id = fields.Many2one(
        'ar.dunning.procedure', string="Own Dunning Procedure", check_company=True,
        ondelete='restrict', index='btree_not_null', copy=False, tracking=True,
        help="In place of the one of the tier.")
    dunning_pause_until = fields.Date(
        string="Dunning Paused Until", copy=False, tracking=True,
        help="Nothing is sent up to this day; then it goes on by itself.")
    dunning_pause_reason = fields.Char(
        string="Reason of the Pause", copy=False, tracking=True)

    _dunning_pause_reason = models.Constraint(
        "CHECK (dunning_pause_until IS NULL OR COALESCE(dunning_pause_reason, '') <> '')",
        "Say why dunning is paused.")
