from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import plaintext2html

ACTIVITIES = {
    'phone': 'ar_optimization.mail_activity_dunning_call',
    'visit': 'ar_optimization.mail_activity_dunning_visit',
}
TO_DO = 'mail.mail_activity_data_todo'


class ArCreditAccount(models.Model):
    """How the customer wants to be told, who is told, and what contacts came to."""
    _inherit = 'ar.credit.account'

    no_mail = fields.Boolean(
        string="No Reminders by E-Mail", copy=False, tracking=True,
        help="A letter is written instead. That somebody wants no newsletter silences no reminder.")
    no_phone = fields.Boolean(
        string="No Calls", copy=False, tracking=True, help="A letter is written instead.")
    no_visit = fields.Boolean(
        string="No Visits", copy=False, tracking=True, help="A letter is written instead.")
    contact_log_ids = fields.One2many('ar.contact.log', 'account_id', string="Contacts")
    contact_count = fields.Integer(
        string="Number of Contacts", compute='_compute_contact_count')

    # === COMPUTE === #

    @api.depends('contact_log_ids')
    def _compute_contact_count(self):
        counts = dict(self.env['ar.contact.log']._read_group(
            [('account_id', 'in', self.ids)], ['account_id'], ['__count']))
        for account in self:
            account.contact_count = counts.get(account, 0)

    # === ACTIONS === #

    def action_contacts(self):
        """Show what was sent to this customer, what came back, and who was spoken to."""
        self.ensure_one()
        return self._list_of(
            'ar_contact_log_action',
            name=self.env._("Contacts with %s", self.partner_id.display_name))

    def action_report_contact(self):
        """Report a call or a visit, and what it came to."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_contact_log_report_action'),
            'context': {'default_account_id': self.id},
        }

    # === BUSINESS === #

    @api.model
    def _opt_out_names(self):
        """Hook: the field by which a customer opts out of a channel. Bridges add theirs.

        :return: {code of the channel: name of the field}
        """
        return {'mail': 'no_mail', 'phone': 'no_phone', 'visit': 'no_visit'}

    def _is_opted_out(self, channel):
        """Whether this customer does not want to be told on this way; an empty account is not."""
        name = self._opt_out_names().get(channel)
        return bool(name and self[name])

    def _pause_dunning(self, day, reason, user=None):
        """Let dunning rest up to a day, unless it rests longer already, with an event.

        :param date day: the last day on which nothing is sent.
        :param str reason: why, in words.
        :param user: `res.users` who said so; the acting one when left out.
        """
        self.ensure_one()
        if self.dunning_pause_until and self.dunning_pause_until >= day:
            return
        event = self.env['ar.event']
        if user:
            event = event.with_user(user).sudo()
        names = ('dunning_pause_until', 'dunning_pause_reason')
        before = event._image(self, names)
        self.write(dict(zip(names, (day, reason), strict=True)))
        event._log(
            'dunning.paused', self, reason=reason, expiry=day, before={self.id: before},
            after={self.id: event._image(self, names)})

    def _plan_contact(self, channel, day, user, note):
        """Plan a call, a visit, or something to look into.

        :param str channel: `phone`, `visit` or anything else.
        :param note: what to say or do, as text or `Markup`.
        """
        self.ensure_one()
        note = note if isinstance(note, Markup) else plaintext2html(note or "")
        return self.activity_schedule(
            ACTIVITIES.get(channel, TO_DO), day, note=note, user_id=(user or self.env.user).id)

    def _close_planned_contact(self, channel, feedback):
        """Mark the calls or visits as done that were planned and have taken place now."""
        if channel in ACTIVITIES:
            self.activity_ids.filtered(
                lambda activity: activity.activity_type_id == self.env.ref(ACTIVITIES[channel])
            )._action_done(feedback=feedback)
