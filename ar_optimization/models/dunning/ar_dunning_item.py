from odoo import fields, models


class ArDunningItem(models.Model):
    """How far an instalment has come: the last level it was given. Stays when the instalment is
    paid, so that a reversed payment finds it where it was."""
    _name = 'ar.dunning.item'
    _description = "Dunned Instalment"
    _rec_name = 'move_line_id'
    _order = 'id'

    move_line_id = fields.Many2one(
        'account.move.line', string="Journal Item", required=True, readonly=True,
        ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index=True,
        ondelete='set null')
    level = fields.Integer(
        string="Level Number", readonly=True, aggregator='max', default=None,
        help="1, 2, 3 after the due date; reminders before it are negative.")
    level_id = fields.Many2one('ar.dunning.level', readonly=True, ondelete='set null')
    given_date = fields.Date(string="Given On", readonly=True)
    notice_id = fields.Many2one('ar.dunning.notice', readonly=True, ondelete='set null')
    is_opening = fields.Boolean(
        string="From Go-Live", readonly=True, help="Given by age at go-live; nothing was sent.")
    is_holdout = fields.Boolean(
        string="Held Back", readonly=True,
        help="Chosen by lot: the level counts as given, and nothing was sent.")
    pause_until = fields.Date(
        string="Paused Until", readonly=True, help="Nothing is sent about it up to this day.")
    pause_reason = fields.Char(readonly=True)

    _move_line_unique = models.UniqueIndex('(move_line_id)')
