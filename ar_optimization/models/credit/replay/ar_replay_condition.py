from odoo import api, fields, models


class ArReplayCondition(models.Model):
    """One line of what it would take to be in a tier of a draft."""
    _name = 'ar.replay.condition'
    _description = "Condition of a Tier in a Replay"
    _order = 'sequence, id'

    replay_tier_id = fields.Many2one(
        'ar.replay.tier', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='replay_tier_id.company_id', store=True)
    sequence = fields.Integer(default=10)
    condition = fields.Selection(
        selection=lambda self: self.env['ar.credit.tier.condition']._selection_condition(),
        string="Look At", required=True, default='min_score')
    value = fields.Float(required=True)
    sense = fields.Selection(
        [('min', "at least"), ('max', "at most")], string="Must Be", compute='_compute_unit')
    unit = fields.Char(compute='_compute_unit')

    _condition_unique = models.UniqueIndex(
        '(replay_tier_id, condition)', "A tier looks at the same thing only once.")
    _value_positive = models.Constraint('CHECK (value >= 0)', "A condition cannot be negative.")

    # === COMPUTE === #

    @api.depends('condition')
    @api.depends_context('lang')
    def _compute_unit(self):
        for line in self:
            known = self.env['ar.credit.tier.condition'].new({'condition': line.condition})
            line.unit, line.sense = known.unit, known.sense

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.replay_tier_id._check_draft()
        return lines

    def write(self, vals):
        self.check_access('write')
        self.replay_tier_id._check_draft()
        result = super().write(vals)
        self.replay_tier_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        self.replay_tier_id._check_draft()
