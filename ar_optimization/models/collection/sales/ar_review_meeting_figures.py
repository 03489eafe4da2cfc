from collections import defaultdict

from odoo import Command, fields, models
from odoo.tools import SQL, clean_context

from ....tools import promise, sales
from ..dispute.ar_dispute import LIVE

SHOWN = 8  # rows of a list: a page holds no more
NOT_DUE = '00'  # the bucket of what is not overdue


class ArReviewMeeting(models.Model):
    """What the pages of a meeting say: gathered by a few statements for all salespeople at once."""
    _inherit = 'ar.review.meeting'

    # === BUSINESS === #

    def _gather(self):
        """Gather the figures of this meeting, in place of those that were there."""
        self.ensure_one()
        self = self.with_context(clean_context(self.env.context))
        day = min(self.date, fields.Date.context_today(self))
        self.previous_id = self._last_held()
        rows = self._amounts(day)
        users = {row['user_id'] for row in rows}
        found = {
            'items': self._biggest(day), 'answers': self._answers(day),
            'promises': self._promises(day), 'disputes': self._disputes()}
        users.update(*(lists.keys() for lists in found.values()))
        self.page_ids.unlink()
        pages = self.env['ar.review.page'].create([
            self._page(user, [row for row in rows if row['user_id'] == user],
                       {name: lists.get(user, []) for name, lists in found.items()})
            for user in sorted(users)])
        carried = self._open_decisions()
        self.write({
            'figures_date': day,
            'open_amount': sum(row['amount'] for row in rows),
            'overdue_amount': sum(pages.mapped('overdue_amount')),
            'carried_ids': [Command.set(carried.ids)],
            'late_count': sum(decision.date_due < day for decision in carried),
            'content': {
                'exceptions': self._exceptions(day),
                'followed': [decision._row(day) for decision in carried]}})

    def _last_held(self):
        return self.search([
            ('company_id', '=', self.company_id.id), ('state', '!=', 'draft'),
            ('id', '!=', self.id), ('date', '<=', self.date)], limit=1)

    def _since(self):
        """The first day that this meeting looks back to."""
        return self.previous_id.date or fields.Date.subtract(self.date, days=30)

    def _page(self, user, rows, lists):
        """Values of a page.

        :param int user: whose.
        :param rows: dicts of `_amounts` of the user.
        :param dict lists: rows by name, all of them; the page shows the first ones.
        """
        buckets, customers, names = defaultdict(float), defaultdict(float), {}
        for row in rows:
            buckets[row['bucket']] += row['amount']
            if row['bucket'] != NOT_DUE and row['account_id']:
                customers[str(row['account_id'])] += row['amount']
                names[str(row['account_id'])] = row['customer']
        digits = self.currency_id.decimal_places
        owing = {key: amount for key, amount in customers.items() if amount > 0}
        before = self._page_before(user)
        moved = sales.moved(before and before.content['customers'], owing, digits)
        rates = promise.rates([(row['state'], row['amount']) for row in lists['answers']])
        return {
            'meeting_id': self.id, 'user_id': user,
            'open_amount': sum(row['amount'] for row in rows),
            'overdue_amount': sum(
                amount for key, amount in buckets.items() if key != NOT_DUE),
            'kept_rate': rates.kept or 0.0, 'due_count': rates.due,
            'unanswered_count': sum(
                row['state'] == sales.ASKED and row['late'] for row in lists['answers']),
            'content': {
                'bounds': self.company_id.ar_ageing_bounds, 'buckets': buckets,
                'customers': owing, 'names': names,
                'moved': moved and {
                    'new': [names[key] for key in moved.new],
                    'gone': [before.content['names'].get(key, "") for key in moved.gone],
                    'rise': moved.rise},
                **{name: {'rows': found[:SHOWN], 'more': max(len(found) - SHOWN, 0)}
                   for name, found in lists.items()}}}

    def _page_before(self, user):
        return self.previous_id.page_ids.filtered(lambda page: page.user_id.id == user)[:1] or None

    # === GATHER === #

    def _items_sql(self, day):
        """The open items of a day: those of a past one are undone to it."""
        items = self.env['ar.open.item']
        if day < fields.Date.context_today(self):
            items = items.with_context(ar_as_of=fields.Date.to_string(day))
        self.env.flush_all()
        return items.with_company(self.company_id)._table_query

    def _sellers(self, rows):
        """Add to rows with `seller` and `owner` who answers for them, as `user_id`."""
        able = self.company_id._ar_able_sellers(
            {user for row in rows for user in (row['seller'], row['owner']) if user})
        manager = self.company_id._ar_credit_manager().id
        for row in rows:
            row['user_id'] = sales.whom((row['seller'], row['owner']), able, manager)
        return rows

    def _amounts(self, day):
        """Open amounts by customer, salesperson and bucket: all items of the company are in it."""
        return self._sellers([
            {**row, 'amount': float(row['amount'])} for row in self.env.execute_query_dict(SQL(
                """
                SELECT item.credit_account_id AS account_id, customer.complete_name AS customer,
                       item.invoice_user_id AS seller, customer.user_id AS owner, item.bucket,
                       SUM(item.amount_residual) AS amount
                  FROM (%s) item
             LEFT JOIN res_partner customer ON customer.id = item.commercial_partner_id
                 WHERE item.company_id = %s
              GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 4, 5
                """, self._items_sql(day), self.company_id.id))])

    def _biggest(self, day):
        """The biggest overdue items of each salesperson: {user id: rows}."""
        rows = self._sellers(self.env.execute_query_dict(SQL(
            """
            SELECT * FROM (
                SELECT item.name, customer.complete_name AS customer,
                       item.invoice_user_id AS seller, customer.user_id AS owner,
                       item.date_maturity::text AS date, item.days_overdue AS days,
                       item.amount_residual_currency::float AS in_currency,
                       item.currency_id AS currency, item.amount_residual::float AS amount,
                       ROW_NUMBER() OVER (
                           PARTITION BY item.invoice_user_id, customer.user_id
                           ORDER BY item.amount_residual DESC, item.id) AS place
                  FROM (%s) item
             LEFT JOIN res_partner customer ON customer.id = item.commercial_partner_id
                 WHERE item.company_id = %s AND item.days_overdue > 0 AND item.amount_residual > 0
                ) ranked
             WHERE place <= %s ORDER BY amount DESC, name
            """, self._items_sql(day), self.company_id.id, SHOWN)))
        found = defaultdict(list)
        for row in rows:
            found[row['user_id']].append(row)
        return found

    def _answers(self, day):
        """Questions that wait, and what was answered or judged since the last meeting."""
        since = self._since()
        inquiries = self.env['ar.sales.inquiry'].search([
            ('company_id', '=', self.company_id.id), ('state', '!=', 'closed'),
            ('asked_on', '<=', day),
            '|', ('state', 'in', (sales.ASKED, sales.ANSWERED)), ('judged_on', '>=', since)])
        found = defaultdict(list)
        for inquiry in inquiries:
            found[inquiry.user_id.id].append({
                'customer': inquiry.partner_id.display_name, 'state': inquiry.state,
                'cause': inquiry.cause_id.id, 'comment': inquiry.comment or "",
                'asked': fields.Date.to_string(inquiry.asked_on),
                'date': fields.Date.to_string(inquiry.expected_date) or "",
                'amount': inquiry.expected_amount or inquiry.amount,
                'paid': inquiry.kept_amount,
                'late': sales.is_late(inquiry.state, inquiry.answer_by, day)})
        return found

    def _promises(self, day):
        """What customers promised: what is open, and what was judged since the last meeting."""
        promises = self.env['ar.promise'].search([
            ('company_id', '=', self.company_id.id), ('taken_date', '<=', day),
            '|', ('state', '=', promise.OPEN), '&', ('judged_on', '>=', self._since()),
            ('state', '!=', 'cancelled')])
        return self._by_seller(
            promises, lambda each: each.line_ids.move_line_id.move_id.invoice_user_id[:1],
            lambda each: {
                'customer': each.partner_id.display_name, 'state': each.state,
                'date': fields.Date.to_string(each.date), 'amount': each.amount_company})

    def _disputes(self):
        """What customers do not want to pay."""
        disputes = self.env['ar.dispute'].search([
            ('company_id', '=', self.company_id.id), ('state', 'in', LIVE)])
        return self._by_seller(
            disputes, lambda each: each.invoice_user_id,
            lambda each: {
                'customer': each.partner_id.display_name, 'state': each.state,
                'name': each.document or "", 'reason': each.reason_id.id,
                'date': fields.Date.to_string(each.opened_on), 'amount': each.amount_company})

    def _by_seller(self, records, seller, row):
        """Rows of records by who answers for them.

        :param seller, row: functions of a record: the user on the invoice; what is shown.
        """
        rows = self._sellers([
            {**row(each), 'seller': seller(each).id, 'owner': each.partner_id.user_id.id}
            for each in records])
        found = defaultdict(list)
        for each in rows:
            found[each['user_id']].append(each)
        return found

    def _open_decisions(self):
        """Decisions of earlier meetings that are still to be done."""
        return self.env['ar.review.decision'].search([
            ('company_id', '=', self.company_id.id), ('state', '=', 'open'),
            ('meeting_id', '!=', self.id), ('meeting_id.date', '<=', self.date)],
            order='date_due, id')
