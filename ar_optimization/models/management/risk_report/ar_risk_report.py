from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context, format_date

# What a person says; everything else is gathered, or follows from the sign-off.
FORM = ('date', 'company_id', 'summary', 'reader_ids', 'decision_ids')
LATER = {'date', 'summary', 'reader_ids', 'decision_ids'}
# Who writes these has a part in the report, and does not sign it alone.
AUTHORED = {'date', 'summary'}


class ArRiskReport(models.Model):
    """What management is told about the receivables of a company on a day: where they stand, what
    crossed a bound, what is to come, and what is done about it. A credit manager signs it; from
    then on it stays as it is and goes to its readers, who say that they have read it, and what
    they think of it."""
    _name = 'ar.risk.report'
    _description = "Risk Report"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'date desc, id desc'

    date = fields.Date(
        string="As Of", required=True, default=lambda self: self._default_date(),
        help="At the end of this day.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    period = fields.Selection(
        [('month', "Month"), ('quarter', "Quarter"), ('demand', "On Demand")], required=True,
        readonly=True, default='demand')
    state = fields.Selection(
        [('draft', "Draft"), ('signed', "Signed")], required=True, default='draft', readonly=True,
        copy=False, index=True,
        help="Draft: figures can be gathered anew.\nSigned: it stays as it is, and is with its "
             "readers.")
    summary = fields.Text(
        string="In Words", help="What the figures mean, as management is to read it first.")
    gathered_on = fields.Datetime(string="Figures Gathered", readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False, help="The figures, as they are shown.")
    open_amount = fields.Monetary(
        string="Receivable", readonly=True, copy=False,
        help="All open items of the company on that day, as the general ledger has them.")
    overdue_amount = fields.Monetary(string="Overdue", readonly=True, copy=False)
    hint_count = fields.Integer(
        string="Risk Hints", readonly=True, copy=False, aggregator=None)
    grave_count = fields.Integer(
        string="Cannot Wait", readonly=True, copy=False, aggregator=None)
    body_html = fields.Html(
        string="Risk Report", compute='_compute_body_html', compute_sudo=True, sanitize=False)
    author_ids = fields.Many2many(
        'res.users', 'ar_report_author_rel', 'report_id', 'user_id', string="Written By",
        readonly=True, copy=False)
    signed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    signed_on = fields.Datetime(readonly=True, copy=False)
    previous_id = fields.Many2one(
        'ar.risk.report', string="Last Report", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null', help="Signed last before this one: its feedback is shown.")
    decision_ids = fields.One2many(
        'ar.management.decision', 'report_id', string="Measures", copy=False)
    reader_ids = fields.One2many(
        'ar.risk.report.reader', 'report_id', string="Readers", copy=False)
    read_count = fields.Integer(
        string="Have Read", compute='_compute_read_count', compute_sudo=True)
    reader_count = fields.Integer(
        string="Readers in All", compute='_compute_read_count', compute_sudo=True)
    is_mine_to_read = fields.Boolean(compute='_compute_is_mine_to_read', compute_sudo=True)

    _period_once = models.UniqueIndex(
        "(company_id, period, date) WHERE period <> 'demand'", "There is a report of this period.")

    # === COMPUTE === #

    @api.model
    def _default_date(self):
        return fields.Date.subtract(fields.Date.context_today(self).replace(day=1), days=1)

    @api.depends('date', 'company_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Risk Report %s", format_date(self.env, report.date)) if report.date else ""

    @api.depends('content', 'summary', 'state', 'decision_ids', 'signed_on')
    @api.depends_context('lang', 'tz')
    def _compute_body_html(self):
        for report in self:
            # What is stored: over RPC a form may say anything.
            kept = report._origin
            report.body_html = bool(kept.content) and self.env['ir.qweb']._render(
                'ar_optimization.ar_risk_report_body', kept._page())

    @api.depends('reader_ids.read_on')
    def _compute_read_count(self):
        for report in self:
            report.reader_count = len(report.reader_ids)
            report.read_count = len(report.reader_ids.filtered('read_on'))

    @api.depends('reader_ids.read_on', 'state')
    @api.depends_context('uid')
    def _compute_is_mine_to_read(self):
        for report in self:
            mine = report.reader_ids.filtered(lambda reader: reader.user_id.id == self.env.uid)
            report.is_mine_to_read = report.state == 'signed' and bool(mine)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self = self.with_context(clean_context(self.env.context))
        if not self.env.su:
            self.env.user._ar_check_role('credit_manager')
            vals_list = [
                {**{name: vals[name] for name in FORM if name in vals},
                 'author_ids': [Command.set(self.env.user.ids)]} for vals in vals_list]
        reports = super().create(vals_list)
        for report in reports:
            report.check_access('read')
            report.sudo()._check_date()
            report.sudo()._add_usual_readers()
            report.sudo()._gather()
        return reports

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - LATER:
                raise AccessError(self.env._("The figures of a report are gathered, not written."))
            self._check_draft()
            if vals.keys() & AUTHORED:
                self.sudo().author_ids = [Command.link(self.env.uid)]
        result = super().write(vals)
        if 'date' in vals:
            for report in self.sudo():
                report._check_date()
                report._gather()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    def _check_draft(self):
        if any(report.state != 'draft' for report in self):
            raise UserError(self.env._("The report was signed: it stays as it is."))

    def _check_date(self):
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("The day of the report has not come yet."))

    # === ACTIONS === #

    def action_gather(self):
        """Gather the figures of a draft anew."""
        self._check_manager()
        self._check_draft()
        for report in self:
            report.sudo()._gather()

    def action_print(self):
        """The report as PDF."""
        self.check_access('read')
        return self.env.ref('ar_optimization.ar_risk_report_pdf').report_action(self)

    # === BUSINESS === #

    def _check_manager(self):
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
