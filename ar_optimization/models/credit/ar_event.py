from odoo import SUPERUSER_ID, api, models

from ...tools.chain import plain


class ArEvent(models.Model):
    """What tiers and limits write into the log. What people did to tiers and to proposals can be
    taken back."""
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS ledger
        return {
            **super()._kind_names(),
            'account.archived': self.env._("Account archived or taken back"),
            'group.changed': self.env._("Shared limit changed"),
            'group.created': self.env._("Shared limit made"),
            'group.member_changed': self.env._("Member of a shared limit changed"),
            'limit.changed': self.env._("Limit changed"),
            'limit.dismissed': self.env._("Proposed limit dismissed"),
            'limit.proposed': self.env._("Limit proposed"),
            'limit.temporary_ended': self.env._("Temporary limit ended"),
            'observed.limits': self.env._("Observed: what limits would do"),
            'projection.restored': self.env._("Fields of the contact restored"),
            'status.changed': self.env._("Status changed"),
            'terms.changed': self.env._("Payment term granted"),
            'tier.assigned': self.env._("First tier given"),
            'tier.changed': self.env._("Tier changed"),
            'tier.created': self.env._("Tier made"),
            'tier.overridden': self.env._("Tier set by hand"),
            'tier.override_ended': self.env._("Tier set by hand ended"),
            'tier.policy_changed': self.env._("Policy of a tier changed"),
        }

    def _figure_lines(self, numbers):
        # EXTENDS ledger: tiers and limits are explained as they are on the account
        if self.kind == 'tier.assigned':
            return [f"{code}: {count}" for code, count in sorted(numbers.items())]
        account = self._record().exists()
        if account._name != 'ar.credit.account':
            return super()._figure_lines(numbers)
        if 'reasons' in numbers:
            return [account._tier_line(*line) for line in numbers['reasons']]
        if 'kind' in numbers:
            return account._limit_lines(numbers)
        return super()._figure_lines(numbers)

    @api.model
    def _personal_names(self, records):
        # EXTENDS ledger
        return super()._personal_names(records) | {'tier_override_reason'}

    def _why_not_undo(self, undone=None):
        # EXTENDS ledger
        if self.kind in ('limit.proposed', 'limit.dismissed'):
            return self._why_not_undo_proposal(undone)
        if self.kind != 'tier.policy_changed':
            return super()._why_not_undo(undone)
        tier = self._record().exists()
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not tier:
            return self.env._("the tier is no longer there")
        present = plain(tier._policy())
        return self._why_not_latest({name: present[name] for name in self.before}, undone)

    def _why_not_undo_proposal(self, undone):
        account = self._record().exists()
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not account:
            return self.env._("the account is no longer there")
        state = 'waiting' if self.kind == 'limit.proposed' else 'dismissed'
        if account.proposal_state != state:
            return self.env._("changed again since")
        return self._why_not_latest(plain(account._proposal()), undone)

    def _undo(self):
        # EXTENDS ledger: a proposal is withdrawn, and one put aside waits again
        if self.kind == 'limit.proposed':
            return self._record()._withdraw_proposals()
        if self.kind == 'limit.dismissed':
            return self._record().sudo().write({'proposal_state': 'waiting'})
        return super()._undo()
