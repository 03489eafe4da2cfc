from odoo import fields, models


class ArAuditLoss(models.Model):
    """Something that was lost, or is so long overdue that it may be, with the decisions of the
    year before that gave the customer more."""
    _name = 'ar.audit.loss'
    _description = "Loss in an Audit Extract"
    _inherit = ['ar.amount.mixin']
    _order = 'extract_id desc, amount desc, id'
    _rec_name = 'move_id'

    extract_id = fields.Many2one(
        'ar.audit.extract', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='extract_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(
        [('write_off', "Written Off"), ('credit_note', "Credited"), ('overdue', "Long Overdue")],
        required=True, readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True, index=True)
    move_id = fields.Many2one(
        'account.move', string="Invoice or Entry", readonly=True, index=True,
        ondelete='set null')
    date = fields.Date(readonly=True, help="Of the entry; of what is overdue, its due date.")
    amount = fields.Monetary(readonly=True)
    event_ids = fields.Many2many(
        'ar.event', 'ar_audit_loss_event_rel', string="Decisions Before", readonly=True)
    event_count = fields.Integer(string="Decisions", compute='_compute_event_count')
    finding_ids = fields.One2many('ar.audit.finding', 'loss_id', string="Findings")

    def _compute_event_count(self):
        for loss in self:
            loss.event_count = len(loss.event_ids)

    # === ACTIONS === #

    def action_open_document(self):
        """Open the entry, with the user's own rights."""
        self.ensure_one()
        self.move_id.check_access('read')
        return self.move_id._get_records_action()

    def action_open_decisions(self):
        """List the decisions before it."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_event_action'),
            'domain': [('id', 'in', self.event_ids.ids)], 'context': {},
        }
