from odoo import api, models
from odoo.tools import SQL

from ..approval.ar_credit_request_types import STATUSES
from .ar_duty_rights import RAISES

# Kind of event → duty. What raises a limit by an approved request counts for who asked for it.
KINDS = {
    'limit.changed': 'raise_limit', 'tier.overridden': 'raise_limit',
    'terms.changed': 'raise_limit', 'cover.activated': 'raise_limit',
    'status.changed': 'raise_limit', 'group.member_changed': 'raise_limit',
    'hold.released': 'release', 'hold.agreed': 'release',
    'no_followup.changed': 'waive', 'due_date.changed': 'due_date',
    'guard.policy_created': 'policy', 'guard.policy_changed': 'policy',
    'guard.policy_deleted': 'policy', 'tier.created': 'policy', 'tier.policy_changed': 'policy',
    'request.rule_created': 'policy', 'request.rule_changed': 'policy', 'rules.changed': 'policy',
}


class ArDutyAct(models.Model):
    """What the log and the books tell of each duty."""
    _inherit = 'ar.duty.act'

    @api.model
    def _terms(self, since):
        # EXTENDS duties
        return [
            *super()._terms(since), self._event_term(since), self._asked_term(since),
            self._decided_term(since), self._alone_term(since), self._payment_term(since),
            self._match_term(since), self._credit_note_term(since), self._write_off_term(since),
            self._discount_term(since), self._bank_term(since)]

    @api.model
    def _event_term(self, since):
        """Decisions in the log. Lowering a limit, a graver status and joining a shared limit are no
        raise; and who approved what another asked for has approved, not raised. What all companies
        share is changed in the user's."""
        return SQL(
            """
            SELECT event.id AS source_id, kind.code, event.user_id,
                   COALESCE(NULLIF(event.company_id, 0), person.company_id) AS company_id,
                   event.partner_id, event.date, NULL::numeric AS amount,
                   event.res_model, event.res_id
              FROM ar_event event
              JOIN (VALUES %(kinds)s) kind (kind, code) ON kind.kind = event.kind
              JOIN res_users person ON person.id = event.user_id
             WHERE event.date >= %(since)s
               AND (event.kind <> 'limit.changed' OR %(raised)s)
               AND (event.kind <> 'status.changed' OR %(milder)s)
               AND (event.kind <> 'group.member_changed'
                    OR NULLIF(event.before->>'group_id', 'false') IS NOT NULL)
               AND NOT (kind.code = 'raise_limit' AND %(requested)s)
            """,
            kinds=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in self._kinds().items()),
            since=since, requested=self._requested_sql('event'),
            milder=SQL("array_position(%(order)s, event.after->>'status')"
                       " < array_position(%(order)s, event.before->>'status')",
                       order=list(STATUSES)),
            raised=SQL(" OR ").join([
                *(SQL("COALESCE((event.after->>%s)::numeric, 0)"
                      " > COALESCE((event.before->>%s)::numeric, 0)", name, name)
                  for name in ('credit_limit', 'temporary_limit')),
                SQL("event.after->>'credit_mode' = 'unlimited'")]))

    @api.model
    def _kinds(self):
        """Hook: which events are the use of a duty.

        :return: {kind of the event: code of the duty}
        """
        return dict(KINDS)

    @api.model
    def _requested_sql(self, alias):
        """SQL of whether an event is what an approved request has done: it names the request.

        :param str alias: alias of `ar_event` in the caller's query.
        """
        return SQL("(%s->>'request_id') IS NOT NULL", SQL.identifier(alias, 'numbers'))

    @api.model
    def _asked_term(self, since):
        """Who asked for more and got it."""
        return SQL(
            """
            SELECT id AS source_id, 'raise_limit' AS code, requester_id AS user_id, company_id,
                   partner_id, date_decided AS date, amount, 'ar.credit.request' AS res_model,
                   id AS res_id
              FROM ar_credit_request
             WHERE state = 'approved' AND type IN %s AND date_decided >= %s
               AND (amount > 0 OR is_unlimited)
            """, RAISES, since)

    @api.model
    def _decided_term(self, since):
        """Who approved a step of a request: of a hold, that is its release."""
        return SQL(
            """
            SELECT step.id AS source_id,
                   CASE WHEN request.type = 'hold_release' THEN 'release' ELSE 'approve' END
                   AS code, step.decided_by_id AS user_id, request.company_id, request.partner_id,
                   step.date, request.amount, 'ar.credit.request' AS res_model,
                   request.id AS res_id
              FROM ar_credit_request_step step
              JOIN ar_credit_request request ON request.id = step.request_id
             WHERE step.decision = 'approved' AND step.date >= %s
            """, since)

    @api.model
    def _alone_term(self, since):
        """Who decided on what he asked for himself, in a firm with one person."""
        return SQL(
            """
            SELECT id AS source_id, 'approve' AS code, requester_id AS user_id, company_id,
                   partner_id, date_decided AS date, amount, 'ar.credit.request' AS res_model,
                   id AS res_id
              FROM ar_credit_request WHERE decided_how = 'alone' AND date_decided >= %s
            """, since)

    @api.model
    def _payment_term(self, since):
        return SQL(
            """
            SELECT id AS source_id, 'receipts' AS code, create_uid AS user_id, company_id,
                   partner_id, create_date AS date, amount_company_currency_signed AS amount,
                   'account.payment' AS res_model, id AS res_id
              FROM account_payment
             WHERE partner_type = 'customer' AND state NOT IN ('draft', 'canceled')
               AND create_date >= %s
            """, since)

    @api.model
    def _match_term(self, since):
        """Who matched receivables with receipts or credits."""
        return SQL(
            """
            SELECT part.id AS source_id, 'receipts' AS code, part.create_uid AS user_id,
                   part.company_id, credit.partner_id, part.create_date AS date, part.amount,
                   'account.move' AS res_model, credit.move_id AS res_id
              FROM account_partial_reconcile part
              JOIN account_move_line credit ON credit.id = part.credit_move_id
              JOIN account_account account ON account.id = credit.account_id
                                          AND account.account_type = 'asset_receivable'
              JOIN account_move entry ON entry.id = credit.move_id
             WHERE part.create_date >= %s AND NOT %s
            """, since, self._by_rule_sql('entry'))

    @api.model
    def _credit_note_term(self, since):
        return SQL(
            """
            SELECT id AS source_id, 'credit_note' AS code, create_uid AS user_id, company_id,
                   partner_id, create_date AS date, abs(amount_total_signed) AS amount,
                   'account.move' AS res_model, id AS res_id
              FROM account_move
             WHERE move_type = 'out_refund' AND state = 'posted' AND create_date >= %s
               AND NOT %s
            """, since, self._by_rule_sql('account_move'))

    @api.model
    def _write_off_term(self, since):
        """Entries by hand that lower what customers owe."""
        return SQL(
            """
            SELECT line.id AS source_id, 'write_off' AS code, move.create_uid AS user_id,
                   move.company_id, line.partner_id, move.create_date AS date,
                   -line.balance AS amount, 'account.move' AS res_model, move.id AS res_id
              FROM (%s) line JOIN account_move move ON move.id = line.move_id
             WHERE move.create_date >= %s
            """, self._write_offs_sql(), since)

    @api.model
    def _write_offs_sql(self):
        """SQL of receivable lines that an entry by hand credits: no payment, statement or exchange
        difference."""
        return SQL(
            """
            SELECT line.id, line.move_id, line.partner_id, line.balance, line.date,
                   line.company_id
              FROM account_move_line line
              JOIN account_move entry ON entry.id = line.move_id
              JOIN account_journal journal ON journal.id = entry.journal_id
                                          AND journal.type = 'general'
              JOIN account_account account ON account.id = line.account_id
                                          AND account.account_type = 'asset_receivable'
             WHERE entry.move_type = 'entry' AND entry.state = 'posted' AND line.balance < 0
               AND entry.origin_payment_id IS NULL AND entry.statement_line_id IS NULL
               AND NOT EXISTS (SELECT FROM account_partial_reconcile part
                                WHERE part.exchange_move_id = entry.id)
               AND NOT %s
            """, self._by_rule_sql('entry'))

    @api.model
    def _by_rule_sql(self, alias):
        """Hook: SQL of whether an entry follows from a rule or a decision that is an act of its
        own, such as a discount that a payment has earned. Here: none.

        :param str alias: alias of `account_move` in the caller's query.
        """
        return SQL("FALSE")

    @api.model
    def _discount_term(self, since):
        return SQL(
            """
            SELECT move.id AS source_id, 'discount' AS code, move.create_uid AS user_id,
                   move.company_id, move.partner_id, move.create_date AS date,
                   abs(move.amount_total_signed) AS amount, 'account.move' AS res_model,
                   move.id AS res_id
              FROM account_move move
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND move.create_date >= %s
               AND EXISTS (SELECT FROM account_move_line line
                            WHERE line.move_id = move.id AND line.discount > 0)
            """, since)

    @api.model
    def _bank_term(self, since):
        """Who made and who last edited the bank account of a customer, in every company that gives
        it credit."""
        return SQL(
            """
            SELECT (bank.id::bigint * 100000 + account.company_id) * 2 + author.place AS source_id,
                   'bank_account' AS code, author.user_id, account.company_id,
                   partner.commercial_partner_id AS partner_id, author.date,
                   NULL AS amount, 'res.partner.bank' AS res_model, bank.id AS res_id
              FROM res_partner_bank bank
        CROSS JOIN LATERAL (
                   SELECT 0 AS place, bank.create_uid AS user_id, bank.create_date AS date
                    UNION ALL SELECT 1, bank.write_uid, bank.write_date
                     WHERE bank.write_uid <> bank.create_uid) author
              JOIN res_partner partner ON partner.id = bank.partner_id
              JOIN ar_credit_account account
                ON account.partner_id = partner.commercial_partner_id
               AND COALESCE(bank.company_id, account.company_id) = account.company_id
             WHERE author.date >= %s
            """, since)
