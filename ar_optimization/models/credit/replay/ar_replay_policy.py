from odoo import api, fields, models

from ..guard.ar_credit_rule import TERMS

# What activating a line writes on a policy.
NAMES = ('name', 'sequence', *TERMS)


class ArReplayPolicy(models.Model):
    """A policy of a draft: one that is in force, changed or as it is, or a new one. It says what a
    policy says, but for its dates: it counts for the whole of the past."""
    _name = 'ar.replay.policy'
    _description = "Policy of a Replay"
    _inherit = ['ar.replay.part', 'ar.credit.rule']
    _check_company_auto = True
    _order = 'sequence, id'

    policy_id = fields.Many2one(
        'ar.credit.policy', string="In Place Of", readonly=True, ondelete='set null',
        index='btree_not_null')
    name = fields.Char(required=True)
    change = fields.Selection(
        [('same', "As Now"), ('changed', "Changed"), ('new', "New")], string="Against Now",
        compute='_compute_change')

    # === COMPUTE === #

    @api.depends('policy_id', 'replay_id.rules_image', *TERMS)
    def _compute_change(self):
        for line in self:
            if not line.policy_id:
                line.change = 'new'
            else:
                same = line._rule_image() == line.replay_id._rule_at_run(line.policy_id)
                line.change = 'same' if same else 'changed'

    # === BUSINESS === #

    @api.model
    def _values_of(self, policy, named=True):
        """What a policy says, as values of a line.

        :param bool named: with the policy itself and its name.
        """
        values = {
            name: policy._fields[name].convert_to_write(policy[name], policy) for name in NAMES}
        return {**values, 'policy_id': policy.id} if named else values

    def _policy_values(self):
        """What this line says, as values of a policy of its company."""
        return {name: self._fields[name].convert_to_write(self[name], self) for name in NAMES}
