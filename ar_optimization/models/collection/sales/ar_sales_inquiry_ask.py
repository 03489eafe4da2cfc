from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import sales
from .ar_sales_inquiry import OPEN

ACTIVITY = 'ar_optimization.mail_activity_sales'
NAMED = 20  # customers that an activity names; the list has the others


class ArSalesInquiry(models.Model):
    """Asking: what is overdue is read by one statement for all customers, who is asked is decided
    by `tools.sales`, and questions are made and closed together."""
    _inherit = 'ar.sales.inquiry'

    # === GATHER === #

    @api.model
    def _late(self, company):
        """What is overdue in a company, by customer, candidates and currency, without disputed
        amounts and without customers who are left alone.

        :return: list of `tools.sales.Late`
        """
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """
            SELECT item.credit_account_id, item.invoice_user_id, owner.user_id, item.currency_id,
                   SUM(item.collectable_amount), MAX(item.days_overdue), COUNT(*),
                   SUM(item.amount_residual_currency * item.collectable_amount
                       / item.amount_residual)
              FROM (%(items)s) item
              JOIN ar_credit_account account ON account.id = item.credit_account_id
              JOIN res_partner owner ON owner.id = item.commercial_partner_id
             WHERE item.company_id = %(company)s AND item.days_overdue > 0
               AND item.amount_residual > 0 AND item.collectable_amount > 0
               AND NOT (%(resting)s)
          GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """,
            items=self.env['ar.open.item']._table_query, company=company.id,
            resting=self._resting_sql(company)))
        return [
            sales.Late(account, (seller, owner), float(amount), days, items,
                       {currency: float(in_currency)})
            for account, seller, owner, currency, amount, days, items, in_currency in rows]

    @api.model
    def _resting_sql(self, company):
        """Which customers are left alone; `account` can be named."""
        return SQL(" OR ").join(
            SQL("COALESCE(%s, FALSE)", term) for term in self.env['ar.worklist']._resting_terms(
                company, fields.Date.context_today(self)))

    def _resting(self, company):
        """Those of these questions whose customers are left alone: they may still owe, and nobody
        needs to answer now."""
        self.env.flush_all()
        resting = {account for account, in self.env.execute_query(SQL(
            "SELECT id FROM ar_credit_account account WHERE id = ANY(%s) AND (%s)",
            self.account_id.ids, self._resting_sql(company)))}
        return self.filtered(lambda inquiry: inquiry.account_id.id in resting)

    @api.model
    def _owed(self, company):
        """What each person answers for in a company.

        :return: {(account id, user id): `tools.sales.Question`}
        """
        rows = self._late(company)
        able = company._ar_able_sellers(
            {user for row in rows for user in row.candidates if user})
        return sales.questions(
            rows, able, company.sudo()._ar_credit_manager().id,
            company.currency_id.decimal_places)

    # === APPLY === #

    @api.model
    def _ask_sales(self, company, today):
        """Ask who is to be asked today, close what is over, tell who leads whom did not answer.

        :param company: `res.company`, one, in which collection is on.
        """
        owed = self._owed(company)
        present = {
            (inquiry.account_id.id, inquiry.user_id.id): inquiry for inquiry in self.search(
                [('company_id', '=', company.id), ('state', 'in', OPEN)])}
        ask, over = sales.plan(
            owed, {key: inquiry.state for key, inquiry in present.items()},
            company.ar_sales_amount, company.ar_sales_days)
        over = self.union(*(present[key] for key in over))
        (over - over._resting(company))._close()
        self._ask(company, today, {key: owed[key] for key in ask})
        self._escalate(company, today)

    @api.model
    def _observe_sales(self, company):
        """Note how many questions would be asked, unless the log says so already."""
        ask, __ = sales.plan(
            self._owed(company), {}, company.ar_sales_amount, company.ar_sales_days)
        if ask:
            self.env['ar.event'].sudo()._observe(
                'observed.sales', company, {'questions': len(ask)})

    @api.model
    def _ask(self, company, today, questions):
        answer_by = company._ar_sales_answer_by(today)
        inquiries = self.create([
            {'account_id': account, 'user_id': user, 'amount': question.amount,
             'days': question.days, 'items': question.items, 'asked_on': today,
             'answer_by': answer_by}
            for (account, user), question in questions.items()])
        self.env['ar.event']._log(
            'sales.asked', inquiries, rule=self.env._("Overdue above the threshold"), numbers={
                inquiry.id: {'amount': inquiry.amount, 'days': inquiry.days,
                             'user_id': inquiry.user_id.id} for inquiry in inquiries})
        inquiries.user_id._ar_show_questions()
        return inquiries

    def _close(self):
        """Nothing of these is overdue any more, or somebody else is asked."""
        before = self._images()
        self.write({'state': 'closed'})
        self.env['ar.event']._log(
            'sales.closed', self, rule=self.env._("Nothing is overdue any more"), before=before,
            after=self._images())

    @api.model
    def _escalate(self, company, today):
        """Tell who leads sales about questions that nobody has answered, once each."""
        late = self.search([
            ('company_id', '=', company.id), ('state', '=', sales.ASKED),
            ('escalated_on', '=', False)]).filtered(
                lambda inquiry: sales.is_late(inquiry.state, inquiry.answer_by, today))
        late -= late._resting(company)
        by_lead = defaultdict(self.browse)
        for inquiry in late:
            by_lead[inquiry._lead()] |= inquiry
        for lead, inquiries in by_lead.items():
            inquiries.write({'escalated_on': today, 'escalated_to_id': lead.id})
            inquiries._tell(lead, today)
        self.env['ar.event']._log('sales.escalated', late, numbers={
            inquiry.id: {'user_id': inquiry.escalated_to_id.id} for inquiry in late})

    def _lead(self):
        """Hook: who is told that a salesperson does not answer. Odoo knows who leads whom where
        employees are kept: a bridge to them says so.

        :return: `res.users`
        """
        company = self.company_id.sudo()
        lead = company._ar_sales_lead()
        return company._ar_credit_manager() if lead == self.user_id else lead

    def _tell(self, lead, today):
        """One activity for all that a leader hears of tonight, in the leader's language."""
        env = self.with_context(lang=lead.lang or self.env.lang).env
        rows = Markup("").join(
            Markup('<li><a href="/odoo/my-overdue-customers/%s">%s</a></li>') % (
                inquiry.id, inquiry.display_name) for inquiry in self[:NAMED])
        more = len(self) - NAMED
        env['mail.activity'].with_context(mail_activity_quick_update=True).create({
            'activity_type_id': env.ref(ACTIVITY).id, 'user_id': lead.id, 'date_deadline': today,
            'summary': env._("Questions that sales did not answer: %s", len(self)),
            'note': Markup("<ul>%s</ul>%s") % (
                rows, env._("and %s more", more) if more > 0 else "")})
        lead._ar_show_questions()
