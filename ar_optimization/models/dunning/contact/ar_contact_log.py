from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....tools import contact

# A person reports these; everything else comes from the system.
BY_HAND = ('phone', 'visit', 'mail', 'letter', 'other')
VAIN = ('no_answer', 'wrong_person')


class ArContactLog(models.Model):
    """Every contact with a customer, in and out, on any way, by anybody: what the system sends is
    in it by itself, calls and visits are reported by who made them, and what they came to changes
    what happens next."""
    _name = 'ar.contact.log'
    _description = "Contact with a Customer"
    _check_company_auto = True
    _order = 'date desc, id desc'
    _rec_name = 'subject'

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True,
        ondelete='restrict')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    contact_id = fields.Many2one(
        'res.partner', string="Person", ondelete='set null', index='btree_not_null',
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who was written to, called or met.")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    direction = fields.Selection(
        [('out', "To the Customer"), ('in', "From the Customer")], required=True, default='out')
    channel = fields.Selection(
        selection='_channel_selection', string="Way", required=True, default='phone')
    purpose = fields.Selection(
        [('dunning', "Dunning"), ('final', "Final Notice"), ('legal', "Legal Notice"),
         ('statement', "Statement"), ('other', "Other")], required=True, default='dunning')
    subject = fields.Char(required=True, default=lambda self: self.env._("Overdue invoices"))
    result = fields.Selection(
        selection='_result_selection', index=True,
        help="What it came to. It says what happens next.")
    next_step = fields.Char(compute='_compute_next_step')
    next_date = fields.Date(help="Promised or agreed: until when to wait, or when to call again.")
    note = fields.Text(string="What Was Said")
    user_id = fields.Many2one(
        'res.users', string="By", default=lambda self: self.env.user, ondelete='set null',
        index='btree_not_null', readonly=True)
    is_automatic = fields.Boolean(
        string="By the System", readonly=True, help="Written by the system, and never changed.")
    notice_id = fields.Many2one(
        'ar.dunning.notice', readonly=True, ondelete='set null', index='btree_not_null')
    mail_message_id = fields.Many2one(
        'mail.message', string="Message", readonly=True, ondelete='set null',
        index='btree_not_null')

    _customer_idx = models.Index('(partner_id, date)')

    # === COMPUTE === #

    @api.model
    def _channel_selection(self):
        return [*self.env['ar.dunning.notice']._channel_selection(), ('other', self.env._("Other"))]

    @api.model
    def _result_selection(self):
        return list(self._results().items())

    @api.model
    def _results(self):
        """Hook: what a contact can come to; `tools.contact.STEPS` says what follows.

        :return: {code: words}
        """
        return {
            'promised': self.env._("Promised to pay"),
            'paid': self.env._("Says it has paid"),
            'disputed': self.env._("Disputes the claim"),
            'told': self.env._("Reached, nothing promised"),
            'refused': self.env._("Refuses to pay"),
            'insolvency': self.env._("Says it cannot pay at all"),
            'call_back': self.env._("Wants to be called again"),
            'no_answer': self.env._("Nobody reached"),
            'wrong_person': self.env._("Wrong person"),
            'sent': self.env._("Sent"),
            'bounced': self.env._("Came back"),
            'failed': self.env._("Not sent"),
            'answered': self.env._("Answer"),
            'automatic': self.env._("Automatic reply"),
        }

    @api.depends('result', 'next_date', 'date')
    @api.depends_context('lang')
    def _compute_next_step(self):
        for log in self:
            step, day = log._follow_up()
            day = day and format_date(self.env, day)
            log.next_step = {
                contact.PAUSE: self.env._("Dunning rests up to %s.", day),
                contact.AGAIN: self.env._("To be called again on %s.", day),
                contact.LOOK: self.env._("To be looked into; dunning rests up to %s.", day),
                contact.TELL: self.env._("The credit manager is told."),
            }.get(step, False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        made = super().create([
            {**vals, 'is_automatic': False, 'user_id': self.env.uid, 'notice_id': False,
             'mail_message_id': False} for vals in vals_list])
        made.account_id.check_access('read')
        made._check_reported()
        made.sudo()._apply_results()
        return made

    def write(self, vals):
        if not self.env.su:
            self._check_author()
            if vals.keys() - {'note', 'contact_id'}:
                raise UserError(self.env._(
                    "What a contact came to has had its consequences: report another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_merge(self):
        raise UserError(self.env._("Contacts with customers are not deleted."))

    def _check_author(self):
        if any(log.is_automatic or log.user_id != self.env.user for log in self):
            raise AccessError(self.env._("Only who reported a contact adds to it."))

    def _check_reported(self):
        """Refuse reports of what only the system knows, and of tomorrow."""
        now = fields.Datetime.now()
        for log in self:
            if log.channel not in BY_HAND or log.result in (
                    'sent', 'bounced', 'failed', 'answered', 'automatic'):
                raise UserError(self.env._("The system reports this one by itself."))
            if log.date > now:
                raise UserError(self.env._("This contact is still to come: plan an activity."))

    # === ACTIONS === #

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _follow_up(self):
        """As `tools.contact.follow_up`, from this contact."""
        self.ensure_one()
        if not self.date:
            return None, None
        today = fields.Datetime.context_timestamp(self, self.date).date()
        tries = self._tries() if self.result == 'no_answer' else 0
        return contact.follow_up(self.result, today, self.next_date or None, tries)

    def _tries(self):
        """Calls in vain right before this one, since somebody was reached."""
        calls = self.sudo().search(
            [('account_id', '=', self.account_id.id), ('channel', '=', self.channel),
             ('direction', '=', 'out'), ('is_automatic', '=', False),
             ('date', '<', self.date), ('id', '!=', self._origin.id)], limit=contact.TRIES)
        vain = 0
        for call in calls:
            if call.result not in VAIN:
                break
            vain += 1
        return vain

    def _apply_results(self):
        """Do what follows from these contacts, and close the calls that were planned."""
        for log in self:
            log.account_id._close_planned_contact(log.channel, log.note)
            step, day = log._follow_up()
            if step:
                getattr(log, f'_step_{step}')(day)

    def _step_pause(self, day):
        self.account_id._pause_dunning(day, self._why(), self.user_id)

    def _step_again(self, day):
        self.account_id._plan_contact(self.channel, day, self.user_id, self._why())

    def _step_look(self, day):
        self._step_pause(day)
        self.account_id._plan_contact('other', day, self.user_id, self._why())

    def _step_tell(self, day):
        manager = self.env['ar.credit.hold']._decider(self.company_id)
        self.account_id._plan_contact('other', day, manager or self.user_id, self._why())

    def _why(self):
        """The result in words, with what was said."""
        label = self._results().get(self.result, "")
        return f"{label}: {self.note}" if self.note else label
