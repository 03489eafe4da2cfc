from dataclasses import replace

from odoo import api, models


class ArCreditGuard(models.AbstractModel):
    """What becomes of documents that the guard has looked at: they go on, or a hold is left."""
    _inherit = 'ar.credit.guard'

    # === ENFORCE === #

    def _ar_guard_enforce(self, moment):
        """Let these documents go on, or leave a hold on them. Raises nothing, see the model.

        :param str moment: what is about to happen, for the hold and the log: `confirm`, `post`,
            `deliver`, `change`.
        :return: those of these documents that may go on.
        """
        passing = self.browse()
        for position, documents in self.grouped(
                lambda d: d._ar_guard_company().sudo()._ar_position('guard')).items():
            if position == 'off':
                passing |= documents
            elif position == 'observe':
                documents._ar_guard_observe(moment)
                passing |= documents
            else:
                passing |= documents._ar_guard_apply(moment)
        return self & passing

    def _ar_guard_apply(self, moment):
        """Act on what the guard says.

        :return: those of these documents that may go on.
        """
        verdicts = self._ar_guard_decide(lock=True)
        holds = self.env['ar.credit.hold'].sudo()
        passing = self.filtered(lambda document: verdicts[document].decision.passes)
        for document in passing:
            document._ar_guard_passed(verdicts[document])
        holds._hold((self - passing)._ar_guard_complete(verdicts), moment)
        return passing

    def _ar_guard_complete(self, verdicts):
        """The verdicts on these documents, which are held, with what is overdue at the moment: a
        hold tells it even where no rule looks at it.

        :param verdicts: {document: `Verdict`}, of others, too.
        """
        verdicts = {document: verdicts[document] for document in self}
        accounts = self.env['ar.credit.account'].sudo().union(
            *(verdict.account for verdict in verdicts.values()))._origin
        if not accounts or accounts._guard_watched():
            return verdicts
        figures = accounts._figures()
        return {
            document: verdict._replace(standing=replace(
                verdict.standing, **accounts._guard_arrears(figures[verdict.account.id])))
            if verdict.account._origin else verdict
            for document, verdict in verdicts.items()}

    def _ar_guard_passed(self, verdict):
        """What becomes of a document that passes: its hold ends, a small amount is added up."""
        if verdict.hold.state == 'open':
            verdict.hold._clear(resume=False)
        if verdict.decision.small and (amount := verdict.facts.small_rest):
            self.env['ar.credit.lock'].sudo()._spend(verdict.account, amount)
            self.env['ar.event']._log('guard.small_passed', self, numbers={
                self.id: {'amount_total': amount, 'account_id': verdict.account.id}})

    def _ar_guard_observe(self, moment):
        """List what would be held, and let it pass."""
        verdicts = self._ar_guard_decide()
        held = self.filtered(lambda document: not verdicts[document].decision.passes)
        self.env['ar.event']._log(
            'observed.guard', held,
            numbers={document.id: {'guard': document._ar_guard_image(verdicts[document], moment)}
                     for document in held})

    def _ar_guard_image(self, verdict, moment):
        """A verdict as JSON values."""
        return {
            'moment': moment,
            'action': verdict.decision.action,
            'reasons': self._ar_guard_json(verdict.decision.reasons),
            'ways': self._ar_guard_json(verdict.decision.ways),
            'numbers': self._ar_guard_numbers(verdict),
        }

    def _ar_guard_numbers(self, verdict):
        """The figures of the moment, as JSON values; amounts in company currency."""
        standing, facts = verdict.standing, verdict.facts
        limit, exposure = standing.tight
        currency = 'currency_id' in self._fields and self['currency_id'].name
        return {
            'kind': facts.kind, 'amount': facts.amount, 'total': facts.total,
            'prepaid': facts.prepaid, 'mode': standing.mode, 'status': standing.status,
            'limit': limit, 'exposure': exposure, 'overdue': standing.overdue,
            'days': standing.days, 'foreign': currency,
            'tier': verdict.account.tier_id.code or None, 'shared': standing.shared,
            **({'newcomer': True} if verdict.account._is_new() else {}),
            **(verdict.hold._stop_numbers() if facts.stopped else {}),
        }

    @api.model
    def _ar_guard_json(self, tuples):
        return [item._asdict() for item in tuples]

    def _ar_guard_notification(self, done=None):
        """What whoever pressed the button is shown about those of these documents that are held.

        :param done: the action to go on with.
        :return: a client action, or `done` when none is held.
        """
        held = self.filtered(lambda document: (
            document._ar_guard_is_open() and document.ar_hold_state in ('open', 'rejected')))
        if not held:
            return done
        held.invalidate_recordset(['ar_guard_message', 'ar_guard_action'])
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning',
                'title': self.env._("Held by credit control"),
                'message': "\n".join(
                    f"{document.display_name}: {document.ar_guard_message}"
                    for document in held[:5]),
                'sticky': len(held) > 1,  # one alone says it in its banner, too
                'next': done or {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
