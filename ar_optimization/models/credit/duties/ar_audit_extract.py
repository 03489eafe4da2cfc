from odoo import api, fields, models
from odoo.exceptions import UserError


class ArAuditExtract(models.Model):
    """A sample of the decisions of a period for somebody who looks over them: some drawn by lot
    from a seed, so that anybody can draw the same again, and those most worth a look; and the
    losses of the period with the decisions that led to them.

    What is drawn stays: findings follow from it, with owner, remedy and last day."""
    _name = 'ar.audit.extract'
    _description = "Audit Extract"
    _inherit = ['mail.thread']
    _check_company_auto = True
    _order = 'date_to desc, id desc'

    name = fields.Char(
        string="Number", compute='_compute_name', store=True, precompute=False)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(
        string="From", required=True,
        default=lambda self: fields.Date.subtract(fields.Date.context_today(self), months=3))
    date_to = fields.Date(
        string="Until and Including", required=True,
        default=lambda self: fields.Date.context_today(self))
    seed = fields.Integer(
        required=True, copy=False, readonly=True,
        help="The same number draws the same decisions again.")
    random_size = fields.Integer(string="Drawn by Lot", required=True, default=25)
    risk_size = fields.Integer(string="Most Worth a Look", required=True, default=15)
    state = fields.Selection(
        [('draft', "Draft"), ('drawn', "Drawn"), ('closed', "Closed")],
        required=True, default='draft', readonly=True, copy=False, tracking=True)
    auditor_id = fields.Many2one(
        'res.users', required=True, default=lambda self: self.env.user,
        domain=[('share', '=', False)], help="Looks over the decisions.")
    population = fields.Integer(
        string="Decisions", readonly=True, copy=False,
        help="Decisions of persons in the period, from which it was drawn.")
    last_event = fields.Integer(
        readonly=True, copy=False, help="The newest entry of the log when it was drawn.")
    line_ids = fields.One2many('ar.audit.line', 'extract_id', string="Sample")
    finding_ids = fields.One2many('ar.audit.finding', 'extract_id', string="Findings")
    loss_ids = fields.One2many('ar.audit.loss', 'extract_id', string="Losses")
    open_count = fields.Integer(string="To Look At", compute='_compute_counts')
    finding_count = fields.Integer(string="Open Findings", compute='_compute_counts')
    loss_amount = fields.Monetary(string="Losses in All", compute='_compute_counts')

    _dates_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "The period ends before it begins.")
    _sizes = models.Constraint(
        'CHECK (random_size >= 0 AND risk_size >= 0 AND random_size + risk_size BETWEEN 1 AND 500)',
        "A sample has between 1 and 500 decisions.")

    # === COMPUTE === #

    @api.depends('company_id')
    def _compute_name(self):
        for extract in self:
            extract.name = extract.id and f'AU{extract.id:05}'

    @api.depends('line_ids.result', 'finding_ids.state', 'loss_ids.amount')
    def _compute_counts(self):
        for extract in self:
            extract.open_count = len(
                extract.line_ids.filtered(lambda line: line.result == 'open'))
            extract.finding_count = len(
                extract.finding_ids.filtered(lambda finding: finding.state != 'closed'))
            extract.loss_amount = sum(extract.loss_ids.mapped('amount'))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        blank = {'state': 'draft', 'population': 0, 'last_event': 0}
        if not self.env.su:  # who could choose the seed could choose the sample
            blank['seed'] = 0
        return super().create([{**vals, **blank} for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            if {'state', 'population', 'last_event', 'seed'} & vals.keys():
                raise UserError(self.env._("The state of an extract changes by its buttons only."))
            fixed = {'company_id', 'date_from', 'date_to', 'random_size', 'risk_size'}
            if fixed & vals.keys() and any(extract.state != 'draft' for extract in self):
                raise UserError(self.env._("What was drawn stays as it is: make a new extract."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        if any(extract.state != 'draft' for extract in self):
            raise UserError(self.env._("What was drawn stays as it is: make a new extract."))

    # === ACTIONS === #

    def action_draw(self):
        """Draw the sample and trace the losses."""
        for extract in self:
            extract.check_access('write')
            if extract.state != 'draft':
                raise UserError(self.env._("This extract was drawn already."))
            extract.sudo()._draw()

    def action_draw_again(self):
        """Draw once more and compare: the seed and the log give what stands here, or somebody has
        taken something out of the sample or the log."""
        self.ensure_one()
        self.check_access('read')
        missing = self.sudo()._differences()
        return self.env['ar.event']._notify(
            self.env._("Drawn again from the same seed: the same decisions.") if not missing
            else self.env._("Drawn again, %s decisions differ.", len(missing)), reload=False)

    def action_close(self):
        """Everything was looked at; findings go on by themselves."""
        for extract in self:
            extract.check_access('write')
            if extract.state != 'drawn' or extract.open_count:
                raise UserError(self.env._("Look at every decision of the sample first."))
        self.sudo().write({'state': 'closed'})
        self.env['ar.event']._log('audit.closed', self, numbers={
            extract.id: {'findings': len(extract.finding_ids)} for extract in self})

    def action_open_lines(self):
        """List the sample."""
        return self._open('ar_optimization.ar_audit_line_action')

    def action_open_findings(self):
        """List the findings."""
        return self._open('ar_optimization.ar_audit_finding_action')

    def action_open_losses(self):
        """List the losses, each with the decisions behind it."""
        return self._open('ar_optimization.ar_audit_loss_action')

    def _open(self, xmlid):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(xmlid),
            'domain': [('extract_id', '=', self.id)],
            'context': {'default_extract_id': self.id, 'create': False},
        }
