from odoo import api, fields, models
from odoo.tools import SQL

REBUILT = (
    'date', 'points', 'is_urgent', 'overdue_amount', 'expected_amount', 'worst_days', 'item_count',
    'dunning_level', 'level_id', 'way', 'city', 'user_id', 'owner', 'stands_in_for_id', 'detail')


class ArWorklist(models.Model):
    """The list of the day, rebuilt by statements whose number does not grow with the customers."""
    _inherit = 'ar.worklist'

    # === ACTIONS === #

    def action_rebuild(self):
        """Rebuild the list of the user's company with what was paid and said meanwhile.

        :raise AccessError: for who is no collector.
        """
        self.env.user._ar_check_role('collector')
        self._check_switched_on(self.env.company)
        self.sudo()._rebuild(self.env.company, fields.Date.context_today(self))
        return self._mine_action()

    # === BUSINESS === #

    @api.model
    def _rebuild(self, company, today):
        """Rebuild the list of a company. What collectors have done and agreed stays.

        :param company: `res.company`, one.
        :param date today: the day.
        :return: number of rows.
        """
        self.env.flush_all()
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        self._draft_late(company)
        self._draft_rows(company, today)
        for statement in (self._upsert_sql, self._drop_sql, self._empty_sql):
            self.env.cr.execute(statement(company, today))
        self.env.invalidate_all()
        return self.search_count([('company_id', '=', company.id)])

    def _draft_late(self, company):
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS ar_worklist_late"))
        self.env.cr.execute(SQL(
            "CREATE TEMPORARY TABLE ar_worklist_late ON COMMIT DROP AS %s",
            self._late_sql(company)))
        self.env.cr.execute(SQL("ANALYZE ar_worklist_late"))

    def _draft_rows(self, company, today):
        """Keep who is listed, with the points of each rule, in the temporary table
        `ar_worklist_draft` until the transaction ends."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS ar_worklist_draft"))
        self.env.cr.execute(SQL(
            """
            CREATE TEMPORARY TABLE ar_worklist_draft ON COMMIT DROP AS
            WITH late AS (SELECT * FROM ar_worklist_late)
            SELECT draft.* FROM (
                SELECT account_id, SUM(points)::integer AS points, BOOL_OR(is_urgent) AS is_urgent,
                       JSONB_OBJECT_AGG(
                           code, JSONB_BUILD_ARRAY(points, amount, number, date)) AS detail
                  FROM (%(terms)s) term
              GROUP BY account_id HAVING BOOL_OR(is_occasion)) draft
              JOIN ar_credit_account account
                ON account.id = draft.account_id AND account.company_id = %(company)s
               AND (%(resting)s) IS NOT TRUE
            """,
            terms=self._scored_terms(company, today), company=company.id,
            resting=SQL(" OR ").join(self._resting_terms(company, today))))

    @api.model
    def _scored_terms(self, company, today):
        """What the active rules give to whom, as `tools.worklist.points` does."""
        rules = {rule.code: rule for rule in self.env['ar.worklist.rule'].sudo().search([])}
        found = [
            self._scored_term(rules[code], term)
            for code, term in self._worklist_terms(company, today) if code in rules]
        return SQL(" UNION ALL ").join([*found, self._no_term()])

    @api.model
    def _no_term(self):
        """A statement of no rows, should all rules be switched off."""
        return SQL(
            """
            SELECT NULL::integer AS account_id, NULL::numeric AS amount, NULL::numeric AS number,
                   NULL::date AS date, '' AS code, FALSE AS is_occasion, FALSE AS is_urgent,
                   0 AS points
             WHERE FALSE
            """)

    @api.model
    def _scored_term(self, rule, term):
        number = SQL("COALESCE(term.number, 0)::float8")
        points = SQL("%s + %s * %s", rule.points, rule.factor, number)
        if rule.cap:
            points = SQL("LEAST(%s, %s)", points, rule.cap)
        return SQL(
            """
            SELECT term.account_id, term.amount::numeric AS amount,
                   ROUND(%(number)s::numeric, 1) AS number, term.date,
                   %(code)s AS code, %(occasion)s AS is_occasion, %(urgent)s AS is_urgent,
                   FLOOR(%(points)s + 0.5)::integer AS points
              FROM (%(term)s) term (account_id, amount, number, date)
            """,
            code=rule.code, number=number, occasion=rule.is_occasion, points=points, term=term,
            urgent=rule.is_occasion and rule.is_urgent)

    def _upsert_sql(self, company, today):
        """Insert the new rows, and bring the others up to date: done today stays done; a next date
        is waited for, unless something does not wait. A row that stays as it is is not written."""
        comma = SQL(", ")
        return SQL(
            """
            INSERT INTO ar_worklist AS listed (
                   account_id, company_id, partner_id, date, points, is_urgent, state,
                   overdue_amount, expected_amount, worst_days, item_count, dunning_level,
                   level_id, way, city, user_id, owner, stands_in_for_id, detail)
            SELECT account.id, account.company_id, account.partner_id, %(today)s, draft.points,
                   draft.is_urgent, 'todo',
                   COALESCE(late.amount, 0), COALESCE(late.expected, 0), COALESCE(late.days, 0),
                   COALESCE(late.items, 0), COALESCE(reached.level, 0), reached.level_id,
                   CASE WHEN planned.visit THEN 'visit'
                        WHEN COALESCE(partner.phone, '') <> '' OR planned.account_id IS NOT NULL
                            THEN 'phone' ELSE 'mail' END,
                   partner.city, COALESCE(away.stand_in, work.user_id), account.debt_owner,
                   CASE WHEN away.stand_in IS NOT NULL THEN work.user_id END, draft.detail
              FROM ar_worklist_draft draft
              JOIN ar_credit_account account ON account.id = draft.account_id
              JOIN res_partner partner ON partner.id = account.partner_id
         LEFT JOIN ar_worklist_late late ON late.account_id = account.id
         LEFT JOIN (%(reached)s) reached ON reached.account_id = account.id
         LEFT JOIN (%(planned)s) planned ON planned.account_id = account.id
        CROSS JOIN LATERAL (SELECT %(person)s AS user_id) work
         LEFT JOIN (%(away)s) away (user_id, stand_in) ON away.user_id = work.user_id
                ON CONFLICT (account_id) DO UPDATE
               SET (%(rebuilt)s, state) = (%(fresh)s, %(state)s)
             WHERE (%(known)s, listed.state) IS DISTINCT FROM (%(fresh)s, %(state)s)
            """,
            today=today, reached=self._reached_sql(),
            rebuilt=comma.join(SQL.identifier(name) for name in REBUILT),
            fresh=comma.join(SQL.identifier('excluded', name) for name in REBUILT),
            known=comma.join(SQL.identifier('listed', name) for name in REBUILT),
            state=self._state_sql(today),
            planned=self._planned_sql(today), person=self._person_sql(company),
            away=self._away_sql(company, today))

    @api.model
    def _state_sql(self, today):
        """The state of a row that was there, `listed`, when it is rebuilt as `excluded`."""
        return SQL(
            """
            CASE WHEN listed.done_date = %(today)s THEN listed.state
                 WHEN listed.next_date > %(today)s AND NOT excluded.is_urgent THEN 'rest'
                 ELSE 'todo' END
            """, today=today)

    @api.model
    def _person_sql(self, company):
        """Who does the work on an account: whoever owns the debt, the collector where that person
        has no screen of ours, the credit manager where there is none."""
        collectors = self.env.ref('ar_optimization.group_collector').sudo().all_user_ids
        known = tuple(collectors.filtered('active').ids) or (0,)
        return SQL(
            """
            COALESCE(
                CASE account.debt_owner
                     WHEN 'legal' THEN %(legal)s
                     WHEN 'sales' THEN CASE WHEN partner.user_id IN %(known)s THEN partner.user_id
                                       END END,
                CASE WHEN account.collector_id IN %(known)s THEN account.collector_id END,
                %(manager)s)
            """,
            legal=company.sudo().ar_legal_user_id.id or None, known=known,
            manager=company.sudo()._ar_credit_manager().id)

    @api.model
    def _away_sql(self, company, today):
        stand_ins = self.env['ar.collector.absence'].sudo()._stand_ins(company, today)
        if not stand_ins:
            return SQL("SELECT NULL::integer, NULL::integer WHERE FALSE")
        return SQL("VALUES %s", SQL(", ").join(
            SQL("(%s, %s)", user, stand_in) for user, stand_in in stand_ins.items()))

    @api.model
    def _reached_sql(self):
        """The highest level that an open item of each account has reached."""
        return SQL(
            """
            SELECT DISTINCT ON (dunned.account_id) dunned.account_id, dunned.level, dunned.level_id
              FROM ar_dunning_item dunned
              JOIN account_move_line line ON line.id = dunned.move_line_id
             WHERE line.amount_residual > 0 AND line.parent_state = 'posted' AND dunned.level > 0
          ORDER BY dunned.account_id, dunned.level DESC, dunned.id DESC
            """)

    @api.model
    def _planned_sql(self, today):
        visit = self.env.ref('ar_optimization.mail_activity_dunning_visit', False)
        return SQL(
            """
            SELECT activity.res_id AS account_id,
                   BOOL_OR(activity.activity_type_id = %(visit)s) AS visit
              FROM mail_activity activity
             WHERE activity.res_model = 'ar.credit.account' AND activity.active
               AND activity.date_deadline <= %(today)s AND activity.activity_type_id IN %(types)s
          GROUP BY activity.res_id
            """, visit=visit.id if visit else 0, today=today,
            types=tuple(self._planned_types().ids) or (0,))

    @api.model
    def _drop_sql(self, company, today):
        """Forget whom nothing speaks for any more, and nobody wants back."""
        return SQL(
            """
            DELETE FROM ar_worklist listed
             WHERE listed.company_id = %(company)s AND listed.done_date IS DISTINCT FROM %(today)s
               AND COALESCE(listed.next_date, %(today)s) <= %(today)s
               AND listed.account_id NOT IN (SELECT account_id FROM ar_worklist_draft)
            """, company=company.id, today=today)

    @api.model
    def _empty_sql(self, company, today):
        """Rows that nothing speaks for any more, kept for their next date or for what was done
        today: they rest, without figures of another day."""
        return SQL(
            """
            UPDATE ar_worklist listed
               SET points = 0, is_urgent = FALSE, date = %(today)s, detail = NULL,
                   overdue_amount = COALESCE(late.amount, 0),
                   expected_amount = COALESCE(late.expected, 0),
                   worst_days = COALESCE(late.days, 0), item_count = COALESCE(late.items, 0),
                   state = CASE WHEN listed.next_date > %(today)s THEN 'rest' ELSE 'done' END
              FROM ar_credit_account account
         LEFT JOIN ar_worklist_late late ON late.account_id = account.id
             WHERE account.id = listed.account_id AND listed.company_id = %(company)s
               AND listed.account_id NOT IN (SELECT account_id FROM ar_worklist_draft)
            """, company=company.id, today=today)
