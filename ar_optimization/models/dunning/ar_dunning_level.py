from odoo import api, fields, models
from odoo.exceptions import UserError


class ArDunningLevel(models.Model):
    """One step of a procedure: how many days from the due date of an instalment, on which way, with
    which words, and who has to agree first."""
    _name = 'ar.dunning.level'
    _description = "Dunning Level"
    _inherit = ['ar.logged.part']
    _check_company_auto = True
    _order = 'procedure_id, days, id'
    _part_of = 'procedure_id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    procedure_id = fields.Many2one(
        'ar.dunning.procedure', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='procedure_id.company_id', store=True)
    sequence = fields.Integer(
        string="Level", compute='_compute_sequence', store=True, aggregator=None,
        help="1, 2, 3 after the due date; reminders before it are -1, -2 counted back from it. "
             "An instalment goes up one level at a time.")
    days = fields.Integer(
        string="Days From Due Date", required=True,
        help="Of the instalment. Negative: a friendly reminder before it is due.")
    gap_days = fields.Integer(
        string="Days Since Level Before", default=7,
        help="At least so many days after the instalment got the level before.")
    minimum_ids = fields.One2many(
        'ar.dunning.minimum', 'level_id', string="Least Amounts", copy=True,
        help="What a customer's instalments must come to together at this level, by currency. "
             "Below it they wait.")
    channel = fields.Selection(
        selection='_channel_selection', required=True, default='mail',
        help="On which way the customer is told.")
    mail_template_id = fields.Many2one(
        'mail.template', string="Text", ondelete='restrict',
        domain=[('model', '=', 'ar.dunning.notice')],
        help="Written in the customer's language.")
    attach_invoices = fields.Boolean(help="The invoices as PDF.")
    attach_statement = fields.Boolean(help="A statement of everything that is open, as PDF.")
    approval_required = fields.Boolean(
        string="Needs a Credit Manager",
        help="Nothing of this level goes out before a credit manager has approved it.")
    final_notice = fields.Boolean(
        help="After it the customer is handed over to collection. It is never held back, and no "
             "instalment starts with it at go-live.")
    activity_type_id = fields.Many2one(
        'mail.activity.type', string="Activity", ondelete='set null',
        help="Planned for whoever looks after the customer, such as a call or a visit.")
    script = fields.Text(
        translate=True, help="What to say on the phone or at the customer's, and what to ask.")

    _days_unique = models.UniqueIndex(
        '(procedure_id, days) WHERE active IS TRUE',
        "Two levels of a procedure cannot begin on the same day.")
    _gap_positive = models.Constraint(
        'CHECK (gap_days >= 0)', "The days since the level before cannot be negative.")

    # === COMPUTE === #

    @api.depends('days', 'active', 'procedure_id.level_ids.days', 'procedure_id.level_ids.active')
    def _compute_sequence(self):
        for level in self:
            rivals = level.procedure_id.level_ids.filtered('active') - level
            if level.days < 0:
                later = rivals.filtered(lambda each, own=level: own.days < each.days < 0)
                level.sequence = -1 - len(later)
            else:
                earlier = rivals.filtered(lambda each, own=level: 0 <= each.days < own.days)
                level.sequence = 1 + len(earlier)

    @api.model
    def _channel_selection(self):
        return self.env['ar.dunning.notice']._channel_selection()

    # === BUSINESS === #

    def _notice_terms(self):
        """What a notice takes over from its level when somebody gives it another one."""
        return {
            'channel': self.channel, 'approval_required': self.approval_required,
            'mail_template_id': self.mail_template_id.id, 'strategy_id': False,
            'strategy_facts': False, 'is_letter': False}

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env['ar.dunning.notice.line'].sudo().search_count(
            [('level_id', 'in', self.ids)], limit=1)
        if used or self.env['ar.dunning.item'].sudo().search_count(
                [('level_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "Customers have been given this level: archive it instead."))
