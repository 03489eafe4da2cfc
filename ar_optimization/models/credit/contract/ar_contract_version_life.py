from odoo import fields, models
from odoo.exceptions import UserError


class ArContractVersion(models.Model):
    """How a version becomes what was agreed: approved by request, signed, in force from its day."""
    _inherit = 'ar.contract.version'

    # === ACTIONS === #

    def action_submit(self):
        """Ask for the approval of this change."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        if self.state != 'draft':
            raise UserError(self.env._("%s was submitted already.", self.display_name))
        if self._earlier() and not (self.reason or '').strip():
            raise UserError(self.env._("Say why: the approver needs a reason."))
        self._submit()

    def action_discard(self):
        """Put this change aside: nothing becomes of it."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        contract = self.contract_id
        if not self._earlier() or self.state not in ('draft', 'approved'):
            raise UserError(self.env._("Only a change that is not in force can be put aside."))
        self._discard()
        return contract._get_records_action()

    def action_send(self):
        """Note that this version was sent to the customer to be signed."""
        self.env.user._ar_check_role('credit_analyst')
        self._sign('sent', {})

    def action_sign(self):
        """Note that this version is signed by both sides.

        :raise UserError: without the signed document.
        """
        self.env.user._ar_check_role('credit_manager')
        for version in self:
            if not version.attachment_ids:
                raise UserError(self.env._("Attach the signed document first."))
        today = fields.Date.context_today(self)
        self._sign('signed', {'signed_on': today, 'signed_by': self.env.user.name})
        self.sudo()._take_effect(today)
        self.contract_id._after_change()

    def _sign(self, state, values):
        self.check_access('write')
        if any(version.state not in ('approved', 'effective') for version in self):
            raise UserError(self.env._("Only what was approved can be signed."))
        if any(version.signature_state == 'signed' for version in self):
            raise UserError(self.env._("This is signed already."))
        before = {version.contract_id.id: version._signature() for version in self}
        self.sudo().write({'signature_state': state, **values})
        self.env['ar.event']._log(
            'contract.signed' if state == 'signed' else 'contract.sent', self.contract_id,
            before=before,
            after={version.contract_id.id: version._signature() for version in self})

    def _signature(self):
        return self.env['ar.event']._image(self, ('number', 'signature_state', 'signed_on'))

    # === BUSINESS === #

    def _submit(self):
        """Ask for the approval of this version in the user's name."""
        self.check_access('write')
        contract, version = self.contract_id, self.sudo()
        if not contract._spans():
            contract.sudo().state = 'waiting'
        version._freeze_term()
        version.state = 'waiting'
        version.request_id = self.env['ar.credit.request']._submit(
            'contract', contract.account_id, {'version_id': self.id},
            self.reason or self.env._("New contract"), document=contract)

    def _approve(self, today):
        """Take over that these versions were approved; what can is in force at once.

        :param date today: the day.
        """
        self.write({'state': 'approved', 'approved_on': today})
        self._take_effect(today)

    def _withdraw(self):
        """Nobody approved these versions: they are drafts again."""
        waiting = self.filtered(lambda version: version.state == 'waiting')
        waiting.state = 'draft'
        waiting.contract_id.filtered(lambda each: each.state == 'waiting').state = 'draft'

    def _discard(self):
        """Put these changes aside, with the requests that wait for a decision on them."""
        changes = self.sudo()
        changes.request_id.filtered(lambda each: each.state == 'waiting')._close('cancelled')
        self.env['ar.event']._log('contract.change_discarded', self.contract_id, before={
            version.contract_id.id: version._terms() for version in self})
        changes.state = 'draft'
        changes.unlink()

    def _take_effect(self, today):
        """Let count what was approved: a first version at once, as the contract begins with it; a
        change once its day has come and, where it is to be signed, it is signed.

        :param date today: the day.
        """
        active = self.env['ar.contract']
        for version in self.filtered(lambda version: version._may_count(today)):
            contract, earlier = version.contract_id, version._earlier()
            before = earlier._terms() if earlier else {}
            version.write({'state': 'effective', 'effective_on': today})
            contract.write({'version_id': version.id})
            after = version._terms()
            names = [name for name in after if after[name] != before.get(name)]
            self.env['ar.event']._log(
                'contract.agreed', contract, expiry=version.date_end,
                before={contract.id: {name: before.get(name) for name in names}},
                after={contract.id: {name: after[name] for name in names}},
                numbers={contract.id: {'number': version.number}})
            if not earlier or not version.date_end or version.date_end >= today:
                contract._activate(today if not earlier else contract.activated_on)
                active |= contract
        if active:
            active._after_change()

    def _may_count(self, today):
        if self.state != 'approved' or self.contract_id.state == 'ended':
            return False
        signed = not self.needs_signature or self.signature_state == 'signed'
        return not self._earlier() or (signed and self.date_from <= today)
