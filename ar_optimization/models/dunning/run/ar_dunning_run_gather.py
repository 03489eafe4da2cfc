from odoo import api, models
from odoo.tools import SQL

NOTHING = -1000  # below every level: nothing was given yet


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
            `partner` (the customer) and `account` can be named. Channels that are missing reach
            everybody. None here.
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
        return SQL(
            """
            WITH ladder AS MATERIALIZED (%(ladder)s),
                 item AS MATERIALIZED (%(items)s),
                 graded AS MATERIALIZED (%(graded)s),
                 weighed AS (%(weighed)s),
                 topped AS MATERIALIZED (%(topped)s),
                 silenced AS (%(silenced)s)
            %(verdicts)s
            """,
            ladder=self._ladder_sql(), items=self._items_sql(), graded=self._graded_sql(),
            weighed=self._weighed_sql(), topped=self._topped_sql(),
            silenced=self._silenced_sql(), verdicts=self._verdicts_sql(),
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

    def _items_sql(self):
        """The open items of the company with their customer, procedure and level reached."""
        company = self.company_id.sudo()
        usual = company._ar_dunning_procedure().id or None
        items = self.env['ar.open.item'].sudo()
        return SQL(
            """
            SELECT line.id AS line_id, line.currency_id, line.residual, line.residual_currency,
                   %(due)s AS due, %(today)s::date - %(due)s AS days,
                   account.id AS account_id, account.partner_id,
                   COALESCE(account.dunning_procedure_id, tier.dunning_procedure_id, %(usual)s)
                       AS procedure_id,
                   COALESCE(dunned.level, %(nothing)s) AS reached, dunned.given_date
              FROM (%(lines)s) line
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN ar_credit_account account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = line.company_id
         LEFT JOIN ar_credit_tier tier ON tier.id = account.tier_id
         LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = line.id
             WHERE line.company_id = %(company)s
            """,
            due=items._due_sql(), today=self._day(), usual=usual, nothing=NOTHING,
            company=company.id,
            lines=items._open_lines_sql((
                'id', 'company_id', 'partner_id', 'date_maturity', 'date', 'currency_id')),
        )

    def _graded_sql(self):
        """Items that are overdue or whose turn it is: the level due, and who stops them."""
        reasons = SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, reason)
            for reason, condition in self._blocking_terms())
        return SQL(
            """
            SELECT item.*, ladder.level, ladder.level_id, ladder.before > item.reached AS is_lapsed,
                   asked.value, asked.collectable,
                   CASE %(reasons)s
                        WHEN item.procedure_id IS NULL THEN 'no_procedure'
                        WHEN asked.collectable <= 0 THEN 'disputed'
                        WHEN pending.account_id IS NOT NULL THEN 'other_run'
                        END AS reason
              FROM item
         LEFT JOIN ladder
                ON ladder.procedure_id = item.procedure_id
               AND item.days >= ladder.days
               AND (item.given_date IS NULL OR item.given_date + ladder.gap_days <= %(today)s)
               AND CASE WHEN item.days >= 0 THEN GREATEST(item.reached, 0) ELSE item.reached END
                   BETWEEN ladder.before AND ladder.level - 1
        CROSS JOIN LATERAL (SELECT item.line_id AS id) line
              JOIN res_currency currency ON currency.id = item.currency_id
         LEFT JOIN ar_credit_account account ON account.id = item.account_id
         LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = item.line_id
         LEFT JOIN (%(pending)s) pending ON pending.account_id = item.account_id
            %(disputes)s
        CROSS JOIN LATERAL (SELECT %(disputed)s AS amount) disputed
        CROSS JOIN LATERAL (%(asked)s) asked
             WHERE item.residual > 0 AND (item.days > 0 OR ladder.level IS NOT NULL)
            """,
            reasons=reasons, today=self._day(), disputed=self._disputed_sql(),
            disputes=self._disputed_join(), pending=self._pending_sql(), asked=self._asked_sql())

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
        """Left out, too: what unmatched credits come near to, and what is below the least amount
        of its level and currency."""
        return SQL(
            """
            SELECT graded.*,
                   CASE WHEN graded.level IS NULL OR graded.reason IS NOT NULL THEN graded.reason
                        WHEN procedure.credit_percent > 0 AND credit.amount
                             >= graded.asked_for * procedure.credit_percent / 100 THEN 'credit'
                        WHEN graded.at_level < minimum.amount THEN 'minimum'
                        END AS verdict
              FROM (
                    SELECT graded.*,
                           SUM(value) FILTER (WHERE level IS NOT NULL AND reason IS NULL)
                               OVER (PARTITION BY account_id) AS asked_for,
                           SUM(collectable) FILTER (WHERE reason IS NULL)
                               OVER (PARTITION BY account_id, level_id, currency_id) AS at_level
                      FROM graded
                   ) graded
         LEFT JOIN ar_dunning_procedure procedure ON procedure.id = graded.procedure_id
         LEFT JOIN (
                    SELECT account_id, -SUM(residual) AS amount
                      FROM item WHERE residual < 0 GROUP BY account_id
                   ) credit ON credit.account_id = graded.account_id
         LEFT JOIN ar_dunning_minimum minimum
                ON minimum.level_id = graded.level_id
               AND minimum.currency_id = graded.currency_id
            """)

    def _topped_sql(self):
        """The highest level of each customer, and what is asked for at it."""
        given = SQL("FILTER (WHERE level IS NOT NULL AND verdict IS NULL)"
                    " OVER (PARTITION BY account_id)")
        return SQL(
            """
            SELECT weighed.*, MAX(level) %(given)s AS top, SUM(value) %(given)s AS amount,
                   MIN(line_id) %(given)s AS lot
              FROM weighed
            """, given=given)

    def _silenced_sql(self):
        """Customers who get nothing today, though there is something to ask for."""
        unreachable = SQL(" ").join(
            SQL("WHEN %s THEN NOT COALESCE(%s, FALSE)", channel, condition)
            for channel, condition in self._address_terms().items())
        return SQL(
            """
            SELECT topped.*, told.top_id, told.silence
              FROM topped
         LEFT JOIN (
                SELECT chosen.account_id, ladder.level_id AS top_id,
                       CASE WHEN CASE ladder.channel %(unreachable)s ELSE FALSE END
                                THEN 'no_address'
                            WHEN account.dunning_last_date + procedure.grace_days > %(today)s
                                THEN 'grace'
                            WHEN NOT COALESCE(ladder.final_notice, FALSE)
                                 AND chosen.amount <= procedure.holdout_cap
                                 AND %(lot)s < procedure.holdout_percent / 100 THEN 'holdout'
                            END AS silence
                  FROM (SELECT DISTINCT account_id, partner_id, procedure_id, top, amount, lot
                          FROM topped WHERE top IS NOT NULL) chosen
                  JOIN ladder
                    ON ladder.procedure_id = chosen.procedure_id AND ladder.level = chosen.top
                  JOIN ar_dunning_procedure procedure ON procedure.id = chosen.procedure_id
                  JOIN ar_credit_account account ON account.id = chosen.account_id
                  JOIN res_partner partner ON partner.id = chosen.partner_id
                   ) told ON told.account_id = topped.account_id
            """,
            unreachable=unreachable, today=self._day(), lot=self._lot_sql())

    @api.model
    def _lot_sql(self):
        """As `tools.dunning.draw`."""
        return SQL(
            """
            (('x' || LEFT(md5(chosen.procedure_id || ':' || chosen.top || ':' || chosen.lot), 8)
             )::bit(32)::bigint / 4294967296.0)
            """)

    def _verdicts_sql(self):
        """All of it, with what is too much for the first run left out."""
        cap = self._first_cap()
        silent = SQL("(top_id IS NULL OR silence IS NOT NULL)")
        place = SQL(
            "DENSE_RANK() OVER (ORDER BY %s, amount DESC, account_id)", silent,
        ) if cap else SQL("0")
        return SQL(
            """
            SELECT line_id, account_id, partner_id, procedure_id, currency_id, due, days, reached,
                   is_lapsed, residual, residual_currency, value, collectable, level, level_id,
                   CASE WHEN NOT %(silent)s AND place <= %(cap)s THEN top END AS top,
                   CASE WHEN NOT %(silent)s AND place <= %(cap)s THEN top_id END AS top_id,
                   CASE WHEN level IS NULL OR verdict IS NOT NULL THEN verdict
                        WHEN silence IS NOT NULL THEN silence
                        WHEN place > %(cap)s THEN 'cap' END AS reason
              FROM (SELECT *, %(place)s AS place FROM silenced) verdict
            """,
            silent=silent, place=place, cap=cap)

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
