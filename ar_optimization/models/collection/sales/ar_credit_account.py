import json

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .ar_sales_inquiry import OPEN


class ArCreditAccount(models.Model):
    """What sales say about a customer: on its timeline, in the night, and when two become one."""
    _inherit = 'ar.credit.account'

    # === TIMELINE === #

    @api.model
    def _timeline_kinds(self):
        # EXTENDS worklist
        return {**super()._timeline_kinds(), 'sales': self.env._("Answer of Sales")}

    @api.model
    def _timeline_terms(self):
        # EXTENDS worklist
        return [*super()._timeline_terms(), ('sales', 'ar.sales.inquiry', SQL(
            """
            SELECT account.id, inquiry.answered_on::timestamp,
                   JSONB_BUILD_ARRAY(%s, inquiry.expected_date, inquiry.comment)::text,
                   inquiry.expected_amount, inquiry.id, inquiry.user_id
              FROM account
              JOIN ar_sales_inquiry inquiry ON inquiry.account_id = account.id
         LEFT JOIN ar_sales_cause cause ON cause.id = inquiry.cause_id
             WHERE inquiry.answered_on IS NOT NULL
            """, self.env['ar.sales.cause']._field_to_sql('cause', 'name')))]

    @api.model
    def _timeline_name(self, row):
        # EXTENDS worklist: cause, expected day and comment, the day as the reader writes days
        if row['kind'] != 'sales':
            return super()._timeline_name(row)
        cause, day, comment = json.loads(row['name'])
        return ", ".join(filter(None, (cause, day and format_date(self.env, day), comment)))

    # === BUSINESS === #

    def _judge_agreements(self, today):
        # EXTENDS plan
        self.env['ar.sales.inquiry'].sudo()._judge_accounts(self, today)
        return super()._judge_agreements(today)

    def _fold_history(self, target):
        # EXTENDS ledger: of one salesperson there is one open question about the customer
        questions = self.env['ar.sales.inquiry'].sudo()
        for inquiry in questions.search([('account_id', 'in', self.ids)], order='id'):
            twice = inquiry.state in OPEN and questions.search_count([
                ('account_id', '=', target.id), ('user_id', '=', inquiry.user_id.id),
                ('state', 'in', OPEN)], limit=1)
            if twice:
                inquiry._close()
            inquiry.account_id = target
        return super()._fold_history(target)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS worklist: what sales say is on the worklist of the same day
        steps = super()._nightly_steps()
        place = steps.index('_nightly_worklist')
        return [*steps[:place], '_nightly_sales', *steps[place:], '_nightly_sales_digest']

    @api.model
    def _nightly_sales(self, companies, today, full=False):
        """Judge the answers whose day has come, ask about who is overdue, tell about questions that
        nobody answered. A night of the past asks nobody."""
        if today != fields.Date.context_today(self):
            return
        inquiries = self.env['ar.sales.inquiry'].sudo()
        for company in companies:
            position = company._ar_position('collection')
            if position == 'on':
                inquiries._judge_due(company, today)
                inquiries._ask_sales(company.sudo(), today)
            elif position == 'observe':
                inquiries._observe_sales(company.sudo())

    @api.model
    def _nightly_sales_digest(self, companies, today, full=False):
        """Send the weekly lists to sales, where collection is on."""
        if today != fields.Date.context_today(self):
            return
        for company in companies:
            if company._ar_position('collection') == 'on':
                self.env['ar.sales.digest'].sudo()._send_week(company.sudo(), today)
