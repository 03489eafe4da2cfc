from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """Who gets text messages, and who wants none."""
    _inherit = 'ar.credit.account'

    no_sms = fields.Boolean(
        string="No Text Messages", copy=False, tracking=True,
        help="A letter is written instead. So it is when every known number of the customer is on "
             "the phone blacklist.")

    @api.model
    def _opt_out_names(self):
        # EXTENDS 'ar_optimization'
        return {**super()._opt_out_names(), 'sms': 'no_sms'}

    def _is_opted_out(self, channel):
        # EXTENDS 'ar_optimization'
        return super()._is_opted_out(channel) or bool(
            channel == 'sms' and self and self._is_phone_blacklisted())

    def _is_phone_blacklisted(self):
        """Whether the customer can be reached by text message but does not want to be."""
        numbers = self._sms_people()
        return bool(numbers) and all(numbers.mapped('phone_sanitized_blacklisted'))

    def _sms_people(self):
        """Who of the customer has a valid number, those for reminders first.

        :return: `res.partner`
        """
        self.ensure_one()
        people = self.partner_id._ar_reminder_contacts() | self.partner_id
        return people.filtered('phone_sanitized')
