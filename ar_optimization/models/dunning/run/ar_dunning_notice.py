from odoo import api, fields, models


class ArDunningNotice(models.Model):
    """What one customer is told in one run: at its highest level, about all that is open."""
    _name = 'ar.dunning.notice'
    _description = "Dunning Notice"
    _inherit = ['ar.amount.mixin']
    _order = 'run_id desc, level desc, amount desc, id'

    run_id = fields.Many2one(
        'ar.dunning.run', "Dunning Run", required=True, readonly=True, index=True,
        ondelete='cascade')
    date = fields.Date(related='run_id.date', store=True, index=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True, index=True,
        ondelete='restrict')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, index=True)
    procedure_id = fields.Many2one('ar.dunning.procedure', readonly=True, ondelete='restrict')
    level_id = fields.Many2one(
        'ar.dunning.level', required=True, readonly=True, index=True,
        ondelete='restrict')
    level = fields.Integer(string="Level Number", readonly=True, aggregator='max')
    channel = fields.Selection(selection='_channel_selection', required=True, readonly=True)
    mail_template_id = fields.Many2one(
        'mail.template', string="Text of the Level", readonly=True, ondelete='set null',
        help="What was to be written when the run was prepared.")
    tier_id = fields.Many2one(
        'ar.credit.tier', string="Tier at That Time", readonly=True, ondelete='set null')
    is_drawn = fields.Boolean(
        string="In the Draw", readonly=True,
        help="It could have been held back by lot, so its effect can be measured.")
    currency_id = fields.Many2one('res.currency', string="Company Currency", readonly=True)
    amount = fields.Monetary(
        string="Open Amount", readonly=True, help="What the items of this notice come to.")
    collectable_amount = fields.Monetary(
        string="Amount Demanded", readonly=True, help="The open amount less what is disputed.")
    line_count = fields.Integer(string="Number of Items", readonly=True)
    max_days = fields.Integer(string="Days Overdue", readonly=True, aggregator='max')
    state = fields.Selection(
        [
            ('draft', "Preview"), ('approved', "Approved"), ('sent', "Sent"),
            ('failed', "Failed"), ('cancelled', "Taken Out"),
        ],
        required=True, default='draft', readonly=True, index=True)
    approval_required = fields.Boolean(string="Needs a Credit Manager", readonly=True)
    failure_reason = fields.Char(readonly=True)
    reason = fields.Char(readonly=True, help="Why somebody changed it or took it out.")
    sent_date = fields.Datetime(string="Sent On", readonly=True)
    approver_id = fields.Many2one('res.users', string="Approved By", readonly=True)
    line_ids = fields.One2many('ar.dunning.notice.line', 'notice_id', string="Items", readonly=True)

    _account_idx = models.Index('(account_id, state, sent_date)')

    # === COMPUTE === #

    @api.depends('partner_id', 'level_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.level_id.name}: {notice.partner_id.display_name}"

    # === BUSINESS === #

    @api.model
    def _channels(self):
        """Hook: the ways on which a notice can go out. Whoever knows another one adds it.

        :return: {code: (label, name of its abstract model)}
        """
        return {'mail': (self.env._("E-Mail"), 'ar.dunning.channel.mail')}

    @api.model
    def _channel_selection(self):
        return [(code, label) for code, (label, __) in self._channels().items()]
