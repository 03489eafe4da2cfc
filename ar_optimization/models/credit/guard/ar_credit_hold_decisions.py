from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .ar_credit_hold import ACTIVITY


class ArCreditHold(models.Model):
    """How a hold ends: released or rejected by a person, or by itself when its reasons are gone."""
    _inherit = 'ar.credit.hold'

    # === BY A PERSON === #

    def _release(self, reason, percent=None, until=None, advance=0.0):
        """Let the held documents go on. Where the company has locked its credit terms this is a
        request, decided by the approval rules; else a credit manager decides.

        :param str reason: why, for the log.
        :param float percent: how much more than the total looked at is covered; None: as the
            settings say.
        :param date until: last day of the release; None: as the settings say.
        :param float advance: percent of the document that must be paid first. They go on by
            themselves when it is.
        :raise AccessError: for who may not decide.
        """
        self._check_decider(locked=True)
        for hold in self:
            terms = hold._release_terms(percent, until, advance)
            if hold._is_locked():
                hold._ask_release(reason, terms)
            else:
                hold._let_go(reason, terms)
                hold._tell_owner(reason)

    def _release_terms(self, percent, until, advance):
        """Values of a release.

        :raise UserError: for what is more than the company allows.
        """
        company, today = self.company_id.sudo(), fields.Date.context_today(self)
        last_day = fields.Date.to_date(until) or fields.Date.add(
            today, days=company.ar_guard_release_days)
        percent = company.ar_guard_release_percent if percent is None else percent
        self._check_release(percent, last_day, advance)
        return {
            'release_total': self.total, 'release_percent': percent,
            'release_until': fields.Date.to_string(last_day), 'release_seen': self._seen(),
            'advance_percent': advance,
        }

    def _check_release(self, percent, last_day, advance):
        company, today = self.company_id.sudo(), fields.Date.context_today(self)
        if not 0 <= advance <= 100:  # no number at all is none of these
            raise UserError(self.env._("A percentage is between 0 and 100."))
        if not 0 <= percent <= company.ar_guard_release_max_percent:
            raise UserError(self.env._(
                "A release covers at most %s %% more than what was looked at.",
                f"{company.ar_guard_release_max_percent:g}"))
        if not today <= last_day <= fields.Date.add(today, days=company.ar_guard_release_max_days):
            raise UserError(self.env._(
                "The last day of a release is not past, and at most %s days away.",
                company.ar_guard_release_max_days))

    def _is_locked(self):
        """Whether releases go through the approval rules."""
        return self.company_id.sudo().ar_lock_terms

    def _ask_release(self, reason, terms):
        requests = self.env['ar.credit.request']
        if requests.sudo().search_count([
            ('type', '=', 'hold_release'), ('state', '=', 'waiting'),
            ('res_model', '=', self._name), ('res_id', '=', self.id),
        ], limit=1):
            raise UserError(self.env._("The release of %s was asked for already.",
                                       self.display_name))
        requests._submit(
            'hold_release', self.account_id, {'hold_id': self.id, **terms}, reason, document=self)

    def _let_go(self, reason, terms):
        """Do what was decided: now, or once a part is paid."""
        if terms['advance_percent']:
            self._agree(reason, terms)
            return
        self._decide('released', reason, terms)
        self._notify_requester(self.env._("Released by credit control: %s", reason))
        self._resume()

    def _agree(self, reason, terms):
        """Release a document for when a part of it is paid."""
        hold = self.sudo()
        needed = hold.currency_id.round(hold.total * terms['advance_percent'] / 100)
        hold.write({
            **terms, 'action': 'prepay', 'decision_reason': reason,
            'decided_by_id': self.env.uid, 'ways': [{'kind': 'prepay', 'value': needed}]})
        self.env['ar.event']._log(
            'hold.agreed', self, reason=reason, numbers=hold._images(),
            expiry=terms['release_until'])
        hold.activity_feedback([ACTIVITY], feedback=reason)
        hold._notify_requester(self.env._(
            "Credit control lets it go on once %s %% are paid in advance.",
            f"{terms['advance_percent']:g}"))
        hold._reevaluate()

    def _reject(self, reason):
        """Keep the documents from going on. They stay as they are: a person decides what becomes
        of them.

        :raise AccessError: for who may not decide, and for the system, which is nobody.
        :raise UserError: without a reason.
        """
        self._check_decider()
        if self.env.user._is_superuser():
            raise AccessError(self.env._("Only a credit manager decides on holds."))
        if not (reason or '').strip():
            raise UserError(self.env._("Say why."))
        self._turn_down(reason)

    def _turn_down(self, reason):
        for hold in self:
            hold._decide('rejected', reason, {})
            hold._notify_requester(self.env._("Not released by credit control: %s", reason))

    def _remind_again(self):
        """A release that somebody asked for was not decided on: who decides holds is to look."""
        for hold in self.filtered(lambda hold: hold.state == 'open'):
            hold._remind()

    def _check_decider(self, locked=False):
        """Refuse a user who may not decide on these holds, whatever way the call came in.

        :param bool locked: where credit terms are locked, everybody who sees the hold may ask.
        """
        self.check_access('read')
        asking = locked and self.env.user.has_group('ar_optimization.group_collector') and all(
            hold._is_locked() for hold in self)
        if not asking and not self.env.user.has_group('ar_optimization.group_credit_manager'):
            raise AccessError(self.env._("Only a credit manager decides on holds."))
        if any(hold.state != 'open' for hold in self):
            raise UserError(self.env._("Only open holds can be decided on."))
        if locked and any(hold._is_own_of(self.env.user) for hold in self):
            raise AccessError(self.env._(
                "Whose document is held does not release it: ask another credit manager."))

    def _parties(self):
        """Who has a part in what is held, and therefore does not decide on its release: who wants
        it to go on, and whose document it is.

        :return: `res.users`
        """
        self.ensure_one()
        hold = self.sudo()
        document = hold._document()
        return hold.requester_id | (document._ar_guard_owners() if document else hold.requester_id)

    def _tell_owner(self, reason):
        """In a firm with one person: tell the owner what that person released alone."""
        company = self.company_id.sudo()
        if company.ar_single_person and self.env.user in self._parties():
            self.sudo().message_notify(
                partner_ids=company.ar_single_person_owner_id.partner_id.ids,
                subject=self.env._("Decided alone: %s", self.display_name), body=reason)

    def _is_own_of(self, user):
        """Whether a user would release his own document: the approval rules see to that where
        credit terms are locked, and in a firm with one person he may, up to its amount."""
        company = self.company_id.sudo()
        alone = company.ar_single_person and self.currency_id.compare_amounts(
            self.total, company.ar_single_person_cap) <= 0
        return not alone and not self._is_locked() and user in self._parties()

    def _decide(self, state, reason, values):
        hold = self.sudo()
        hold.write({
            **values, 'state': state, 'decided_by_id': self.env.uid,
            'decided_on': fields.Datetime.now(), 'decision_reason': reason,
        })
        self.env['ar.event']._log(
            f'hold.{state}', self, reason=reason, numbers=hold._images(),
            expiry=hold.release_until or None)
        hold.activity_feedback([ACTIVITY], feedback=reason)
        self.env['ar.credit.request'].sudo()._expire_hold_releases(self)

    # === BY ITSELF === #

    def _clear(self, resume=True):
        """End holds whose reasons are gone.

        :param bool resume: have the documents go on by themselves.
        """
        self.write({'state': 'cleared', 'decided_on': fields.Datetime.now()})
        self.activity_unlink([ACTIVITY])
        self.env['ar.event']._log('hold.cleared', self, numbers=self._images())
        self.env['ar.credit.request'].sudo()._expire_hold_releases(self)
        for hold in self if resume else ():
            hold._notify_requester(self.env._("Credit control has nothing against it any more."))
            hold._resume()

    def _cancel(self):
        """End holds whose documents are gone or went another way."""
        self.write({'state': 'cancelled', 'decided_on': fields.Datetime.now()})
        self.activity_unlink([ACTIVITY])
        self.env['ar.event']._log('hold.cancelled', self)
        self.env['ar.credit.request'].sudo()._expire_hold_releases(self)

    def _resume(self):
        """Go on with what was stopped; what fails there is written down and stops nothing else."""
        document = self._document().sudo()
        if not document:
            return
        try:
            with self.env.cr.savepoint():
                document._ar_guard_resume(self.sudo())
        except UserError as error:
            self.sudo().message_post(body=self.env._("It could not go on by itself: %s", error))

    def _notify_requester(self, text):
        """Bring the decision back to who asked, as a notification on the document."""
        requester = self.sudo().requester_id
        self._post_on_document(text, partners=requester.partner_id)
