from odoo import api, models
from odoo.tools import SQL

NOTHING = -1000  # below every level: nothing was given yet
SILENT = SQL("(top_id IS NULL OR silence IS NOT NULL)")  # customers who are told nothing


class ArDunningRun(models.Model):
    """What a run is decided from and how: one statement for all customers of a company. It decides
    as `tools.dunning.decide` does for one of them, and a test holds one against the other."""
    _inherit = 'ar.dunning.run'

    # === HOOKS === #

    def _blocking_terms(self):
        """Hook: what keeps an instalment from being asked for, besides its level and amount. Rooms
        above add a promise, a plan, a dispute.

        :return: list of (reason of `ar.dunning.skip`, `SQL` condition), the first that holds
            counts. `line.id` (the journal item), `account` (the credit account) and `dunned` (what
            it was given) can be named: the items themselves are not read, few are marked.
        """
        today = self._day()
        return [
            ('no_account', SQL("account.id IS NULL")),
            ('no_followup', SQL(
                "line.id IN (SELECT id FROM account_move_line WHERE no_followup)")),
            ('blocked', SQL(
                "line.id IN (SELECT blocked.id FROM account_move move"
                " JOIN account_move_line blocked ON blocked.move_id = move.id"
                " WHERE move.payment_state = 'blocked')")),
            ('status', SQL("account.status IN ('agency', 'legal')")),
            ('paused', SQL("account.dunning_pause_until >= %s", today)),
            ('item_paused', SQL("dunned.pause_until >= %s", today)),
        ]

    @api.model
    def _disputed_sql(self):
        """Hook: the disputed part of an instalment, which nobody is asked for.

        :return: `SQL` of an amount in company currency; `item.residual` (what is open) and what
            `_disputed_join` brings can be named. 0 here.
        """
        return SQL("0.0")

    @api.model
    def _disputed_join(self):
        """Hook: the LEFT JOIN on `line` (the journal item) that `_disputed_sql` names. It finds one
        row at most; empty here."""
        return SQL("")

    @api.model
    def _address_terms(self):
        """Hook: who cannot be reached by a channel.

        :return: {code of the channel: `SQL` condition that holds when there is an address};
            `partner.id` (of the customer) and `account` can be named. Channels that are missing
            reach everybody. None here.
        """
        return {}

    def _day(self):
        """The day of the run."""
        return self.date

    # === DECISION === #

    def _decide(self):
        """Decide for every instalment whose turn it is, and keep the verdicts in the temporary
        table `ar_dunning_draft` until the transaction ends, the next steps to the customers in
        `ar_dunning_step`.

        Columns: line, account, partner, procedure and currency; amounts in the currency of the
        item and in that of the company; `level` and `level_id` due (empty: only listed), `top` and
        `top_id` of the customer's notice, and the `reason` why it is left out.
        """
        self.ensure_one()
        self._flush_facts()
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS ar_dunning_draft"))
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        self.env.cr.execute(SQL(
            "CREATE TEMPORARY TABLE ar_dunning_draft ON COMMIT DROP AS %s", self._decision_sql()))
        self._steer()

    def _flush_facts(self):
        for name in (
            'account.account', 'account.move', 'account.move.line', 'account.partial.reconcile',
            'ar.credit.account', 'ar.credit.tier', 'ar.dunning.item', 'ar.dunning.level',
            'ar.dunning.minimum', 'ar.dunning.notice', 'ar.dunning.notice.line',
            'ar.dunning.procedure', 'ar.dunning.run', 'res.company', 'res.partner',
        ):
            self.env[name].flush_model()

    def _decision_sql(self):
        cap = self._first_cap()
        return SQL(
            """
            WITH ladder AS MATERIALIZED (%(ladder)s),
                 weighed AS MATERIALIZED (%(weighed)s),
                 customer AS MATERIALIZED (%(customers)s)
            %(verdicts)s
            """,
            ladder=self._ladder_sql(), weighed=self._weighed_sql(),
            customers=self._customers_sql(cap), verdicts=self._verdicts_sql(cap),
        )

    def _ladder_sql(self):
        """The levels of each procedure, each with the one before it."""
        return SQL(
            """
            SELECT level.procedure_id, level.id AS level_id, level.sequence AS level, level.days,
                   level.gap_days, level.channel, level.final_notice,
                   LAG(level.sequence, 1, %s) OVER (
                       PARTITION BY level.procedure_id ORDER BY level.sequence) AS before
              FROM ar_dunning_level level
              JOIN ar_dunning_procedure procedure ON procedure.id = level.procedure_id
             WHERE level.active AND procedure.active
            """, NOTHING)

    def _items_from(self):
        """The open items of all companies, to select from: `item` with its `due` day and the `days`
        since, its `account` (the credit account), what it was given as `dunned`, and `turn`: the
        procedure that is followed and the level reached."""
        return SQL(
            """
              FROM (SELECT line.*, %(due)s AS due, %(today)s::date - %(due)s AS days
                      FROM (%(lines)s) line) item
         LEFT JOIN res_partner partner ON partner.id = item.partner_id
         LEFT JOIN ar_credit_account account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = item.company_id
         LEFT JOIN ar_credit_tier tier ON tier.id = account.tier_id
         LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = item.id
        CROSS JOIN LATERAL (
                SELECT COALESCE(account.dunning_procedure_id, tier.dunning_procedure_id, %(usual)s)
                       AS procedure_id,
                       COALESCE(dunned.level, %(nothing)s) AS reached) turn
            """,
            due=self.env['ar.open.item']._due_sql(), today=self._day(), nothing=NOTHING,
            usual=self.company_id.sudo()._ar_dunning_procedure().id or None,
            lines=self._open_lines_sql())

    def _open_lines_sql(self):
        """The open items of all companies, with what a decision asks of them."""
        return self.env['ar.open.item'].sudo()._open_lines_sql((
            'id', 'company_id', 'partner_id', 'date_maturity', 'date', 'currency_id'))

    def _graded_sql(self):
        """Items that are overdue or whose turn it is, with their customer: the level due, and who
        stops them."""
        reasons = SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, reason)
            for reason, condition in self._blocking_terms())
        return SQL(
            """
            SELECT item.id AS line_id, item.currency_id, item.residual, item.residual_currency,
                   item.due, item.days, account.id AS account_id, account.partner_id,
                   turn.procedure_id, turn.reached, ladder.level, ladder.level_id,
                   ladder.before > turn.reached AS is_lapsed, asked.value, asked.collectable,
                   CASE %(reasons)s
                        WHEN turn.procedure_id IS NULL THEN 'no_procedure'
                        WHEN asked.collectable <= 0 THEN 'disputed'
                        WHEN pending.account_id IS NOT NULL THEN 'other_run'
                        END AS reason
            %(items)s
         LEFT JOIN ladder
                ON ladder.procedure_id = turn.procedure_id
               AND item.days >= ladder.days
               AND (dunned.given_date IS NULL OR dunned.given_date + ladder.gap_days <= %(today)s)
               AND CASE WHEN item.days >= 0 THEN GREATEST(turn.reached, 0) ELSE turn.reached END
                   BETWEEN ladder.before AND ladder.level - 1
        CROSS JOIN LATERAL (SELECT item.id) line
              JOIN res_currency currency ON currency.id = item.currency_id
         LEFT JOIN (%(pending)s) pending ON pending.account_id = account.id
            %(disputes)s
        CROSS JOIN LATERAL (SELECT %(disputed)s AS amount) disputed
        CROSS JOIN LATERAL (%(asked)s) asked
             WHERE item.company_id = %(company)s AND item.residual > 0
               AND item.days >= (SELECT LEAST(1, MIN(days)) FROM ladder)
               AND (item.days > 0 OR ladder.level IS NOT NULL)
            """,
            items=self._items_from(), today=self._day(), company=self.company_id.id,
            reasons=reasons, disputed=self._disputed_sql(), disputes=self._disputed_join(),
            pending=self._pending_sql(), asked=self._asked_sql())

    def _pending_sql(self):
        """Customers with a notice that somebody still has to approve or send."""
        return SQL(
            """
            SELECT DISTINCT notice.account_id
              FROM ar_dunning_notice notice
              JOIN ar_dunning_run run ON run.id = notice.run_id
             WHERE notice.company_id = %s AND notice.state IN ('draft', 'approved')
               AND run.position = 'on' AND run.id <> %s
            """, self.company_id.id, self.id)

    def _weighed_sql(self):
        """Left out, too: what is below the least amount of its level and currency. Few have such
        amounts: nothing is added up where nobody has."""
        if not self.env['ar.dunning.minimum'].sudo().search_count([], limit=1):
            return SQL("SELECT graded.*, FALSE AS is_below FROM (%s) graded", self._graded_sql())
        return SQL(
            """
            SELECT graded.*, COALESCE(graded.at_level < minimum.amount, FALSE) AS is_below
              FROM (
                    SELECT graded.*,
                           SUM(collectable) FILTER (WHERE reason IS NULL)
                               OVER (PARTITION BY account_id, level_id, currency_id) AS at_level
                      FROM (%s) graded
                   ) graded
         LEFT JOIN ar_dunning_minimum minimum
                ON minimum.level_id = graded.level_id
               AND minimum.currency_id = graded.currency_id
            """, self._graded_sql())

    def _customers_sql(self, cap):
        """The highest level of each customer and what is asked for at it; whether unmatched credits
        come near to that, and who gets nothing today, though there is something to ask for."""
        unreachable = SQL(" ").join(
            SQL("WHEN %s THEN NOT COALESCE(%s, FALSE)", channel, condition)
            for channel, condition in self._address_terms().items())
        return SQL(
            """
            SELECT told.*, %(place)s AS place
              FROM (
                    SELECT chosen.account_id, chosen.top, chosen.amount, chosen.is_credit,
                           ladder.level_id AS top_id,
                           CASE WHEN ladder.level_id IS NULL THEN NULL
                                WHEN CASE ladder.channel %(unreachable)s ELSE FALSE END
                                    THEN 'no_address'
                                WHEN account.dunning_last_date + procedure.grace_days > %(today)s
                                    THEN 'grace'
                                WHEN NOT COALESCE(ladder.final_notice, FALSE)
                                     AND chosen.amount <= procedure.holdout_cap
                                     AND %(lot)s < procedure.holdout_percent / 100 THEN 'holdout'
                                END AS silence
                      FROM (%(chosen)s) chosen
                      JOIN ar_credit_account account ON account.id = chosen.account_id
                CROSS JOIN LATERAL (SELECT account.partner_id AS id) partner
                 LEFT JOIN ar_dunning_procedure procedure ON procedure.id = chosen.procedure_id
                 LEFT JOIN ladder
                        ON ladder.procedure_id = chosen.procedure_id AND ladder.level = chosen.top
                       AND NOT chosen.is_credit
                   ) told
            """,
            unreachable=unreachable, today=self._day(), lot=self._lot_sql(),
            chosen=self._chosen_sql(),
            place=SQL("ROW_NUMBER() OVER (ORDER BY %s, amount DESC, account_id)", SILENT)
            if cap else SQL("0"))

    def _chosen_sql(self):
        """What each customer is to be asked for, beside its unmatched credits."""
        return SQL(
            """
            SELECT asked.*, COALESCE(
                       procedure.credit_percent > 0 AND credit.amount
                       >= asked.asked_for * procedure.credit_percent / 100, FALSE) AS is_credit
              FROM (
                    SELECT account_id, procedure_id, SUM(value) AS asked_for,
                           MAX(level) FILTER (WHERE NOT is_below) AS top,
                           SUM(value) FILTER (WHERE NOT is_below) AS amount,
                           MIN(line_id) FILTER (WHERE NOT is_below) AS lot
                      FROM weighed
                     WHERE level IS NOT NULL AND reason IS NULL
                  GROUP BY account_id, procedure_id
                   ) asked
         LEFT JOIN ar_dunning_procedure procedure ON procedure.id = asked.procedure_id
         LEFT JOIN (
                    SELECT account.id AS account_id, -SUM(line.residual) AS amount
                      FROM (%(lines)s) line
                      JOIN res_partner partner ON partner.id = line.partner_id
                      JOIN ar_credit_account account
                        ON account.partner_id = partner.commercial_partner_id
                       AND account.company_id = line.company_id
                     WHERE line.company_id = %(company)s AND line.residual < 0
                  GROUP BY account.id
                   ) credit ON credit.account_id = asked.account_id
            """, lines=self._open_lines_sql(), company=self.company_id.id)

    @api.model
    def _lot_sql(self):
        """As `tools.dunning.draw`."""
        return SQL(
            """
            (('x' || LEFT(md5(chosen.procedure_id || ':' || chosen.top || ':' || chosen.lot), 8)
             )::bit(32)::bigint / 4294967296.0)
            """)

    def _verdicts_sql(self, cap):
        """All of it, with what is too much for the first run left out."""
        told = SQL("NOT %s AND place <= %s", SILENT, cap)
        return SQL(
            """
            SELECT line_id, weighed.account_id, partner_id, procedure_id, currency_id, due, days,
                   reached, is_lapsed, residual, residual_currency, value, collectable, level,
                   level_id, CASE WHEN %(told)s THEN top END AS top,
                   CASE WHEN %(told)s THEN top_id END AS top_id,
                   CASE WHEN level IS NULL OR reason IS NOT NULL THEN reason
                        WHEN is_credit THEN 'credit'
                        WHEN is_below THEN 'minimum'
                        WHEN silence IS NOT NULL THEN silence
                        WHEN place > %(cap)s THEN 'cap' END AS reason
              FROM weighed
         LEFT JOIN customer ON customer.account_id = weighed.account_id
            """, told=told, cap=cap)

    def _first_cap(self):
        """How many notices this run may hold, 0 without bound: bounded until one has been sent."""
        company = self.company_id.sudo()
        sent = self.env['ar.dunning.notice'].sudo().search_count(
            [('company_id', '=', company.id), ('state', '=', 'sent')], limit=1)
        return 0 if sent else company.ar_dunning_first_cap

    def _live_sql(self, notices):
        """The items of notices that are still open and that nobody stops, as they stand now.

        :return: `SQL` select with the id of the line, residual, residual_currency, collectable.
        """
        items = self.env['ar.open.item'].sudo()
        stops = SQL(" OR ").join(condition for __, condition in self._blocking_terms())
        return SQL(
            """
            SELECT told.id, item.residual, item.residual_currency, asked.collectable
              FROM ar_dunning_notice_line told
              JOIN ar_dunning_notice notice ON notice.id = told.notice_id
              JOIN (%(lines)s) item ON item.id = told.move_line_id
              JOIN account_move_line line ON line.id = told.move_line_id
              JOIN res_currency currency ON currency.id = line.currency_id
              JOIN ar_credit_account account ON account.id = notice.account_id
         LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = told.move_line_id
            %(disputes)s
        CROSS JOIN LATERAL (SELECT %(disputed)s AS amount) disputed
        CROSS JOIN LATERAL (%(asked)s) asked
             WHERE told.notice_id IN %(ids)s AND item.residual > 0
               AND asked.collectable > 0 AND (%(stops)s) IS NOT TRUE
            """,
            lines=items._open_lines_sql(('id', 'date')), disputed=self._disputed_sql(),
            disputes=self._disputed_join(), asked=self._asked_sql(), ids=tuple(notices.ids),
            stops=stops)

    @api.model
    def _asked_sql(self):
        """What may be asked for of an item, in company currency and in its own."""
        return SQL(
            """
            SELECT item.residual - disputed.amount AS value,
                   CASE WHEN disputed.amount = 0 THEN item.residual_currency
                        ELSE ROUND(item.residual_currency * (item.residual - disputed.amount)
                                   / item.residual, currency.decimal_places)
                        END AS collectable
            """)
