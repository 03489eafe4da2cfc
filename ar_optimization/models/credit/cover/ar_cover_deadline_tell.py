from odoo import api, fields, models
from odoo.tools import format_date


class ArCoverDeadline(models.Model):
    """Telling somebody of a deadline in time, once."""
    _inherit = 'ar.cover.deadline'

    @api.model
    def _tell(self, companies, today):
        """Give whoever is responsible an activity for each deadline that comes near, once for each
        last day: run again, it finds nothing left to tell. What was past before anybody could be
        told stays in the list.

        :param date today: the day.
        """
        for company in companies.sudo():
            near = fields.Date.add(today, days=company.ar_deadline_days)
            deadlines = self.sudo().search([
                ('company_id', '=', company.id), ('state', '=', 'open'), ('date', '<=', near),
                ('responsible_id', '!=', False)])
            untold = deadlines.filtered(lambda deadline: deadline.told_for != deadline.date)
            untold._schedule()
            untold._mark(lambda deadline: {'told_for': deadline.date})

    def _schedule(self):
        """One activity for each deadline, on its cover, or on the account where there is none."""
        kind = self.env.ref('mail.mail_activity_data_todo')
        models_by_name = {
            name: self.env['ir.model']._get_id(name) for name in ('ar.cover', 'ar.credit.account')}
        self.env['mail.activity'].with_context(mail_activity_quick_update=True).create([
            {
                'activity_type_id': kind.id,
                'res_model_id': models_by_name[record._name],
                'res_id': record.id,
                'date_deadline': deadline.date,
                'user_id': deadline.responsible_id.id,
                'summary': deadline._summary(),
            }
            for deadline in self for record in [deadline.cover_id or deadline.account_id]])

    def _summary(self):
        """What is to be done, in the language of who is to do it."""
        reader = self.with_context(lang=self.responsible_id.lang)
        return reader.env._(
            "%(what)s by %(day)s", what=reader.display_name,
            day=format_date(reader.env, self.date))
