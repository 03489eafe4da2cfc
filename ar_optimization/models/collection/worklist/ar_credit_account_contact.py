from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ....tools import worklist

# Contacts of so many days are counted.
COUNTED_DAYS = 90


class ArCreditAccount(models.Model):
    """What came of the contacts with a customer, and what happens next."""
    _inherit = 'ar.credit.account'

    contact_tries = fields.Integer(
        compute='_compute_right_party', help="Calls and visits of the last 90 days.")
    right_party_contacts = fields.Integer(
        compute='_compute_right_party',
        help="Those that reached somebody who answers for the debt.")
    right_party_percent = fields.Float(
        string="Reached", compute='_compute_right_party', digits=(16, 0),
        help="Of the calls and visits of the last 90 days, those that reached somebody who answers "
             "for the debt; in percent.")
    next_step = fields.Char(
        compute='_compute_next_step', help="What happens next with this customer, and when.")
    worklist_ids = fields.One2many('ar.worklist', 'account_id')

    # === COMPUTE === #

    @api.depends('contact_log_ids.result')
    def _compute_right_party(self):
        since = fields.Datetime.now() - timedelta(days=COUNTED_DAYS)
        counts = {}
        for account, result, count in self.env['ar.contact.log'].sudo()._read_group(
                [('account_id', 'in', self.ids), ('is_automatic', '=', False),
                 ('direction', '=', 'out'), ('channel', 'in', ('phone', 'visit')),
                 ('date', '>=', since)], ['account_id', 'result'], ['__count']):
            counts.setdefault(account.id, {})[result] = count
        for account in self:
            found = counts.get(account._origin.id, {})
            tries = sum(found.values())
            reached = sum(found.get(result, 0) for result in worklist.RIGHT_PARTY)
            account.contact_tries = tries
            account.right_party_contacts = reached
            account.right_party_percent = 100 * reached / tries if tries else 0.0

    @api.depends('stop_until', 'dunning_pause_until', 'worklist_ids.next_date',
                 'activity_ids.date_deadline')
    @api.depends_context('lang')
    def _compute_next_step(self):
        waiting = dict(self.env['ar.dunning.notice'].sudo()._read_group(
            [('account_id', 'in', self.ids), ('state', 'in', ('draft', 'approved')),
             ('run_id.position', '=', 'on')], ['account_id'], ['sent_date:count']))
        for account in self:
            account.next_step = account._next_step(account._origin in waiting)

    def _next_step(self, has_notice):
        """Hook: the next step in words. Rooms put theirs before.

        :param bool has_notice: a notice waits to be approved or sent.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)

        def day(date):
            return format_date(self.env, date)

        if self.is_stopped:
            return self.env._("Nothing: everything is stopped until %s.", day(self.stop_until))
        agreed = self.worklist_ids[:1].next_date
        if agreed and agreed >= today:
            return self.env._("To be turned to on %s, as agreed.", day(agreed))
        planned = self.sudo().activity_ids.filtered('date_deadline').sorted('date_deadline')[:1]
        if planned:
            return self.env._(
                "%(what)s on %(date)s.", what=planned.summary or planned.activity_type_id.name,
                date=day(planned.date_deadline))
        if self.dunning_pause_until and self.dunning_pause_until >= today:
            return self.env._("Dunning rests until %s.", day(self.dunning_pause_until))
        if has_notice:
            return self.env._("A notice waits to be approved or sent.")
        return self.env._("The next dunning run looks at this customer.")

    # === ACTIONS === #

    def action_open_worklist(self):
        """Open the customer in the worklist."""
        self.ensure_one()
        return self.worklist_ids[:1].action_work()

    # === BUSINESS === #

    def _message_post_after_hook(self, message, msg_vals):
        # EXTENDS 'mail': what a collector writes from the worklist is a contact
        result = super()._message_post_after_hook(message, msg_vals)
        if self.env.context.get('ar_contact_mail') and message.partner_ids:
            logs = self.env['ar.contact.log'].sudo().create([{
                'account_id': account.id, 'channel': 'mail', 'result': 'sent',
                'subject': message.subject or "–", 'mail_message_id': message.id,
                'contact_id': message.partner_ids[:1].id, 'user_id': self.env.uid,
            } for account in self])
            logs._note_on_worklist()
        return result

    def _fold_history(self, target):
        # EXTENDS ledger: there is one row for each account
        self.env['ar.worklist'].sudo().search([('account_id', 'in', self.ids)]).unlink()
        return super()._fold_history(target)
