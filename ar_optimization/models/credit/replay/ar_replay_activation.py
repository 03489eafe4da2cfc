import logging
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ....tools import guard
from ....tools.chain import plain

_logger = logging.getLogger(__name__)


class ArReplay(models.Model):
    """Putting a draft that was tried into force, from a day on, and taking it back.

    Policies have dates of their own: those of now end on the day before, those of the draft begin.
    Tiers have none: they are written on the day itself, by the job. What was there before is kept
    with the draft, so that all of it can be taken back. Where credit terms are locked, both are a
    request: see `ar.approval.locked`.
    """
    _inherit = 'ar.replay'

    activation_state = fields.Selection(
        [
            ('none', "Not Activated"), ('scheduled', "To Begin"), ('active', "In Force"),
            ('taken_back', "Taken Back"),
        ],
        string="Activation", required=True, readonly=True, default='none', copy=False)
    activation_date = fields.Date(
        string="Activate From", copy=False,
        help="The first day on which the draft counts: its policies, and the conditions and limit "
             "formulas of its tiers.")
    activated_from = fields.Date(string="In Force From", readonly=True, copy=False)
    activated_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    activation_image = fields.Json(readonly=True, copy=False)  # what was there before

    # === ACTIONS === #

    def action_activate(self):
        """Put the draft into force from its day on.

        :raise AccessError: for anybody but a credit manager.
        :raise UserError: when something else would change than what was tried.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        for replay in self:
            replay._check_ready()
            replay._check_day()
            replay._decide_on('scheduled')

    def action_take_back(self):
        """Restore what was in force before the activation.

        :raise AccessError: for anybody but a credit manager.
        :raise UserError: when tiers were changed again since.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        for replay in self:
            if refusal := replay._why_not_take_back():
                raise UserError(refusal)
            replay._decide_on('taken_back')

    # === LOCK === #

    def _is_in_force(self):
        # OVERRIDES approval: to activate and to take back both have an effect
        return True

    @api.model
    def _locked_names(self):
        # EXTENDS approval
        return super()._locked_names() | {'activation_state'}

    def _decide_on(self, state):
        """Activate or take back: at once, or by a request where credit terms are locked."""
        vals = {'activation_state': state}
        if self._locked_by(vals):
            self._ask_for(vals)
        else:
            self.sudo()._apply_locked(vals)

    def _apply_locked(self, vals):
        # OVERRIDES approval: what a state stands for. Between asking and deciding things change,
        # and a request can be made without the button: all is checked again.
        if vals['activation_state'] == 'taken_back':
            if refusal := self._why_not_take_back():
                raise UserError(refusal)
            self._take_back()
            return
        self._check_ready(vals['activation_state'])
        today = fields.Date.context_today(self)
        self.activation_date = max(self.activation_date, today)  # decided later than asked for
        self._activate()
        if self.activated_from <= today:
            self._begin()

    # === BUSINESS === #

    def _check_nothing_waits(self):
        """Refuse to try something else than what somebody is asked to activate."""
        requests = self.env['ar.credit.request'].sudo()
        for replay in self.filtered(requests._waits_for_document):
            raise UserError(self.env._(
                "%s waits for a decision on its activation: cancel that request first.",
                replay.name))

    def _check_day(self):
        if not self.activation_date or self.activation_date < fields.Date.context_today(self):
            raise UserError(self.env._("Say from which day on: today or later."))

    def _check_ready(self, state='scheduled'):
        """Refuse what was not tried, or cannot begin as it was.

        :param str state: what is asked for.
        """
        self.ensure_one()
        if state != 'scheduled' or self.state != 'done' or self.activation_state in (
                'scheduled', 'active'):
            raise UserError(self.env._(
                "Only a draft that was run, and is not in force, can be activated."))
        if not self.activation_date:
            self._check_day()
        running = self.search([
            ('company_id', '=', self.company_id.id), ('activation_state', '=', 'scheduled')])
        if running:
            raise UserError(self.env._(
                "%s is to begin already: take it back first.", running[0].name))
        changed = self.tier_ids.filtered(lambda line: line.change == 'changed')
        shared = changed.tier_id.filtered(lambda tier: not tier.company_id)
        others = self.env['res.company'].sudo().search_count([('id', '!=', self.company_id.id)])
        if shared and others:
            raise UserError(self.env._(
                "Tiers %s are shared by all companies. Make tiers of this company first.",
                ", ".join(shared.mapped('code'))))

    def _activate(self):
        """End the policies of now, begin those of the draft, keep what was there before."""
        policies = self.env['ar.credit.policy']
        present = policies.search([('company_id', 'in', (self.company_id.id, False))])
        day = self.activation_date
        today = fields.Date.context_today(self)
        own = present.filtered(lambda policy: policy.company_id and policy._is_lasting(today))
        # What was activated before is taken back after this one only: else both are in force.
        replaced = self.sudo().search([
            ('company_id', '=', self.company_id.id), ('activation_state', '=', 'active')])
        image = {
            'ended': {str(policy.id): plain(policy.date_to or None) for policy in own},
            'replaced': replaced.ids}
        for policy in own:
            # One that began today and ends before: it does not count on any other day.
            end = max(day - timedelta(days=1), policy.date_from or day - timedelta(days=1))
            policy.write({'date_to': end, **({'active': False} if end >= day else {})})
        made = policies.create([
            *self._policies_to_make(), *self._gaps_to_make(present.filtered(
                lambda policy: not policy.company_id and policy._is_lasting(today)))])
        self.write({
            'activation_state': 'scheduled', 'activated_from': day, 'activated_by_id': self.env.uid,
            'activation_image': {**image, 'made': made.ids},
        })
        figures = {figure.figure: figure.draft for figure in self.figure_ids}
        self.env['ar.event']._log(
            'replay.activated', self, rule=self.env._("Draft of policies activated"),
            before={self.id: {'activation_date': None}},
            after={self.id: {'activation_date': day}}, numbers={self.id: figures})

    def _policies_to_make(self):
        """The draft's policies, as those of the company from the day on."""
        return [
            {
                **line._policy_values(), 'company_id': self.company_id.id,
                'date_from': self.activation_date, 'owner_id': self.env.uid,
            } for line in self.policy_ids]

    def _gaps_to_make(self, shared):
        """Policies that let pass what a shared one would stop and the draft does not speak about.

        A shared policy cannot end for one company; one of the company about the same condition
        counts in its place.
        """
        spoken = {line._shadow_key() for line in self.policy_ids}
        gaps = {
            policy._shadow_key(): policy for policy in shared
            if policy._shadow_key() not in spoken and policy.action != 'none'}
        return [
            {
                'name': policy.name, 'sequence': policy.sequence, 'condition': policy.condition,
                'bound': policy.bound, 'action': 'none', 'tier_id': policy.tier_id.id,
                'partner_id': policy.partner_id.id, 'company_id': self.company_id.id,
                'date_from': self.activation_date, 'owner_id': self.env.uid,
            } for policy in gaps.values() if policy.condition != guard.ANY]

    @api.model
    def _begin_due(self, today):
        """Write the tiers of activated drafts whose day has come; one that cannot begin says why
        and stops nobody else."""
        for replay in self.sudo().search([
                ('activation_state', '=', 'scheduled'), ('activated_from', '<=', today)]):
            try:
                with self.env.cr.savepoint():
                    replay._begin()
            except Exception as error:
                _logger.exception("replay %s could not begin", replay.id)
                replay.error = str(error)

    def _begin(self):
        before = {}
        for line in self.tier_ids.filtered(lambda line: line.change == 'changed'):
            before[str(line.tier_id.id)] = plain(line.tier_id._policy())
            line.tier_id.write(line._tier_values())
        after = {key: plain(self._tier(key)._policy()) for key in before}
        self.write({
            'activation_state': 'active',
            'activation_image': {
                **self.activation_image, 'tiers': {'before': before, 'after': after}}})
        self.env['ar.event']._log(
            'replay.applied', self, rule=self.env._("Tiers of a draft came into force"))

    def _tier(self, key):
        return self.env['ar.credit.tier'].sudo().browse(int(key)).exists()

    # === TAKE BACK === #

    def _why_not_take_back(self):
        """Why the activation cannot be taken back, in words; empty when it can."""
        self.ensure_one()
        if self.activation_state not in ('scheduled', 'active'):
            return self.env._("it is not in force")
        after = self.sudo().search([
            ('company_id', '=', self.company_id.id),
            ('activation_state', 'in', ('scheduled', 'active'))]).filtered(
                lambda replay: self.id in replay.activation_image.get('replaced', ()))
        if after:
            return self.env._("%s was activated in its place: take that back first", after[0].name)
        after = ((self.activation_image or {}).get('tiers') or {}).get('after', {})
        changed = [
            tier.code for key, image in after.items()
            if (tier := self._tier(key)) and plain(tier._policy()) != image]
        if changed:
            return self.env._(
                "tiers %s were changed again since", ", ".join(changed))
        return ""

    def _take_back(self):
        image, policies = self.activation_image, self.env['ar.credit.policy']
        made = policies.with_context(active_test=False).browse(image['made']).exists()
        made.write({'active': False})
        for key, date_to in image['ended'].items():
            policy = policies.with_context(active_test=False).browse(int(key)).exists()
            policy.write({'date_to': date_to, 'active': True})
        for key, before in ((image.get('tiers') or {}).get('before') or {}).items():
            if tier := self._tier(key):
                tier.write({**before, 'condition_ids': [
                    Command.clear(),
                    *(Command.create(command[2]) for command in before['condition_ids'][1:])]})
        self.write({'activation_state': 'taken_back'})
        self.env['ar.event']._log(
            'replay.taken_back', self,
            rule=self.env._("Activated draft taken back"),
            before={self.id: {'activation_date': self.activated_from}},
            after={self.id: {'activation_date': None}})
