from datetime import timedelta

from odoo import api, models

from ..models.collection.dispute.ar_dispute import LIVE

SOON_DAYS = 7


class ArCockpit(models.AbstractModel):
    """The cards of what waits for somebody, always of now."""
    _inherit = 'ar.cockpit'

    @api.model
    def _card_questions(self, question):
        asked = [('state', '=', 'asked'), ('user_id', '=', self.env.uid)]
        source = ('ar.sales.inquiry', 'amount', 'ar_sales_inquiry_my_action')
        return {
            'empty': self.env._("Nobody waits for your answer."),
            'sections': self._sections(
                question,
                self._measure(
                    question, 'asked', self.env._("To Be Answered"), source, asked),
                self._measure(
                    question, 'late', self.env._("Past Its Time"), source,
                    [*asked, ('answer_by', '<', question.today.isoformat())], tone='danger')),
        }

    @api.model
    def _card_worklist(self, question):
        mine = self._mine(question, 'user_id')
        source = ('ar.worklist', 'overdue_amount', 'ar_worklist_action')
        return {
            'empty': self.env._("Nobody is to be turned to today."),
            'sections': self._sections(
                question,
                self._measure(
                    question, 'todo', self.env._("To Do"), source,
                    [*mine, ('state', '=', 'todo')]),
                self._measure(
                    question, 'done', self.env._("Done Today"), source,
                    [*mine, ('state', '=', 'done')])),
        }

    @api.model
    def _card_promises(self, question):
        mine = self._mine(question, 'account_id.collector_id')
        today, soon = question.today, question.today + timedelta(days=SOON_DAYS)
        pending = [*mine, ('state', '=', 'open')]
        source = ('ar.promise', 'amount_company', 'ar_promise_action')
        return {
            'empty': self.env._("No promise falls due."),
            'sections': self._sections(
                question,
                self._measure(
                    question, 'due', self.env._("Due by Today"), source,
                    [*pending, ('date', '<=', today.isoformat())]),
                self._measure(
                    question, 'soon', self.env._("In the Next %s Days", SOON_DAYS), source,
                    [*pending, ('date', '>', today.isoformat()), ('date', '<=', soon.isoformat())]),
                self._measure(
                    question, 'broken', self.env._("Not Kept, Last %s Days", SOON_DAYS), source,
                    [*mine, ('state', '=', 'broken'),
                     ('judged_on', '>', (today - timedelta(days=SOON_DAYS)).isoformat())],
                    tone='danger')),
        }

    @api.model
    def _card_alerts(self, question):
        alive = [
            ('state', '!=', 'closed'),
            *self._mine(question, 'owner_id', 'account_id.collector_id')]
        source = ('ar.alert', 'ar_alert_action')
        figures = [
            self._count(
                question, 'red', self.env._("Red"), source, [*alive, ('severity', '=', 'red')],
                tone='danger'),
            self._count(
                question, 'yellow', self.env._("Yellow"), source,
                [*alive, ('severity', '=', 'yellow')]),
            self._count(
                question, 'late', self.env._("Past Their Time"), source,
                [*alive, ('is_late', '=', True)], tone='danger'),
        ]
        return {
            'empty': self.env._("No early warning is open."),
            'sections': [self._uncounted(question, figures)],
        }

    @api.model
    def _uncounted(self, question, figures):
        """The one section of what is no money."""
        return {
            'currency_id': None, 'currency': None, 'companies': question.companies.mapped('name'),
            'figures': figures,
        }

    @api.model
    def _card_holds(self, question):
        waiting = [
            ('state', '=', 'open'),
            *self._mine(question, 'responsible_id', 'account_id.collector_id')]
        source = ('ar.credit.hold', 'total', 'ar_credit_hold_action')
        return {
            'empty': self.env._("No document waits for a decision."),
            'sections': self._sections(
                question,
                self._measure(question, 'open', self.env._("Waiting"), source, waiting),
                self._measure(
                    question, 'late', self.env._("Past Its Time"), source,
                    [*waiting, ('deadline', '<', question.today.isoformat())], tone='danger')),
        }

    @api.model
    def _card_disputes(self, question):
        mine = self._mine(question, 'account_id.collector_id')
        source = ('ar.dispute', 'amount_company', 'ar_dispute_action')
        return {
            'empty': self.env._("Nothing is disputed."),
            'sections': self._sections(
                question,
                self._measure(
                    question, 'live', self.env._("Not Decided"), source,
                    [*mine, ('state', 'in', list(LIVE))]),
                self._measure(
                    question, 'late', self.env._("Past Its Time"), source,
                    [*mine, ('state', '=', 'open'),
                     ('deadline', '<', question.today.isoformat())], tone='danger')),
        }
