from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context, format_date

# What a credit manager says; everything else is gathered.
FORM = ('date', 'company_id')


class ArReviewMeeting(models.Model):
    """Finance and sales look at what is overdue: a page for each salesperson, one for management,
    and what was decided. Its figures are frozen once it was held; what is still to be done comes
    back at the next one."""
    _name = 'ar.review.meeting'
    _description = "Review Meeting"
    _order = 'date desc, id desc'

    date = fields.Date(required=True, default=fields.Date.context_today)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        [('draft', "Being Prepared"), ('held', "Took Place"), ('closed', "Closed")],
        required=True, default='draft', readonly=True, copy=False,
        help="Being Prepared: the figures can be gathered anew.\n"
             "Took Place: they stay as they were; decisions are still added.\n"
             "Closed: nothing is added any more.")
    previous_id = fields.Many2one(
        'ar.review.meeting', string="Last Meeting", readonly=True, copy=False, index=True,
        ondelete='set null', help="Held last before this one: what changed since is shown.")
    figures_date = fields.Date(
        string="Figures As Of", readonly=True, copy=False,
        help="The day of the meeting, or the day on which they were gathered before it.")
    open_amount = fields.Monetary(
        string="Open", readonly=True, copy=False,
        help="All open items of the company on that day: the pages add up to it.")
    overdue_amount = fields.Monetary(string="Overdue", readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False, help="The page for management.")
    page_ids = fields.One2many(
        'ar.review.page', 'meeting_id', string="Salespeople", readonly=True, copy=False)
    decision_ids = fields.One2many(
        'ar.review.decision', 'meeting_id', string="Decisions", copy=False)
    carried_ids = fields.Many2many(
        'ar.review.decision', 'ar_review_meeting_carried_rel', 'meeting_id', 'decision_id',
        string="To Be Followed Up", readonly=True, copy=False,
        help="Decisions of earlier meetings that were open when the figures were gathered.")
    late_count = fields.Integer(
        string="Decisions Past Their Day", readonly=True, copy=False, aggregator=None)

    # === COMPUTE === #

    @api.depends('date')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for meeting in self:
            meeting.display_name = self.env._(
                "Review of %s", format_date(self.env, meeting.date)) if meeting.date else ""

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self = self.with_context(clean_context(self.env.context))
        if not self.env.su:
            self.env.user._ar_check_role('credit_manager')
            vals_list = [
                {name: vals[name] for name in FORM if name in vals} for vals in vals_list]
        meetings = super().create(vals_list)
        for meeting in meetings:
            meeting.check_access('read')
            meeting.sudo()._gather()
        return meetings

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {'date', 'decision_ids'}:
                raise AccessError(self.env._("The figures of a meeting are gathered, not written."))
            if 'date' in vals and any(meeting.state != 'draft' for meeting in self):
                raise UserError(self.env._("The meeting was held: its day stays."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(meeting.state != 'draft' for meeting in self):
            raise UserError(self.env._("A meeting that was held stays."))

    # === ACTIONS === #

    def action_gather(self):
        """Gather the figures of a meeting that is being prepared anew."""
        self._check_manager('draft')
        for meeting in self:
            meeting.sudo()._gather()

    def action_hold(self):
        """Say that the meeting was held: gather the figures of its day, and freeze them."""
        self._check_manager('draft')
        today = fields.Date.context_today(self)
        if any(meeting.date > today for meeting in self):
            raise UserError(self.env._("The day of the meeting has not come yet."))
        for meeting in self.sudo():
            meeting._gather()
            meeting.state = 'held'
        self.env['ar.event']._log('review.held', self, numbers={
            meeting.id: {'open_amount': meeting.open_amount,
                         'overdue_amount': meeting.overdue_amount} for meeting in self})

    def action_close(self):
        """Say that nothing is added any more."""
        self._check_manager('held')
        self.sudo().state = 'closed'
        self.env['ar.event']._log('review.closed', self, numbers={
            meeting.id: {'decisions': len(meeting.decision_ids)} for meeting in self})

    def action_print(self):
        """Print the pack: one page for management, one for each salesperson."""
        self.check_access('read')
        return self.env.ref('ar_optimization.ar_review_pack_report').report_action(self)

    def _check_manager(self, state):
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(meeting.state != state for meeting in self):
            raise UserError(self.env._("The meeting is not in the state for that."))
