from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

KINDS = [
    ('report', "Report Overdue"), ('stop', "Stop Shipping"), ('claim', "Make a Claim"),
    ('expiry', "Cover Ends"), ('limitation', "Limitation Period Ends"),
]


class ArCoverMark(models.Model):
    """What was done about a deadline, and whether somebody was told of it. Whether an overdue item
    was reported in time decides whether it is still covered."""
    _name = 'ar.cover.mark'
    _description = "Deadline Kept"
    _order = 'done_date desc, id desc'

    kind = fields.Selection(KINDS, required=True)
    cover_id = fields.Many2one('ar.cover', index='btree_not_null', ondelete='cascade')
    line_id = fields.Many2one(
        'account.move.line', string="Open Item", index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, precompute=True, index=True)
    done_date = fields.Date(string="Done On")
    user_id = fields.Many2one('res.users', string="Done By", readonly=True)
    reference = fields.Char(help="Number of the report or claim, as the insurer knows it.")
    told_for = fields.Date(readonly=True, help="The last day of which somebody was told.")

    _once = models.UniqueIndex('(kind, COALESCE(cover_id, 0), COALESCE(line_id, 0))')
    _line_idx = models.Index('(line_id, kind)')

    # === CONSTRAINTS === #

    @api.constrains('done_date')
    def _check_done_date(self):
        today = fields.Date.context_today(self)
        if any(mark.done_date and mark.done_date > today for mark in self):
            raise ValidationError(self.env._("What is done cannot be of a day in the future."))

    # === COMPUTE === #

    @api.depends('cover_id', 'line_id')
    def _compute_company_id(self):
        for mark in self:
            mark.company_id = mark.cover_id.company_id or mark.line_id.company_id

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        marks = super().create(vals_list)
        marks.filtered('done_date')._log_done()
        return marks

    def write(self, vals):
        if not self.env.su and not set(vals) <= {'done_date', 'reference'}:
            raise AccessError(self.env._(
                "Only the day and the reference of what was done can be changed."))
        result = super().write(vals)
        if set(vals) & {'done_date', 'reference'}:
            self._log_done()
        return result

    def _log_done(self):
        """Log what was done with the cover, or the account where there is no cover."""
        for mark in self:
            subject = mark.cover_id or mark._account()
            self.env['ar.event']._log('cover.deadline_done', subject, numbers={subject.id: {
                'deadline': mark.kind, 'item': mark.line_id.id or None,
                'done_date': mark.done_date}})
        self.cover_id._after_change()

    def _account(self):
        return self.line_id.partner_id._ar_account(self.company_id)
