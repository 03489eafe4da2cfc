from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ar_credit_request_types import STATUSES

WINDOW_DAYS = 31  # what happened before is known to whoever switched the review on
OVERDUE_DAYS = 30  # the oldest open item is that late: no longer a matter of a reminder


class ArCreditAccount(models.Model):
    """The review run by event: what has happened to a customer since the last decision puts its
    limit on the table, once per event."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_reviews(self, companies, today, full=False):
        # EXTENDS approval
        result = super()._nightly_reviews(companies, today, full)
        for company in companies.filtered('ar_lock_terms'):
            self._review_events(company, today)
        return result

    @api.model
    def _review_events(self, company, today):
        """Prepare a request for every customer something happened to, with what it was, in the
        language of the credit manager, who says whether the limit stays."""
        owner = company.ar_credit_manager_id or self.env.user
        reader, grounds = self.with_context(lang=owner.lang or self.env.lang), {}
        for text, days in reader._review_grounds(company, today):
            for account_id, day in days.items():
                grounds.setdefault(account_id, []).append((day, text))
        looked_at = self._last_reviews(grounds)
        fresh = {
            account_id: "\n".join(text for day, text in found if day > last)
            for account_id, found in grounds.items()
            if (last := looked_at.get(account_id, fields.Date.to_date('1900-01-01')))
            < max(day for day, __ in found)}
        accounts = self.sudo().browse(fresh).filtered(
            lambda account: account.active and account.credit_mode != 'prepay')
        self.env['ar.credit.request'].sudo().create([
            {'type': 'limit', 'origin': 'review', 'account_id': account.id,
             'partner_id': account.partner_id.id, 'company_id': company.id,
             'requester_id': owner.id, 'new_mode': account.credit_mode,
             'new_limit': account.credit_limit, 'reason': fresh[account.id]}
            for account in accounts])

    @api.model
    def _last_reviews(self, account_ids):
        """When somebody last asked for a limit of these accounts, or was asked to look at it.

        :return: {account id: date}
        """
        return {
            account.id: last.date()
            for account, last in self.env['ar.credit.request'].sudo()._read_group(
                [('account_id', 'in', list(account_ids)), ('type', '=', 'limit')],
                ['account_id'], ['create_date:max'])}

    @api.model
    def _review_grounds(self, company, today):
        """Hook: what makes somebody look at a customer's limit again.

        :return: list of (sentence, {account id: day it happened}), of the last month.
        """
        since = today - relativedelta(days=WINDOW_DAYS)
        return [
            (self.env._("Its oldest open item is more than %s days overdue.", OVERDUE_DAYS),
             self._review_overdue(company, since, today)),
            (self.env._("Its status has become graver."),
             self._review_statuses(company, since)),
            (self.env._("What the best tiers need to know of it is out of date."),
             self._review_stale(company, since, today)),
        ]

    # === GROUNDS === #

    @api.model
    def _review_overdue(self, company, since, today):
        late = relativedelta(days=OVERDUE_DAYS)
        oldest = self.env['ar.open.item'].sudo()._read_group(
            [('company_id', '=', company.id), ('amount_residual', '>', 0),
             ('date_maturity', '<', today - late), ('credit_account_id', '!=', False)],
            ['credit_account_id'], ['date_maturity:min'])
        return {
            account.id: due + late for account, due in oldest if due + late > since}

    @api.model
    def _review_statuses(self, company, since):
        events = self.env['ar.event'].sudo().search([
            ('company_id', '=', company.id), ('kind', '=', 'status.changed'),
            ('date', '>=', since)], order='id')
        return {
            event.res_id: event.date.date() for event in events
            if self._gravity(event.after) > self._gravity(event.before)}

    @api.model
    def _gravity(self, values):
        status = (values or {}).get('status')
        return STATUSES.index(status) if status in STATUSES else 0

    @api.model
    def _review_stale(self, company, since, today):
        """By the last day of the information of customers whom it keeps out of the best tiers."""
        self.flush_model(['score_caps', 'company_id', 'active'])
        self.env['ar.credit.input'].flush_model()
        return dict(self.env.execute_query(SQL(
            """
            SELECT account.id, MAX(input.expiry_date)
              FROM ar_credit_account account
              JOIN ar_credit_input input
                ON input.partner_id = account.partner_id AND input.active
               AND COALESCE(input.company_id, account.company_id) = account.company_id
             WHERE account.company_id = %(company)s
               AND jsonb_array_length(%(caps)s) > 0
               AND input.expiry_date >= %(since)s AND input.expiry_date < %(today)s
          GROUP BY account.id
            """,
            company=company.id, since=since, today=today,
            caps=self._stale_inputs_sql('account'))))
