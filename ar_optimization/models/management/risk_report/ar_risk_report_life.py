import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

ACTIVITY = 'ar_optimization.mail_activity_review'
MOST_REMINDERS = 3
QUARTER = 3


class ArRiskReport(models.Model):
    """From the draft to the readers: sign-off, distribution, and the draft of each period."""
    _inherit = 'ar.risk.report'

    # === ACTIONS === #

    def action_sign(self):
        """Sign: the figures that are shown stay as they are, and the readers are told.

        :raise AccessError: for who is no credit manager.
        :raise UserError: for who wrote it, unless the company works in single-person mode; without
            readers.
        """
        self._check_manager()
        self.lock_for_update()
        self._check_draft()
        for report in self:
            report._check_signer()
            if not report.reader_ids:
                raise UserError(self.env._("Say who is to read it."))
        for report in self.sudo():
            report._sign()

    def action_send_again(self):
        """Remind those readers who have not said that they read it."""
        self._check_manager()
        self.reader_ids.sudo().filtered(
            lambda reader: reader.sent_on and not reader.read_on)._send(reminder=True)

    def action_confirm_read(self):
        """Say that the report was read: one of its readers."""
        self._my_reader()._confirm()

    def action_feedback(self):
        """Open what this reader thinks of the report."""
        reader = self._my_reader()
        reader._confirm()
        return {
            **reader.sudo(False)._get_records_action(), 'target': 'new',
            'name': self.env._("What Do You Think of It?"),
            'views': [(self.env.ref('ar_optimization.ar_risk_report_reader_view_form').id, 'form')]}

    # === BUSINESS === #

    def _check_signer(self):
        company = self.company_id.sudo()
        if self.env.user in self.author_ids and not company.ar_single_person:
            raise UserError(self.env._(
                "Who wrote a report does not sign it. Ask another credit manager, or switch on "
                "the single-person mode in the settings."))

    def _sign(self):
        alone = self.env.user in self.author_ids
        self.write({
            'state': 'signed', 'signed_by_id': self.env.uid, 'signed_on': fields.Datetime.now(),
            'content': {**self.content, 'measures': self._measure_rows()}})
        self.activity_unlink([ACTIVITY])
        self.env['ar.event']._log('report.signed', self, numbers={self.id: {
            'open_amount': self.open_amount, 'overdue_amount': self.overdue_amount,
            'hints': self.hint_count, 'alone': alone, 'digest': self._digest()}})
        if alone:
            self._add_readers(self.company_id.ar_single_person_owner_id)
        self.reader_ids._send()

    def _digest(self):
        """Hash of what was signed, as the event of the sign-off keeps it: a report whose hash is
        another one was changed behind Odoo's back."""
        text = json.dumps([self.content, self.summary or ""], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _my_reader(self):
        """The row of the user on the distribution list.

        :raise UserError: for who is not on it.
        """
        self.ensure_one()
        self.check_access('read')
        reader = self.sudo().reader_ids.filtered(
            lambda reader: reader.user_id.id == self.env.uid)
        if not reader or self.sudo().state != 'signed':
            raise UserError(self.env._("You are not on the distribution list."))
        return reader

    def _add_usual_readers(self):
        if not self.reader_ids:
            self._add_readers(self.company_id.ar_risk_report_reader_ids)

    def _add_readers(self, users):
        missing = users.filtered('active') - self.reader_ids.user_id
        self.env['ar.risk.report.reader'].create([
            {'report_id': self.id, 'user_id': user.id} for user in missing])

    # === CRON === #

    @api.model
    def _draft_of_period(self, company, today):
        """Make the draft of the month or quarter that is over, once, and tell who signs it.

        :param company: `res.company`, one.
        :param date today: the day of the question.
        :return: the draft, or nothing.
        """
        period = company.ar_risk_report_period
        end = today.replace(day=1) - relativedelta(days=1)
        if not period or (period == 'quarter' and end.month % QUARTER):
            return self.browse()
        domain = [('company_id', '=', company.id), ('period', '=', period), ('date', '=', end)]
        if self.search_count(domain, limit=1):
            return self.browse()
        report = self.sudo().create(
            {'company_id': company.id, 'date': end, 'period': period})
        signer = company._ar_credit_manager()
        words = report.with_context(lang=signer.lang)
        words.activity_schedule(
            ACTIVITY, today, user_id=signer.id,
            summary=words.env._("Sign: %s", words.display_name))
        return report

    @api.model
    def _remind_readers(self, company, today):
        """Remind who has not said that a report was read.

        :param company: `res.company`, one.
        """
        days = company.ar_risk_report_remind_days
        if not days:
            return
        self.env['ar.risk.report.reader'].search([
            ('company_id', '=', company.id), ('read_on', '=', False),
            ('sent_on', '<', fields.Date.subtract(today, days=days - 1)),
            ('reminder_count', '<', MOST_REMINDERS),
            '|', ('reminded_on', '=', False),
            ('reminded_on', '<=', fields.Date.subtract(today, days=days)),
        ])._send(reminder=True)

    # === TEXT === #

    def _file_name(self):
        return self.env._(
            "Risk Report %(company)s %(date)s", company=self.company_id.name,
            date=format_date(self.env, self.date, date_format='yyyy-MM-dd'))
