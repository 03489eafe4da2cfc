from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import guard
from . import guard_text


class Verdict(NamedTuple):
    """What the guard says of one document: the account it looked at (empty when there is none), the
    facts and the standing of that moment, the decision, the document's own hold (empty when it
    has none; open or decided), and the releases it may use."""

    account: object
    facts: guard.Document
    standing: guard.Standing | None
    decision: guard.Decision
    hold: object


class ArCreditGuard(models.AbstractModel):
    """A document that the guard looks at: an invoice, and in bridges an order and a delivery.

    **To guard a document**, inherit this model beside its own (`_inherit = ['sale.order',
    'ar.credit.guard']`), fill the hooks `_ar_guard_document` (always), `_ar_guard_partner`,
    `_ar_guard_company`, `_ar_guard_currency_amounts`, `_ar_guard_related`, `_ar_guard_resume`
    (where the base does not fit), and call `_ar_guard_enforce(moment)` on the server in the one
    method that every path of the confirmation takes, before it does anything::

        def _action_confirm(self):
            return super(SaleOrder, self._ar_guard_enforce('confirm'))._action_confirm()

    **Nothing is raised**: `_ar_guard_enforce` returns the documents that may go on, and leaves an
    open hold on each of the others. A portal signature or a payment's post-processing therefore
    keeps the signature and the money, and goes on with nothing; who pressed a button is shown
    `_ar_guard_notification`. The one exception that may leave it is PostgreSQL's serialization
    failure, when two confirmations of one customer meet: Odoo runs the request again.

    **Nothing gets round it**: no context key, no superuser, no group is exempt. What passes does so
    by a policy, by payment or by a release that is in the log.
    """
    _name = 'ar.credit.guard'
    _description = "Document Under Credit Control"

    ar_guard_action = fields.Selection(
        selection='_ar_guard_actions', string="Guard", compute='_compute_ar_guard',
        groups='base.group_user',
        help="What the guard would do if this document were confirmed now.")
    ar_guard_message = fields.Text(
        string="Credit Control", compute='_compute_ar_guard', groups='base.group_user',
        help="Why, who decides by when, and what frees it.")
    ar_hold_id = fields.Many2one(
        'ar.credit.hold', string="Credit Hold", compute='_compute_ar_hold', compute_sudo=True,
        groups='base.group_user')
    ar_hold_state = fields.Selection(
        selection=lambda self: self.env['ar.credit.hold']._fields['state']
        ._description_selection(self.env),
        string="Credit Hold State", compute='_compute_ar_hold', compute_sudo=True,
        search='_search_ar_hold_state', groups='base.group_user')

    # === HOOKS === #

    def _ar_guard_document(self):
        """Hook, to be filled: the facts of this document.

        :return: `tools.guard.Document`, amounts in company currency as
            `_ar_guard_currency_amounts` gives them. `passed`, `release` and `allowed_days` may be
            left out: they are filled in here.
        """
        raise NotImplementedError

    def _ar_guard_documents(self):
        """Hook: the facts of each of these documents, where they are gathered better together.

        :return: {document: `tools.guard.Document`}
        """
        return {document: document._ar_guard_document() for document in self}

    def _ar_guard_is_open(self):
        """Hook: whether this document is still to be confirmed, so that a banner makes sense and
        an open hold is alive."""
        return True

    def _ar_guard_name(self):
        """Hook: by what name people know this document."""
        return self.display_name

    def _ar_guard_partner(self):
        """Hook: the customer who owes it: the partner that is invoiced. Its commercial entity's
        account counts."""
        return self['partner_id']

    def _ar_guard_requester(self):
        """Hook: who wants this document to go on, and is told what becomes of it: who is acting,
        or whose document it is when that is a customer or the system."""
        return self.env.user

    def _ar_guard_owners(self):
        """Hook: whose document this is, beside who asks for it: they do not decide on its release.

        :return: `res.users`
        """
        return self.env['res.users']

    def _ar_guard_company(self):
        """Hook: the company of the document, never that of the user."""
        return self['company_id']

    def _ar_guard_currency_amounts(self, *amounts):
        """Amounts of the document's currency in that of its company.

        :return: (tuple of amounts, whether there is a rate). Odoo takes a currency without any
            rate at 1:1; the guard holds such a document and says so.
        """
        company = self._ar_guard_company()
        currency = self['currency_id']
        if currency == company.currency_id or not currency:
            return amounts, True
        today = fields.Date.context_today(self)
        return tuple(
            currency._convert(amount, company.currency_id, company, today) for amount in amounts
        ), company._ar_knows_rate(currency)

    def _ar_guard_related(self):
        """Hook: the documents whose release covers this one, too: itself, and for a delivery its
        order.

        :return: list of records of any guarded model.
        """
        return [self]

    def _ar_guard_resume(self, hold):
        """Hook: go on with what the hold had stopped, now that it is released or its reasons are
        gone. Called on the superuser's behalf, inside a savepoint; the base leaves it to the
        person who asked, who is notified in any case.

        :param hold: `ar.credit.hold`, decided; `hold.moment` says what was stopped.
        """

    def _ar_sees_credit(self):
        """Hook: whether the user may be told what this document's customer owes."""
        return bool(self.with_company(
            self._ar_guard_company())._ar_guard_partner().ar_credit_visible)

    # === COMPUTE === #

    @api.model
    def _ar_guard_actions(self):
        """What the guard may do. A method, as the labels of a list would belong to each model that
        is guarded, and stay in English in the bridges."""
        return list({
            'none': self.env._("Passes"),
            'warn': self.env._("Warning"),
            'prepay': self.env._("Prepayment"),
            'hold': self.env._("Held"),
        }.items())

    @api.depends_context('lang', 'uid')
    def _compute_ar_guard(self):
        shown = self.filtered(lambda document: (
            document._ar_guard_company().sudo().ar_position_guard == 'on'
            and document._ar_guard_is_open()))
        verdicts = shown._ar_guard_decide()
        for document in self:
            verdict = verdicts.get(document)
            document.ar_guard_action = verdict and verdict.decision.action
            document.ar_guard_message = verdict and document._ar_guard_sentence(verdict)

    def _compute_ar_hold(self):
        holds = self.env['ar.credit.hold']._of_documents({
            (self._name, document._origin.id) for document in self})
        for document in self:
            hold = holds.get((self._name, document._origin.id))
            document.ar_hold_id = hold
            document.ar_hold_state = hold and hold.state

    def _search_ar_hold_state(self, operator, value):
        """By the state that the field shows, that of the latest hold that counts; without any,
        False."""
        if operator != 'in':
            return NotImplemented
        latest = self.env['ar.credit.hold']._latest_sql(self._name)
        domain = Domain('id', 'in', SQL(
            "(SELECT res_id FROM (%s) latest WHERE state IN %s)", latest,
            tuple(state for state in value if state) or (None,)))
        if False in value:
            domain |= Domain('id', 'not in', SQL("(SELECT res_id FROM (%s) latest)", latest))
        return domain

    def _ar_guard_sentence(self, verdict):
        """Why a document does not pass, who decides by when, and what frees it, in one text."""
        lines = self._ar_guard_reasons(verdict)
        if verdict.hold.state == 'open':
            lines.append(verdict.hold._decider_text())
        if verdict.hold.state == 'rejected' and not verdict.decision.passes:
            lines.append(verdict.hold._rejected_text())
        if verdict.standing and self._ar_sees_credit():
            numbers = self._ar_guard_numbers(verdict)
            lines.append(guard_text.ways_text(
                self.env, self._ar_guard_json(verdict.decision.ways), numbers,
                verdict.account.currency_id))
        return "\n".join(line for line in lines if line)

    def _ar_guard_reasons(self, verdict):
        """The reasons as sentences; without figures for a user who may not see them."""
        if not verdict.decision.reasons:
            return []
        if not self._ar_sees_credit():
            return [self.env._("Credit control has to look at this document.")]
        return self.env['ar.credit.hold']._reason_lines(
            self._ar_guard_json(verdict.decision.reasons), self._ar_guard_numbers(verdict),
            verdict.account.sudo().partner_id.display_name, verdict.account.sudo().currency_id)

    # === ACTIONS === #

    def action_ar_stop(self):
        """Ask for the reason, then hold this document by hand."""
        self.ensure_one()
        return self.env['ar.credit.account']._stop_dialog(self)
