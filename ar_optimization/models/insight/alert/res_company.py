from datetime import UTC

from odoo import api, fields, models

from ...ledger.positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_position_alert = fields.Selection(
        POSITIONS, string="Early Warning", default='observe', required=True,
        help="Off: nothing is measured.\n"
             "Observe: each night lists the warnings, and nobody is told.\n"
             "On: those who answer for a customer get one message about what is new.",
    )

    # === BUSINESS === #

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS ledger
        return super()._ar_logged_settings() | {'ar_position_alert'}

    def _ar_after_hours(self, start, hours):
        """The moment at which so many working hours of the company are over.

        :param datetime start: naive UTC.
        :param float hours: working hours; plain ones where the company has no calendar.
        :return: naive UTC.
        """
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id
        end = calendar and calendar.plan_hours(
            hours, start.replace(tzinfo=UTC), compute_leaves=True)
        if not end:
            return fields.Datetime.add(start, hours=hours)
        return end.astimezone(UTC).replace(tzinfo=None)

    def _ar_hours_between(self, start, end):
        """Working hours of the company between two moments (naive UTC), plain ones where it has
        no calendar."""
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id
        if not calendar or end <= start:
            return (end - start).total_seconds() / 3600
        return calendar.get_work_duration_data(start, end)['hours']
