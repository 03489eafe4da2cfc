from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

TO_DO = 'mail.mail_activity_data_todo'
STEPS = frozenset(('state', 'asked_on', 'asked_by_id', 'answered_on', 'answered_by_id'))
ASKED = frozenset((
    'name', 'question', 'company_id', 'account_id', 'rule_id', 'breach_ids', 'user_id',
    'adviser_id'))
LOGGED = ('state', 'due_date', 'asked_on', 'answered_on')


class ArLegalAdvice(models.Model):
    """A question to a lawyer, of the house or outside, with the answer that was given: whoever has
    the same question next time finds it. Documents are attached in the chatter."""
    _name = 'ar.legal.advice'
    _description = "Legal Advice"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'id desc'

    name = fields.Char(string="Subject", required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [('draft', "Draft"), ('asked', "Asked"), ('answered', "Answered"),
         ('withdrawn', "Withdrawn")], required=True, readonly=True, default='draft', copy=False,
        index=True, tracking=True)
    question = fields.Text(required=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", index='btree_not_null', ondelete='set null',
        check_company=True)
    rule_id = fields.Many2one(
        'ar.compliance.rule', index='btree_not_null', ondelete='set null')
    breach_ids = fields.Many2many(
        'ar.compliance.breach', string="Breaches", check_company=True)
    user_id = fields.Many2one(
        'res.users', string="Asked In-House", domain=[('share', '=', False)],
        ondelete='set null', index='btree_not_null', help="Gets an activity with the last day.")
    adviser_id = fields.Many2one(
        'res.partner', ondelete='set null', index='btree_not_null',
        help="Outside the house: gets the question by e-mail.")
    due_date = fields.Date(
        string="Answer By", default=lambda self: fields.Date.add(
            fields.Date.context_today(self), days=14))
    asked_on = fields.Date(readonly=True, copy=False)
    asked_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='set null')
    answer = fields.Text(copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        'res.users', string="Entered By", readonly=True, copy=False, ondelete='set null')
    is_late = fields.Boolean(compute='_compute_is_late')

    # === COMPUTE === #

    @api.depends('state', 'due_date')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for advice in self:
            advice.is_late = bool(
                advice.state == 'asked' and advice.due_date and advice.due_date < today)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Neither a value nor a default of the context is a step that was taken.
            blank = {**dict.fromkeys(STEPS, False), 'state': 'draft'}
            vals_list = [{**vals, **blank} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & STEPS:
                raise AccessError(self.env._("Use the buttons: they write who did it and when."))
            if vals.keys() & ASKED and any(advice.state != 'draft' for advice in self):
                raise UserError(self.env._("What was asked does not change any more."))
            if 'answer' in vals and any(advice.state == 'answered' for advice in self):
                raise UserError(self.env._("This answer was given: ask anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if any(advice.state != 'draft' for advice in self):
            raise UserError(self.env._("What was asked is kept."))

    # === ACTIONS === #

    def action_ask(self):
        """Ask: a colleague gets an activity, an adviser outside an e-mail, and whoever asks an
        activity to remind him.

        :raise UserError: when nobody is asked.
        """
        self._check_step('draft')
        for advice in self:
            if not advice.user_id and not advice.adviser_id:
                raise UserError(self.env._("Say who is asked."))
        self._step(state='asked', asked_on=fields.Date.context_today(self),
                   asked_by_id=self.env.uid)
        for advice in self.sudo():
            advice._remind()
            if advice.adviser_id:
                advice.message_post(
                    body=plaintext2html(advice.question), subject=advice.name,
                    partner_ids=advice.adviser_id.ids, subtype_xmlid='mail.mt_comment')

    def action_answer(self):
        """Say that the answer is there.

        :raise UserError: without one.
        """
        self._check_step('asked')
        if any(not (advice.answer or "").strip() for advice in self):
            raise UserError(self.env._("Enter the answer first."))
        self._step(state='answered', answered_on=fields.Date.context_today(self),
                   answered_by_id=self.env.uid)
        self.sudo().activity_feedback([TO_DO])

    def action_withdraw(self):
        """Say that no answer is needed any more."""
        self._check_step('asked')
        self._step(state='withdrawn')
        self.sudo().activity_unlink([TO_DO])

    # === BUSINESS === #

    def _check_step(self, state):
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        if any(advice.state != state for advice in self):
            raise UserError(self.env._("Somebody has taken this step meanwhile."))

    def _step(self, **vals):
        before = self._images()
        self.sudo().write(vals)
        self.env['ar.event']._log_changes('advice.changed', self, before, self._images())

    def _images(self):
        return self.env['ar.event']._images(self, LOGGED)

    def _remind(self):
        """An activity on the last day: with the colleague who is asked, else with who asks."""
        self.activity_schedule(
            TO_DO, self.due_date or fields.Date.context_today(self),
            summary=self.env._("Legal advice: %s", self.name),
            user_id=(self.user_id or self.asked_by_id).id)
