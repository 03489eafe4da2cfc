from odoo import fields, models


class ArPaymentExperienceBatch(models.Model):
    """One file of payment experience: where it came from, how far it is trusted, and the handle by
    which the whole file can be taken out again."""
    _name = 'ar.payment.experience.batch'
    _description = "Payment Experience File"
    _order = 'date desc, id desc'
    _inherit = ['mail.thread']

    name = fields.Char(required=True, help="Name of the file or of the report.")
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    source = fields.Selection(
        [('erp', "Previous System"), ('bureau', "Credit Bureau"), ('peer', "Credit Alliance Peer")],
        required=True, default='erp', tracking=True)
    date = fields.Date(
        string="As of", required=True, default=fields.Date.context_today,
        help="Day on which the other side knew this. Unpaid invoices are late up to this day.")
    weight = fields.Float(
        required=True, default=1.0, tracking=True, digits=(3, 2),
        help="How much one invoice of this file counts against one of your own: 1 for your own "
             "old system, less for what others report.")
    line_ids = fields.One2many('ar.payment.experience', 'batch_id', string="Invoices")
    line_count = fields.Integer(compute='_compute_line_count')

    _weight_bounds = models.Constraint(
        'CHECK (weight >= 0 AND weight <= 1)', "The weight of a file lies between 0 and 1.")

    def _compute_line_count(self):
        counts = dict(self.env['ar.payment.experience'].with_context(active_test=False)._read_group(
            [('batch_id', 'in', self.ids)], ['batch_id'], ['__count']))
        for batch in self:
            batch.line_count = counts.get(batch, 0)

    # === ACTIONS === #

    def action_withdraw(self):
        """Take the file out of every figure, without losing it."""
        self.action_archive()
        self.env['ar.event']._log('experience.withdrawn', self)

    def action_restore(self):
        """Let the file count again."""
        self.action_unarchive()
        self.env['ar.event']._log('experience.restored', self)

    def action_open_lines(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.name,
            'res_model': 'ar.payment.experience',
            'view_mode': 'list,pivot,graph',
            'domain': [('batch_id', '=', self.id)],
            'context': {'active_test': False},
        }
