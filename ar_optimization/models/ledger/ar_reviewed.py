from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

REVIEW = 'ar_optimization.mail_activity_review'


class ArReviewed(models.AbstractModel):
    """A rule that somebody answers for, and looks at again from time to time: on the day, its
    owner has an activity, until the next day is set.

    A model that inherits this has the fields `owner_id`, `company_id` and the one that
    `_review_date` names.
    """
    _name = 'ar.reviewed'
    _description = "Reviewed from Time to Time"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _review_date = 'next_review_date'

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        if self._review_date in vals:
            self.sudo().activity_unlink([REVIEW])
        elif vals.get('owner_id'):
            self.sudo().activity_reschedule([REVIEW], new_user_id=vals['owner_id'])
        return result

    # === BUSINESS === #

    @api.model
    def _next_review(self):
        """The day of the next review of a new rule: in a year."""
        return fields.Date.context_today(self) + relativedelta(years=1)

    @api.model
    def _review_domain(self, today):
        """Hook: whose day has come, and who still waits for a review."""
        return [(self._review_date, '<=', today)]

    def _review_owner(self):
        """Who is reminded: the owner, else who answers for credit in the company.

        :return: `res.users`
        """
        company = self.company_id or self.env.ref('base.main_company')
        return self.owner_id.filtered('active') or company._ar_credit_manager()

    # === CRON === #

    @api.model
    def _cron_reviews(self):
        """Remind the owners of all kinds of rules whose review is due, once."""
        for name in self.env.registry.descendants([self._name], '_inherit'):
            if not self.env[name]._abstract:
                self.env[name].sudo()._remind_owners()

    @api.model
    def _remind_owners(self):
        today = fields.Date.context_today(self)
        due = self.search(self._review_domain(today))
        kind = self.env.ref(REVIEW)
        reminded = self.env['mail.activity'].search([
            ('res_model', '=', self._name), ('res_id', 'in', due.ids),
            ('activity_type_id', '=', kind.id)]).mapped('res_id')
        for rule in due.filtered(lambda rule: rule.id not in reminded):
            owner = rule._review_owner()
            reader = rule.with_context(lang=owner.lang)
            reader.activity_schedule(
                REVIEW, rule[self._review_date], user_id=owner.id,
                summary=reader.env._("Review: %s", reader.display_name))
