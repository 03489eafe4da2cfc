import logging
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ....tools import guard
from ....tools.chain import plain
from .ar_replay import KEPT

_logger = logging.getLogger(__name__)


class ArReplay(models.Model):
    """Putting a draft that was tried into force, from a day on, and taking it back.

    What the draft leaves as it was stays as it is. Policies have dates of their own: those that it
    changes end on the day before, those of the draft begin. Tiers have none: they are written on
    the day itself, by the job. What was there before is kept with the draft, so that all of it can
    be taken back. Where credit terms are locked, both are a request: see `ar.approval.locked`.
    """
    _inherit = 'ar.replay'

    activation_state = fields.Selection(
        [
            ('none', "Not Activated"), ('scheduled', "To Begin"), ('active', "In Force"),
            ('replaced', "Replaced"), ('taken_back', "Taken Back"),
        ],
        string="Activation", required=True, readonly=True, default='none', copy=False)
    activation_date = fields.Date(
        string="Activate From", copy=False,
        help="The first day on which the draft counts: its policies, and the conditions and limit "
             "formulas of its tiers.")
    activated_from = fields.Date(string="In Force From", readonly=True, copy=False)
    activated_until = fields.Date(
        string="In Force Until", readonly=True, copy=False,
        help="The day before another draft took its place.")
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
        self._begin_if_due(today)

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
        if state != 'scheduled' or self.state != 'done' or self.activation_state in KEPT:
            raise UserError(self.env._(
                "Only a draft that was run, and is not in force, can be activated."))
        if not self.activation_date:
            self._check_day()
        running = self.search([
            ('company_id', '=', self.company_id.id), ('activation_state', '=', 'scheduled')])
        if running:
            raise UserError(self.env._(
                "%s is to begin already: take it back first.", running[0].name))
        self._check_rules_known()
        self._check_tiers_own()

    def _check_tiers_own(self):
        """Refuse to change for one company what all of them share; a first tier of its own would
        take all of these from it."""
        changed = self._changed_tier_lines()
        shared = changed if not self._company_tiers()[:1].company_id else changed.filtered(
            lambda line: line.tier_id and not line.tier_id.company_id)
        others = self.env['res.company'].sudo().search_count([('id', '!=', self.company_id.id)])
        if shared and others:
            raise UserError(self.env._(
                "Tiers %s are shared by all companies. Make tiers of this company first.",
                ", ".join(shared.mapped('code'))))

    def _activate(self):
        """End the policies that the draft changes or leaves out, begin its own, keep what was there
        before."""
        policies, day = self.env['ar.credit.policy'], self.activation_date
        today = fields.Date.context_today(self)
        own = self._replaced_policies().filtered(
            lambda policy: policy.active and policy._is_lasting(today))
        # What was activated before is taken back after this one only: else both are in force.
        replaced = self.sudo().search([
            ('company_id', '=', self.company_id.id), ('activation_state', '=', 'active')])
        ended = {str(policy.id): plain(policy.date_to or None) for policy in own}
        for policy in own:
            # One that began today and ends before: it does not count on any other day.
            end = max(day - timedelta(days=1), policy.date_from or day - timedelta(days=1))
            policy.write({'date_to': end, **({'active': False} if end >= day else {})})
        made = policies.create([*self._policies_to_make(), *self._gaps_to_make()])
        self.write({
            'activation_state': 'scheduled', 'activated_from': day, 'activated_by_id': self.env.uid,
            'seen_image': self._present_rules(),
            'activation_image': {
                'ended': ended, 'made': made.ids, 'replaced': replaced.ids,
                'policies': {str(policy.id): policy._image() for policy in own + made}},
        })
        self._log_activated()

    def _log_activated(self):
        figures = {figure.figure: figure.draft for figure in self.figure_ids}
        self.env['ar.event']._log(
            'replay.activated', self, rule=self.env._("Draft of policies activated"),
            before={self.id: {'activation_date': None}},
            after={self.id: {'activation_date': self.activated_from}}, numbers={self.id: figures})

    def _policies_to_make(self):
        """What the draft changes or adds, as policies of the company from the day on."""
        return [
            {
                **line._policy_values(), 'company_id': self.company_id.id,
                'date_from': self.activation_date, 'owner_id': self.env.uid,
            } for line in self.policy_ids if line.change != 'same']

    def _gaps_to_make(self):
        """Policies that let pass what a shared one would stop and the draft does not speak about.

        A shared policy cannot end for one company; one of the company about the same condition
        counts in its place.
        """
        known = [int(key) for key in self.rules_image['ar.credit.policy']]
        shared = self.env['ar.credit.policy'].search([
            ('company_id', '=', False), ('id', 'in', known)])
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
            if replay.changed_text and replay.error == replay.changed_text:
                continue  # somebody was told already
            try:
                with self.env.cr.savepoint():
                    replay._begin_or_tell()
            except Exception as error:
                _logger.exception("replay %s could not begin", replay.id)
                replay.error = str(error)

    def _begin_or_tell(self):
        """Begin, or tell who activated it that tiers were changed meanwhile."""
        if not self.changed_text:
            return self._begin()
        self.error = self.changed_text
        self.env['mail.thread'].message_notify(
            partner_ids=self.activated_by_id.partner_id.ids, model=self._name, res_id=self.id,
            subject=self.env._("%s cannot begin", self.name), body=self.error)
        return None

    def _begin_if_due(self, today):
        """Begin when it is to begin and its day has come."""
        if self.activation_state == 'scheduled' and self.activated_from <= today:
            self._begin()

    def _begin(self):
        """Write what the draft changes of the tiers; drafts that it takes the place of end."""
        self._check_rules_known()
        before, after, tiers = {}, {}, self.env['ar.credit.tier'].sudo()
        for line in self._changed_tier_lines().sorted(lambda line: line.change == 'out'):
            tier = line.tier_id.sudo()
            if tier:
                before[str(tier.id)] = plain(tier._policy())
                tier.write({'active': False} if line.is_out else line._tier_values())
            else:
                tier = tiers.create(line._new_tier_values())
                before[str(tier.id)] = None
            after[str(tier.id)] = plain(tier._policy())
        self.write({
            'activation_state': 'active', 'error': False,
            'activation_image': {
                **self.activation_image, 'tiers': {'before': before, 'after': after}}})
        self._replaced().write({
            'activation_state': 'replaced',
            'activated_until': self.activated_from - timedelta(days=1)})
        self.env['ar.event']._log(
            'replay.applied', self, rule=self.env._("Tiers of a draft came into force"))

    def _replaced(self):
        """The drafts that this one takes the place of."""
        return self.sudo().browse((self.activation_image or {}).get('replaced', ())).exists()

    def _tier(self, key):
        return self.env['ar.credit.tier'].sudo().browse(int(key)).exists()

    # === TAKE BACK === #

    def _why_not_take_back(self):
        """Why the activation cannot be taken back, in words; empty when it can."""
        self.ensure_one()
        if self.activation_state not in KEPT:
            return self.env._("it is not in force")
        after = self.sudo().search([
            ('company_id', '=', self.company_id.id),
            ('activation_state', 'in', KEPT)]).filtered(
                lambda replay: self.id in replay.activation_image.get('replaced', ()))
        if after:
            return self.env._("%s was activated in its place: take that back first", after[0].name)
        if changed := list(self._edited_since()):
            return self.env._("%s were changed again since", ", ".join(changed))
        return ""

    def _edited_since(self):
        """Names of the policies and tiers that are not as the activation has left them."""
        image = self.activation_image or {}
        policies = self.env['ar.credit.policy'].sudo().with_context(active_test=False)
        for key, left in image.get('policies', {}).items():
            policy = policies.browse(int(key)).exists()
            if policy and policy._image() != left:
                yield policy.name
        for key, left in (image.get('tiers') or {}).get('after', {}).items():
            tier = self._tier(key)
            if tier and plain(tier._policy()) != left:
                yield tier.code

    def _take_back(self):
        image, policies = self.activation_image, self.env['ar.credit.policy']
        made = policies.with_context(active_test=False).browse(image['made']).exists()
        made.write({'active': False})
        for key, date_to in image['ended'].items():
            policy = policies.with_context(active_test=False).browse(int(key)).exists()
            policy.write({'date_to': date_to, 'active': True})
        for key, before in ((image.get('tiers') or {}).get('before') or {}).items():
            self._restore_tier(self._tier(key), before)
        self._replaced().filtered(lambda replay: replay.activation_state == 'replaced').write({
            'activation_state': 'active', 'activated_until': False})
        self.write({
            'activation_state': 'taken_back', 'error': False, 'seen_image': self.rules_image})
        self.env['ar.event']._log(
            'replay.taken_back', self,
            rule=self.env._("Activated draft taken back"),
            before={self.id: {'activation_date': self.activated_from}},
            after={self.id: {'activation_date': None}})

    def _restore_tier(self, tier, before):
        """Give a tier back what it was; None: it is one that the draft has made."""
        if before is None:
            tier.write({'active': False})
        elif tier:
            tier.write({**before, 'condition_ids': [
                Command.clear(),
                *(Command.create(command[2]) for command in before['condition_ids'][1:])]})
