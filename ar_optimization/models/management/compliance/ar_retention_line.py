from odoo import fields, models


class ArRetentionLine(models.Model):
    """What a retention run finds and does for one kind of personal text."""
    _name = 'ar.retention.line'
    _description = "Kind in a Retention Run"
    _inherit = ['ar.engine.written']
    _order = 'run_id, id'
    _rec_name = 'kind'

    run_id = fields.Many2one(
        'ar.retention.run', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='run_id.company_id', store=True, index=True)
    policy_id = fields.Many2one('ar.retention.policy', readonly=True, ondelete='set null')
    kind = fields.Selection(
        selection=lambda self: self.env['ar.retention.policy']._kind_selection(),
        required=True, readonly=True)
    ground = fields.Char(
        string="Ground for Keeping", readonly=True,
        help="Of the period, as it was when the run was made.")
    found_count = fields.Integer(string="On File", readonly=True)
    erase_count = fields.Integer(string="To Be Erased", readonly=True)
    young_count = fields.Integer(
        string="Kept by Law", readonly=True, help="A law demands that it is kept for longer.")
    legal_count = fields.Integer(
        string="Kept: Legal Hold", readonly=True,
        help="A credit manager lets nothing about the customer be erased for now.")
    open_count = fields.Integer(
        string="Kept: Open Items", readonly=True, help="The customer still owes something.")
    hold_count = fields.Integer(
        string="Kept: Case", readonly=True,
        help="There is a lawsuit, a placement or a dispute for which it may be needed.")
    kept_until = fields.Date(
        string="At Most Until", readonly=True,
        help="When the last of it may go, as the law has it.")
    erased_count = fields.Integer(string="Erased", readonly=True)
    is_done = fields.Boolean(readonly=True)
