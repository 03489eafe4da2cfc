from odoo import api, fields, models
from odoo.tools import format_date


class ArDunningRun(models.Model):
    """A batch of notices of one company: prepared, looked at by a person, approved, sent."""
    _name = 'ar.dunning.run'
    _description = "Dunning Run"
    _order = 'date desc, id desc'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True,
        default=lambda self: self.env.company)
    date = fields.Date(
        required=True, readonly=True, default=fields.Date.context_today,
        help="Days overdue are counted up to this day.")
    state = fields.Selection(
        [
            ('draft', "Preview"), ('approved', "Approved"), ('sending', "Sending"),
            ('done', "Done"), ('cancelled', "Cancelled"),
        ],
        required=True, default='draft', readonly=True, index=True)
    position = fields.Selection(
        [('observe', "Observed Only"), ('on', "On")], readonly=True, default='on', required=True,
        help="What is observed is never sent.")
    is_automatic = fields.Boolean(string="Made at Night", readonly=True)
    is_touched = fields.Boolean(
        readonly=True, help="Somebody has worked on it: the next night leaves it alone.")
    notice_ids = fields.One2many('ar.dunning.notice', 'run_id', string="Notices", readonly=True)
    skip_ids = fields.One2many('ar.dunning.skip', 'run_id', string="Left Out", readonly=True)
    total_ids = fields.One2many('ar.dunning.total', 'run_id', string="Totals", readonly=True)
    last_bank_date = fields.Date(
        string="Last Bank Entry", readonly=True,
        help="Up to this day receipts were known when the run was prepared.")
    bank_dates = fields.Json(readonly=True, help="Bank journals and their newest receipts.")
    bank_is_stale = fields.Boolean(string="Bank Data Was Old", readonly=True)
    approver_id = fields.Many2one('res.users', string="Approved By", readonly=True)
    approve_date = fields.Datetime(string="Approved On", readonly=True)
    done_date = fields.Datetime(string="Done On", readonly=True)

    # === COMPUTE === #

    @api.depends('date', 'company_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "Run of %s", format_date(self.env, run.date)) if run.date else ""
