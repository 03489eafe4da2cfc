from odoo import api, fields, models

from ....tools import provision


class ArProvisionLine(models.Model):
    """One segment and bucket of a provision matrix: what is exposed, at which rate."""
    _name = 'ar.provision.line'
    _description = "Row of a Provision Matrix"
    _inherit = ['ar.provision.part']
    _order = 'segment_name, segment, bucket'
    _rec_name = 'segment_name'
    _by_hand = frozenset(('typed_rate', 'typed_source'))

    state = fields.Selection(related='matrix_id.state', string="State of the Matrix")
    date = fields.Date(related='matrix_id.date', string="As Of", store=True)
    segment = fields.Integer(
        string="Number of the Segment", readonly=True, aggregator=None,
        help="Id of the tier, country or currency; 0 without one.")
    segment_name = fields.Char(string="Segment", readonly=True, translate=True)
    bucket = fields.Integer(string="Number of the Bucket", readonly=True, aggregator=None)
    bucket_name = fields.Char(string="Ageing", readonly=True, translate=True)

    balance = fields.Monetary(
        string="Owed", readonly=True, help="As the ageing has it, without credits.")
    set_off_amount = fields.Monetary(
        string="Set Off", readonly=True,
        help="Credits taken from what the same customer owes, the oldest item first.")
    covered_amount = fields.Monetary(
        string="Covered", readonly=True,
        help="By covers that are integral to the contract with the customer.")
    item_ids = fields.One2many('ar.provision.item', 'line_id', readonly=True)
    specific_amount = fields.Monetary(
        string="Assessed Singly", compute='_compute_exposed', store=True, compute_sudo=False,
        help="Items with a rate of their own.")
    exposed_amount = fields.Monetary(
        string="Exposed", compute='_compute_exposed', store=True, compute_sudo=False,
        help="What is owed less what is set off, covered or assessed singly.")

    own_rate = fields.Float(
        string="Own Rate (%)", readonly=True, aggregator=None, digits=(7, 3),
        help="The part that was lost in the end, by the roll rates of the company's own history.")
    own_source = fields.Selection(
        [('segment', "This Segment"), ('company', "All Segments")], readonly=True,
        string="History Of", help="Empty: the history is too short for a rate.")
    own_count = fields.Integer(
        string="Instalments Seen", readonly=True, help="Month by month, in the history.")
    typed_rate = fields.Float(
        string="Typed Rate (%)", aggregator=None, digits=(7, 3),
        help="Used in place of the own rate as soon as its source is named.")
    typed_source = fields.Char(
        string="Source", help="Where the typed rate is from: study, rating, last year's audit.")
    rate = fields.Float(
        string="Rate (%)", compute='_compute_rate', store=True, compute_sudo=False,
        aggregator=None, digits=(7, 3), help="Before the forward factor.")
    rate_source = fields.Selection(
        [
            ('typed', "Typed"), ('segment', "Own History"), ('company', "History of All"),
            ('none', "None"),
        ], string="Rate From", compute='_compute_rate', store=True, compute_sudo=False)
    basis = fields.Char(
        string="Why This Rate", compute='_compute_basis')
    loss_amount = fields.Monetary(
        string="Expected Loss", compute='_compute_loss_amount', store=True, compute_sudo=False,
        help="Exposed × rate × forward factor.")

    _one_per_bucket = models.UniqueIndex('(matrix_id, segment, bucket)')
    _rate_is_part = models.Constraint(
        'CHECK (typed_rate BETWEEN 0 AND 100)', "A rate is between 0 and 100 %.")

    # === COMPUTE === #

    @api.depends('item_ids.is_specific', 'item_ids.amount', 'balance', 'set_off_amount',
                 'covered_amount')
    def _compute_exposed(self):
        for line in self:
            line.specific_amount = sum(
                line.item_ids.filtered('is_specific').mapped('amount'))
            line.exposed_amount = (
                line.balance - line.set_off_amount - line.covered_amount - line.specific_amount)

    @api.depends('typed_rate', 'typed_source', 'own_rate', 'own_source')
    def _compute_rate(self):
        for line in self:
            typed = bool((line.typed_source or '').strip())
            line.rate_source = 'typed' if typed else line.own_source or 'none'
            line.rate = line.typed_rate if typed else line.own_rate

    @api.depends('exposed_amount', 'rate', 'matrix_id.forward_percent')
    def _compute_loss_amount(self):
        for line in self:
            line.loss_amount = provision.loss(
                line.exposed_amount, line.rate / 100, line.matrix_id.forward_percent,
                line.currency_id.decimal_places)

    @api.depends('rate_source', 'typed_source', 'own_count', 'matrix_id.history_months')
    @api.depends_context('lang')
    def _compute_basis(self):
        for line in self:
            line.basis = line._basis()

    def _basis(self):
        months, count = self.matrix_id.history_months, self.own_count
        if self.rate_source == 'typed':
            return self.typed_source
        if self.rate_source == 'segment':
            return self.env._(
                "%(count)s instalments of this segment in %(months)s months", count=count,
                months=months)
        if self.rate_source == 'company':
            return self.env._(
                "Too few of this segment: %(count)s instalments of all in %(months)s months",
                count=count, months=months)
        if months < provision.MIN_MONTHS:
            return self.env._("History of %s months is too short: type a rate", months)
        return self.env._("Too few instalments in the history: type a rate")
