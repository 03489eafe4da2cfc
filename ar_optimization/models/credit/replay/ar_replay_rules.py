from odoo import api, fields, models
from odoo.exceptions import UserError

MODELS = ('ar.credit.policy', 'ar.credit.tier')
NEW, CHANGED, GONE = 'new', 'changed', 'gone'


class ArReplay(models.Model):
    """The rules that counted as "now" when a draft was tried.

    Activating a draft applies what it changes of these, and nothing else. What somebody has changed
    since is neither overwritten nor left behind in silence: it is shown, and a credit manager says
    that it is known.
    """
    _inherit = 'ar.replay'

    # {model: {id: what the rule says}} at the run, and as a person has seen it last
    rules_image = fields.Json(readonly=True, copy=False)
    seen_image = fields.Json(readonly=True, copy=False)
    changed_text = fields.Text(string="Changed Since", compute='_compute_changed_text')

    # === COMPUTE === #

    @api.depends('state', 'activation_state', 'seen_image')
    @api.depends_context('lang')
    def _compute_changed_text(self):
        for replay in self:
            waits = replay.state == 'done' and replay.activation_state not in (
                'active', 'replaced')
            lines = replay._changed_lines() if waits and replay.seen_image else ()
            replay.changed_text = "\n".join(lines)

    def _changed_lines(self):
        """What others have changed of the rules since somebody looked, one sentence each."""
        for record, what in self._changed_rules():
            yield self._changed_words(record, what)
        for model, key in self._lost_rules():
            yield self.env._("A rule was deleted: %(model)s %(number)s.", number=key,
                             model=self.env['ir.model']._get(model).name)

    def _changed_words(self, record, what):
        name = record.display_name
        if what == NEW:
            return self.env._("%s is new: the replay knows nothing of it, and it stays.", name)
        if what == GONE:
            return self.env._("%s is no longer in force.", name)
        if self._is_touched(record):
            return self.env._("%s was changed: the draft would overwrite it.", name)
        return self.env._("%s was changed, and stays as it is now.", name)

    # === ACTIONS === #

    def action_accept_changes(self):
        """Go on although rules were changed since: what the draft changes is overwritten, all else
        stays as it is now.

        :raise AccessError: for anybody but a credit manager.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        for replay in self.sudo().filtered('changed_text'):
            if replay.activation_state == 'scheduled' and replay.with_env(
                    self.env)._lock_company():
                raise UserError(self.env._(
                    "What was approved is not what would be overwritten now: take %s back and "
                    "ask again.", replay.name))
            known = replay.changed_text
            replay.seen_image = replay._present_rules()
            self.env['ar.event']._log(
                'replay.accepted', replay, reason=known,
                rule=self.env._("Activated although rules were changed since"))
            replay._begin_if_due(fields.Date.context_today(self))

    # === BUSINESS === #

    def _present_rules(self):
        """What the rules of now say, as JSON: {model: {id: image}}."""
        today = fields.Date.context_today(self)
        policies = self.env['ar.credit.policy'].sudo().search([
            ('company_id', 'in', (self.company_id.id, False))]).filtered(
                lambda policy: policy._is_lasting(today))
        return {
            'ar.credit.policy': {str(policy.id): policy._rule_image() for policy in policies},
            'ar.credit.tier': {
                str(tier.id): tier._draft_image() for tier in self._company_tiers().sudo()},
        }

    def _rule_at_run(self, record):
        """What a policy or tier said when the draft was tried; as long as it was not, what it says
        now."""
        kept = (self.rules_image or {}).get(record._name, {}).get(str(record.id))
        if kept is not None:
            return kept
        return record._rule_image() if record._name == MODELS[0] else record._draft_image()

    def _changed_rules(self):
        """Pairs (rule, what became of it) of those that are not what somebody has seen last."""
        present = self._present_rules()
        for model in self._watched_models():
            seen, now = self.seen_image.get(model, {}), present[model]
            for key in {**seen, **now}:
                record = self.env[model].sudo().browse(int(key)).exists()
                if record and seen.get(key) != now.get(key):
                    yield record, NEW if key not in seen else GONE if key not in now else CHANGED

    def _watched_models(self):
        """Policies begin by their dates once the draft is activated, tiers are still to come."""
        return MODELS[1:] if self.activation_state == 'scheduled' else MODELS

    def _lost_rules(self):
        """Pairs (model, id) of rules that were deleted since."""
        for model in self._watched_models():
            keys = [int(key) for key in self.seen_image.get(model, {})]
            left = set(self.env[model].sudo().browse(keys).exists().ids)
            yield from ((model, key) for key in keys if key not in left)

    def _is_touched(self, record):
        """Whether activating the draft writes on this policy or tier, or puts another one in its
        place."""
        if record._name == 'ar.credit.tier':
            return record in self._changed_tier_lines().tier_id
        return record not in self._kept_policies()

    def _changed_tier_lines(self):
        """The lines that say something else than the tiers at the run."""
        return self.tier_ids.filtered(lambda line: line.change != 'same')

    def _kept_policies(self):
        """The policies that the draft leaves as they are."""
        return self.policy_ids.filtered(lambda line: line.change == 'same').policy_id

    def _replaced_policies(self):
        """The company's policies of the run that the draft leaves out or changes."""
        ids = [int(key) for key in (self.rules_image or {}).get('ar.credit.policy', {})]
        present = self.env['ar.credit.policy'].with_context(active_test=False).browse(ids).exists()
        return present.filtered('company_id') - self._kept_policies()

    def _check_rules_known(self):
        """Refuse to overwrite what nobody has looked at.

        :raise UserError: with what was changed since.
        """
        if self.changed_text:
            raise UserError(self.env._(
                "Rules were changed since %(replay)s was run:\n%(changes)s\n\nRun it again, or "
                "say that this is known.", replay=self.name, changes=self.changed_text))
