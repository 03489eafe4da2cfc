from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, pdf
from odoo.tools.i18n import format_list

from ....tools import contact

TRIES = 6
FIRST_DELAY = 5  # minutes; three times as long after each try


class ArDunningNotice(models.Model):
    """From a notice to the customer: on which way, whether it may be contacted now, and what became
    of it after it was handed over."""
    _inherit = 'ar.dunning.notice'

    wait_until = fields.Datetime(
        readonly=True, index='btree_not_null',
        help="Quiet hours, or contacted often enough: it goes out from then on.")
    wait_code = fields.Char(readonly=True)
    wait_reason = fields.Char(string="Waits Because", compute='_compute_wait_reason')
    is_letter = fields.Boolean(
        string="Letter Instead", readonly=True,
        help="The customer does not want to be told on the way of the level.")
    delivery = fields.Selection(
        [
            ('queued', "In the Mail Queue"), ('retry', "Mail Server Down"),
            ('delivered', "Handed Over"), ('bounced', "Came Back"), ('answered', "Answered"),
            ('to_print', "To Be Printed"), ('printed', "Printed"), ('planned', "Planned"),
            ('lost', "Not Handed Over"),
        ], string="Delivery Result", readonly=True, index='btree_not_null',
        help="What became of it after it was sent.")
    delivery_note = fields.Char(string="What the Mail Server Says", readonly=True)
    delivery_date = fields.Datetime(string="Handed Over On", readonly=True)
    delivery_tries = fields.Integer(string="Tries", readonly=True, aggregator=None)
    mail_message_id = fields.Many2one(
        'mail.message', string="Mail", readonly=True, ondelete='set null', index='btree_not_null')
    letter_id = fields.Many2one(
        'ir.attachment', string="Printed Letter", readonly=True, ondelete='set null')

    # === COMPUTE === #

    @api.depends('wait_code', 'wait_until')
    @api.depends_context('lang', 'tz')
    def _compute_wait_reason(self):
        policy = self.env['ar.contact.policy']
        for notice in self:
            notice.wait_reason = notice.wait_code and policy._verdict_text(
                contact.Verdict(notice.wait_code, notice.wait_until or None))

    # === ACTIONS === #

    def action_print_letters(self):
        """Print the letters among these notices as one file.

        :raise UserError: when there is none.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        letters = self.sudo().filtered('letter_id')
        if not letters:
            raise UserError(self.env._("There is no letter among these notices."))
        merged = self.env['ir.attachment'].create({
            'name': self.env._("Letters.pdf"), 'mimetype': 'application/pdf',
            'res_model': self._name,  # of no notice: see `_gc_merged_letters`
            'raw': pdf.merge_pdf([letter.raw for letter in letters.letter_id])})
        letters.filtered(lambda notice: notice.delivery == 'to_print').write(
            {'delivery': 'printed', 'delivery_date': fields.Datetime.now()})
        return {'type': 'ir.actions.act_url', 'target': 'self',
                'url': f'/web/content/{merged.id}?download=true'}

    # === CHANNELS === #

    @api.model
    def _channels(self):
        # EXTENDS dunning
        return {
            **super()._channels(),
            'letter': (self.env._("Printed Letter"), 'ar.dunning.channel.letter'),
            'phone': (self.env._("Phone Call"), 'ar.dunning.channel.phone'),
            'visit': (self.env._("Visit"), 'ar.dunning.channel.visit'),
        }

    @api.model
    def _ready_domain(self):
        # EXTENDS dunning
        return [*super()._ready_domain(), '|', ('wait_until', '=', False),
                ('wait_until', '<=', fields.Datetime.now())]

    def _send(self, today):
        # EXTENDS dunning: not who does not want it on this way, nor at this hour
        self._fall_back()
        ready = self - self._keep_waiting()
        result = super(ArDunningNotice, ready)._send(today)
        ready.filtered(lambda notice: notice.state == 'sent')._log_contacts()
        return result

    def _plan_activities(self, today):
        # EXTENDS dunning: a call or visit is planned already
        return super(ArDunningNotice, self.filtered(
            lambda notice: notice.channel not in contact.PLANNED or notice.level_id.final_notice
        ))._plan_activities(today)

    def _fall_back(self):
        """Write a letter to who does not want to be told on the way of the level."""
        for notice in self:
            if notice.account_id._is_opted_out(notice.channel):
                notice.write({'channel': 'letter', 'is_letter': True})

    def _keep_waiting(self):
        """Note which of these have to wait, and until when.

        :return: those.
        """
        waiting = self.browse()
        for (company, channel, purpose), group in self.grouped(
                lambda notice: (notice.company_id, notice.channel, notice._purpose())).items():
            verdicts = self.env['ar.contact.policy']._allowed(
                group.partner_id, channel, purpose=purpose, company=company)
            for notice in group:
                verdict = verdicts[notice.partner_id]
                if contact.concerns(verdict, channel):
                    waiting |= notice
                    notice._wait(verdict)
        (self - waiting).filtered('wait_until').write({'wait_until': False, 'wait_code': False})
        return waiting

    def _wait(self, verdict):
        self.write({
            'wait_until': verdict.until or fields.Datetime.now() + timedelta(days=1),
            'wait_code': verdict.reason})

    def _purpose(self):
        return 'final' if self.level_id.final_notice else 'dunning'

    def _log_contacts(self):
        """What went out is a contact; a call is one when it was made."""
        self.env['ar.contact.log'].sudo().create([
            {
                'account_id': notice.account_id.id, 'channel': notice.channel, 'direction': 'out',
                'purpose': notice._purpose(), 'subject': notice.level_id.name, 'result': 'sent',
                'contact_id': notice._recipient().id, 'notice_id': notice.id,
                'mail_message_id': notice.mail_message_id.id, 'is_automatic': True,
                'user_id': notice.approver_id.id,
            } for notice in self if notice.channel not in contact.PLANNED])

    # === PEOPLE === #

    def _recipient(self):
        """The contact that a notice is addressed to: who is marked for reminders, else the one for
        invoices, else the customer.

        :return: `res.partner`, one.
        """
        return self.partner_id._ar_reminder_contacts()[:1]

    def _mail_recipients(self):
        """Who gets the mail: contacts for reminders with an address that has not failed, else the
        customer itself, where it has one: an invoice address often has none."""
        return self.partner_id._ar_reminder_contacts()._ar_with_mail() or (
            self.partner_id._ar_with_mail())

    def _people(self):
        """Who of the customer can be called or visited, those for reminders first."""
        return self.partner_id._ar_reminder_contacts() | self.partner_id

    def _invoices(self):
        return self.line_ids.move_id.filtered(lambda move: move.is_sale_document())

    def _asked_text(self):
        """What is asked for, in one line."""
        return self.env._(
            "Open: %(amounts)s, %(days)s days overdue", days=max(self.max_days, 0),
            amounts=self._amounts_text())

    def _amounts_text(self):
        """What is asked for in each currency, in words; for short texts."""
        return format_list(self.env, [
            format_amount(self.env, amount, currency) for currency, amount in self._totals()])

    # === WHAT BECAME OF IT === #

    def _fail(self, reason, delivery='lost'):
        """A notice that did not reach the customer after all: its items are where they were before,
        and wait for the next run, as if the customer had not been written to.

        :param str reason: why, in words.
        """
        for notice in self:
            notice.write({'delivery': delivery, 'delivery_note': reason})
        self._note_failed(dict.fromkeys(self, reason))
        self.flush_model()
        self.line_ids.flush_model()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_item dunned
               SET level = line.level_before, level_id = NULL, given_date = NULL
              FROM ar_dunning_notice_line line
             WHERE line.notice_id IN %s AND line.level IS NOT NULL
               AND dunned.move_line_id = line.move_line_id AND dunned.notice_id = line.notice_id
            """, tuple(self.ids)))
        self.env['ar.dunning.item'].invalidate_model()
        self._take_back_last_date()
        self.env['ar.contact.log'].sudo().search(
            [('notice_id', 'in', self.ids), ('direction', '=', 'out')]).write(
                {'result': 'bounced' if delivery == 'bounced' else 'failed', 'note': reason})

    def _take_back_last_date(self):
        """What did not arrive begins no grace: the last notice is the last that counts as sent."""
        last = dict(self.sudo()._read_group(
            [('account_id', 'in', self.account_id.ids), ('state', '=', 'sent')],
            ['account_id'], ['sent_date:max']))
        for account in self.account_id.sudo():
            account.dunning_last_date = fields.Date.to_date(last.get(account))

    @api.model
    def _of_messages(self, messages):
        """The notices that these mails are of, sent and not failed.

        :param messages: `mail.message`
        """
        return self.sudo().search([
            ('mail_message_id', 'in', messages.ids), ('state', '=', 'sent')])

    def _note_delivered(self):
        self.write({
            'delivery': 'delivered', 'delivery_date': fields.Datetime.now(),
            'delivery_note': False})

    def _note_server_down(self, mails, reason):
        """The mail server did not answer: try again later, and give up after a day and a half.

        :param mails: `mail.mail` of these notices.
        """
        for notice in self:
            mail = mails.filtered(
                lambda each, own=notice: each.mail_message_id == own.mail_message_id)
            if notice.delivery_tries + 1 >= TRIES:
                mail.state = 'cancel'
                notice._fail(reason)
                continue
            delay = timedelta(minutes=FIRST_DELAY * 3**notice.delivery_tries)
            later = fields.Datetime.now() + delay
            mail.write({'state': 'outgoing', 'scheduled_date': later})
            notice.write({
                'delivery': 'retry', 'delivery_tries': notice.delivery_tries + 1,
                'delivery_note': reason})
            self.env.ref('mail.ir_cron_mail_scheduler_action').sudo()._trigger(at=later)

    def _note_bounced(self, email, text):
        """An address that does not work: the notice failed unless somebody else got it, and
        somebody looks for another address.

        :param str email: normalized address.
        :param str text: of the bounce.
        """
        for notice in self:
            user = notice.account_id._dunning_responsible()
            notice = notice.with_context(lang=user.lang)
            told = notice.mail_message_id.notified_partner_ids
            told.filtered(lambda each: each.email_normalized == email).write(
                {'ar_bounced_email': email})
            if not told._ar_with_mail():
                notice._fail(notice.env._("Came back from %s", email), 'bounced')
            notice.account_id._plan_contact(
                'other', fields.Date.context_today(notice), user, notice.env._(
                    "The mail to %s came back. Find out the right address.", email))

    @api.model
    def _sweep_mails(self):
        """Whose mail ended outside: cancelled or deleted by somebody, or broken off so that nobody
        knows whether it arrived. It is not sent again without a person."""
        self.flush_model()
        self.env['mail.mail'].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT notice.id, mail.state
              FROM ar_dunning_notice notice
         LEFT JOIN mail_mail mail ON mail.mail_message_id = notice.mail_message_id
             WHERE notice.delivery IN ('queued', 'retry') AND notice.state = 'sent'
               AND COALESCE(mail.state, 'cancel') IN ('exception', 'cancel')
            """))
        for notice_id, state in rows:
            notice = self.sudo().browse(notice_id)
            notice = notice.with_context(lang=notice.account_id._dunning_responsible().lang)
            notice._fail(
                notice.env._("Broken off while it was handed over: ask whether it has arrived.")
                if state == 'exception' else notice.env._("Taken out of the mail queue"))
