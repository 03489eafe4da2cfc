from odoo import api, fields, models
from odoo.tools import format_amount

from ....tools import sales

TEMPLATE = 'ar_optimization.mail_template_sales_digest'


class ArSalesDigest(models.Model):
    """The weekly list to a salesperson: which of the customers are overdue with how much, and which
    questions wait for an answer. The row is the proof that it was sent, once a week."""
    _name = 'ar.sales.digest'
    _description = "Weekly List to Sales"
    _order = 'week desc, id desc'
    _rec_name = 'user_id'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    user_id = fields.Many2one(
        'res.users', string="Salesperson", required=True, readonly=True, index=True,
        ondelete='cascade')
    week = fields.Date(required=True, readonly=True, help="Its Monday.")
    content = fields.Json(readonly=True, help="What was told, customer by customer.")

    _once = models.UniqueIndex(
        "(company_id, user_id, week)", "This week's list was sent already.")

    # === BUSINESS === #

    @api.model
    def _send_week(self, company, today):
        """Send this week's lists that are due and were not sent yet; nothing to who has nothing
        overdue or no address.

        :param company: `res.company`, one.
        :param date today: the day of the question.
        :return: the lists.
        """
        weekday = company.ar_sales_digest_day
        week = sales.digest_week(today, int(weekday) if weekday else None)
        if not week:
            return self.browse()
        told = self.search([('company_id', '=', company.id), ('week', '=', week)]).user_id
        lists = self._make(company, week, told)
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if template and lists:
            template.send_mail_batch(lists.ids)
        return lists

    @api.model
    def _make(self, company, week, told):
        """Make the lists of people who were not told yet.

        :param told: `res.users` who were.
        """
        by_user = {}
        for (account, user), question in self.env['ar.sales.inquiry']._owed(company).items():
            by_user.setdefault(user, []).append((account, question))
        users = self.env['res.users'].browse(by_user).filtered('email') - told
        waiting = self._waiting(company)
        accounts = self.env['ar.credit.account'].browse(
            account for user in users for account, __ in by_user[user.id])
        names = {account.id: account.partner_id.display_name for account in accounts}
        return self.create([
            {'company_id': company.id, 'user_id': user.id, 'week': week, 'content': [
                {'customer': names[account], 'days': question.days, 'amount': question.amount,
                 'amounts': [[code, amount] for code, amount in question.amounts.items()],
                 'question': waiting.get((account, user.id))}
                for account, question in sorted(
                    by_user[user.id], key=lambda pair: -pair[1].amount)]}
            for user in users])

    @api.model
    def _waiting(self, company):
        """The questions that wait for an answer: {(account id, user id): question id}."""
        return {
            (inquiry.account_id.id, inquiry.user_id.id): inquiry.id
            for inquiry in self.env['ar.sales.inquiry'].search([
                ('company_id', '=', company.id), ('state', '=', sales.ASKED)])}

    def _rows(self):
        """What the e-mail shows, in the language of the context.

        :return: list of dicts with `customer`, `amounts`, `days`, `url` (of a question or False).
        """
        currencies = self.env['res.currency']
        return [
            {'customer': row['customer'], 'days': row['days'],
             'amounts': [format_amount(self.env, amount, currencies.browse(currency))
                         for currency, amount in row['amounts']],
             'url': row['question'] and f"{self.get_base_url()}/odoo/my-overdue-customers/"
                                        f"{row['question']}"}
            for row in self.content or ()]

    def _totals(self):
        """Overdue amounts by currency, as text."""
        totals = {}
        for row in self.content or ():
            for currency, amount in row['amounts']:
                totals[currency] = totals.get(currency, 0.0) + amount
        return [format_amount(self.env, amount, self.env['res.currency'].browse(currency))
                for currency, amount in totals.items()]
