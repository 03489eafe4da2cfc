from odoo import api, fields, models

from ....tools import provision


class ArProvisionItem(models.Model):
    """An open item that can be assessed by itself, because it is disputed, with an agency or in
    court. It stays in the matrix until somebody says a rate and why."""
    _name = 'ar.provision.item'
    _description = "Single Item of a Provision Matrix"
    _inherit = ['ar.provision.part']
    _order = 'amount desc, id'
    _by_hand = frozenset(('is_specific', 'rate', 'reason'))

    line_id = fields.Many2one(
        'ar.provision.line', string="Row", required=True, readonly=True, index=True,
        ondelete='cascade')
    move_line_id = fields.Many2one(
        'account.move.line', string="Item", readonly=True, index='btree_not_null',
        ondelete='set null')
    name = fields.Char(string="Document", readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='set null')
    date_maturity = fields.Date(string="Due", readonly=True)
    bucket_name = fields.Char(related='line_id.bucket_name')
    cause = fields.Selection(
        [('dispute', "Disputed"), ('agency', "With an Agency"), ('legal', "In Court")],
        readonly=True)
    amount = fields.Monetary(
        string="Exposed", readonly=True,
        help="Open less what is set off or covered; of a dispute, the disputed part at most.")
    is_specific = fields.Boolean(
        string="Assess Singly", help="Takes it out of the matrix, at a rate of its own.")
    rate = fields.Float(string="Rate (%)", aggregator=None, digits=(7, 3),
                        help="The part that will not come in; no forward factor is put on it.")
    reason = fields.Text(help="Why this rate: state of the case, opinion of the lawyer.")
    loss_amount = fields.Monetary(
        string="Expected Loss", compute='_compute_loss_amount', store=True, compute_sudo=False)

    _item_once = models.UniqueIndex('(matrix_id, move_line_id)')
    _rate_is_part = models.Constraint(
        'CHECK (rate BETWEEN 0 AND 100)', "A rate is between 0 and 100 %.")

    # === COMPUTE === #

    @api.depends('is_specific', 'rate', 'amount')
    def _compute_loss_amount(self):
        for item in self:
            rate = item.rate / 100 if item.is_specific else None
            item.loss_amount = provision.loss(
                item.amount, rate, digits=item.currency_id.decimal_places)

    # === ACTIONS === #

    def action_open_document(self):
        """Open the document, with the user's own rights."""
        self.ensure_one()
        return self.move_line_id.move_id._get_records_action()
