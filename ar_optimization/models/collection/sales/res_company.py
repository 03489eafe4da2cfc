from datetime import datetime, time

from odoo import api, fields, models

WEEKDAYS = [
    ('0', "Monday"), ('1', "Tuesday"), ('2', "Wednesday"), ('3', "Thursday"), ('4', "Friday"),
    ('5', "Saturday"), ('6', "Sunday")]


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_sales_amount = fields.Monetary(
        string="Ask Sales From", default=0.0, groups='base.group_user',
        help="Overdue amount of a customer from which its salesperson is asked for the cause. "
             "0: any amount.")
    ar_sales_days = fields.Integer(
        string="Ask Sales From Day", default=7, groups='base.group_user',
        help="Days overdue of the oldest item from which the salesperson is asked.")
    ar_sales_answer_days = fields.Integer(
        string="Days to Answer", default=3, groups='base.group_user',
        help="Working days that a salesperson has for an answer; then somebody else is told.")
    ar_sales_lead_id = fields.Many2one(
        'res.users', string="Head of Sales", groups='base.group_user', ondelete='set null',
        help="Is told about questions that salespeople left unanswered. Empty: the credit manager.")
    ar_sales_digest_day = fields.Selection(
        WEEKDAYS, string="Weekly List to Sales", default='0', groups='base.group_user',
        help="On this day each salesperson gets an e-mail with the overdue customers and the open "
             "questions. Empty: no e-mail.")

    _ar_sales_figures_positive = models.Constraint(
        'CHECK (ar_sales_amount >= 0 AND ar_sales_days >= 1 AND ar_sales_answer_days >= 0)',
        "Sales are asked from 1 day overdue on; amounts and days to answer are 0 or more.")

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS dunning
        return super()._ar_logged_settings() | {
            'ar_sales_amount', 'ar_sales_answer_days', 'ar_sales_days', 'ar_sales_digest_day',
            'ar_sales_lead_id'}

    def _ar_sales_lead(self):
        """Who is told about unanswered questions.

        :return: `res.users`, one.
        """
        return self.ar_sales_lead_id.filtered('active') or self._ar_credit_manager()

    def _ar_able_sellers(self, ids):
        """Those of some users who work here and see this company: they can be asked.

        :param ids: user ids.
        :return: set of ids.
        """
        users = self.env['res.users'].sudo().with_context(active_test=False)
        return set(users.search([
            ('id', 'in', list(ids)), ('active', '=', True), ('share', '=', False),
            ('company_ids', 'in', self.ids)]).ids)

    def _ar_sales_answer_by(self, today):
        """The last day for an answer to a question of today, in working days of the company.

        :param date today: the day of the question.
        """
        calendar, days = self.resource_calendar_id, self.ar_sales_answer_days
        if not calendar or not days:
            return fields.Date.add(today, days=days)
        morning = datetime.combine(
            fields.Date.add(today, days=1), time.min, self._ar_zone())
        planned = calendar.plan_days(days, morning, compute_leaves=True)
        return planned.date() if planned else fields.Date.add(today, days=days)
