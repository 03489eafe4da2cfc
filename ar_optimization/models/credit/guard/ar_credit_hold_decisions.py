import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

CRON = 'ar_optimization.ir_cron_guard'


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

    def _release_terms(self, percent, until, advance):
        """Values of a release."""
        company, today = self.company_id.sudo(), fields.Date.context_today(self)
        last_day = until or fields.Date.add(today, days=company.ar_guard_release_days)
        return {
            'release_total': self.total,
            'release_percent': company.ar_guard_release_percent if percent is None else percent,
            'release_until': fields.Date.to_string(last_day),
            'advance_percent': advance,
        }

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
                                       self.document_name))
        requests._submit(
            'hold_release', self.account_id, {'hold_id': self.id, **terms}, reason, document=self,
            amount=self.total)

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
        hold.activity_feedback(['mail.mail_activity_data_todo'], feedback=reason)
        hold._notify_requester(self.env._(
            "Credit control lets it go on once %s %% are paid in advance.",
            f"{terms['advance_percent']:g}"))
        hold._reevaluate()

    def _reject(self, reason):
        """Keep the documents from going on. They stay as they are: a person decides what becomes
        of them.

        :raise AccessError: for who may not decide.
        """
        self._check_decider()
        self._turn_down(reason)

    def _turn_down(self, reason):
        for hold in self:
            hold._decide('rejected', reason, {})
            hold._notify_requester(self.env._("Not released by credit control: %s", reason))

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

    def _decide(self, state, reason, values):
        hold = self.sudo()
        hold.write({
            **values, 'state': state, 'decided_by_id': self.env.uid,
            'decided_on': fields.Datetime.now(), 'decision_reason': reason,
        })
        self.env['ar.event']._log(
            f'hold.{state}', self, reason=reason, numbers=hold._images(),
            expiry=hold.release_until or None)
        hold.activity_feedback(['mail.mail_activity_data_todo'], feedback=reason)

    # === BY ITSELF === #

    def _clear(self, resume=True):
        """End holds whose reasons are gone.

        :param bool resume: have the documents go on by themselves.
        """
        for hold in self:
            hold.write({'state': 'cleared', 'decided_on': fields.Datetime.now()})
            hold.activity_unlink(['mail.mail_activity_data_todo'])
        self.env['ar.event']._log('hold.cleared', self, numbers=self._images())
        self.env['ar.credit.request'].sudo()._expire_hold_releases(self)
        for hold in self if resume else ():
            hold._notify_requester(self.env._("Credit control has nothing against it any more."))
            hold._resume()

    def _cancel(self):
        """End holds whose documents are gone or went another way."""
        self.write({'state': 'cancelled', 'decided_on': fields.Datetime.now()})
        self.activity_unlink(['mail.mail_activity_data_todo'])
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

    def action_look_again(self):
        """Hold these documents against the rules as everything stands now."""
        self.check_access('read')
        self.sudo().filtered(lambda hold: hold.state == 'open')._reevaluate()

    def _reevaluate(self):
        """End the open holds of these whose reasons are gone or whose documents are."""
        for hold in self:
            document = hold._document().sudo()
            if not document or not document._ar_guard_is_open():
                hold._cancel()
                continue
            verdict = document._ar_guard_decide()[document]
            if verdict.decision.passes:
                hold._clear()

    @api.model
    def _look_again(self, pairs):
        """Have the open holds of some customers looked at again, soon and beside this transaction.

        :param pairs: set of (company id, commercial partner id)
        """
        held = pairs and self.search([
            ('state', '=', 'open'),
            ('partner_id', 'in', [partner_id for __, partner_id in pairs])])
        if any((hold.company_id.id, hold.partner_id.id) in pairs for hold in held):
            self.env.ref(CRON)._trigger()

    # === CRON === #

    @api.model
    def _cron_reevaluate(self):
        """Look at every open hold again, one by one: what fails with one does not stop the
        others."""
        cron = self.env['ir.cron']
        holds = self.search([('state', '=', 'open')])
        cron._commit_progress(remaining=len(holds))
        for hold in holds:
            try:
                hold._reevaluate()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("hold %s could not be looked at again", hold.id)
            cron._commit_progress(1)
