from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

REASONS = ('young', 'legal', 'open', 'hold')


class ArRetentionRun(models.Model):
    """Erasing what was noted about people: all that is older than its period, or what one person
    asks for. First a preview says what would go and what stays, and why; a credit manager approves
    it; then it goes in the background, in steps that a kill costs nothing."""
    _name = 'ar.retention.run'
    _description = "Retention Run"
    _inherit = ['ar.engine.written']
    _order = 'id desc'
    _rec_name = 'date'
    _by_hand = frozenset(('partner_id',))

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True,
                                 ondelete='cascade')
    date = fields.Date(required=True, readonly=True, help="Day of the preview.")
    partner_id = fields.Many2one(
        'res.partner', string="Whose Data", index='btree_not_null', ondelete='set null',
        help="Who asks for erasure. Empty: everything that is older than its period.")
    # As it was previewed, for the person may be deleted before the run goes on.
    is_request = fields.Boolean(string="Request", readonly=True)
    state = fields.Selection(
        [('draft', "Preview"), ('approved', "Approved"), ('done', "Done"),
         ('cancelled', "Cancelled")], required=True, readonly=True, default='draft')
    approved_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    approved_on = fields.Datetime(readonly=True)
    done_on = fields.Datetime(readonly=True)
    line_ids = fields.One2many('ar.retention.line', 'run_id', string="Kinds", readonly=True)
    erase_count = fields.Integer(string="To Be Erased", compute='_compute_counts')
    erased_count = fields.Integer(string="Erased", compute='_compute_counts')

    # === COMPUTE === #

    @api.depends('line_ids.erase_count', 'line_ids.erased_count')
    def _compute_counts(self):
        for run in self:
            run.erase_count = sum(run.line_ids.mapped('erase_count'))
            run.erased_count = sum(run.line_ids.mapped('erased_count'))

    @api.depends('date', 'partner_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for run in self:
            name = self.env._("Erasure for %s", run.partner_id.display_name) \
                if run.partner_id else self.env._("Retention Run")
            run.display_name = f"{name} {format_date(self.env, run.date)}".strip()

    # === CRUD === #

    def write(self, vals):
        # EXTENDS engine: another person needs another preview
        result = super().write(vals)
        if not self.env.su and 'partner_id' in vals:
            self._check_draft()
            self.sudo()._preview()
        return result

    def _engine_words(self):
        return self.env._("A retention run is made by its buttons.")

    # === ACTIONS === #

    def action_new(self):
        """Make a preview of what is older than its period, and open it."""
        self._check_manager()
        run = self.sudo().create({
            'company_id': self.env.company.id, 'date': fields.Date.context_today(self)})
        run._preview()
        return run.sudo(False)._get_records_action()

    def action_preview(self):
        """Count once more."""
        self._check_manager()
        self._check_draft()
        self.sudo()._preview()

    def action_approve(self):
        """Let everything of the preview be erased that can still go then."""
        self._check_manager()
        self._check_draft()
        self.sudo().write({
            'state': 'approved', 'approved_by_id': self.env.uid,
            'approved_on': fields.Datetime.now()})
        self.env.ref('ar_optimization.ir_cron_retention').sudo()._trigger()

    def action_cancel(self):
        """Erase nothing, or nothing more."""
        self._check_manager()
        if any(run.state not in ('draft', 'approved') for run in self):
            raise UserError(self.env._("This run is over."))
        self.sudo().state = 'cancelled'

    def action_report(self):
        """Print for the person what is held, what was erased, and what stays until when and why."""
        self.ensure_one()
        self._check_manager()
        return self.env.ref('ar_optimization.ar_retention_run_report').report_action(self)

    def _check_manager(self):
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')

    def _check_draft(self):
        if any(run.state != 'draft' for run in self):
            raise UserError(self.env._("This run was approved or cancelled: make another one."))

    # === BUSINESS === #

    def _preview(self):
        """Count what would go and what stays, by kind."""
        today = fields.Date.context_today(self)
        for run in self:
            run.line_ids.unlink()
            policies = self.env['ar.retention.policy'].sudo()._of(run.company_id)
            run.write({'date': today, 'is_request': bool(run.partner_id), 'line_ids': [
                fields.Command.create(run._counted(policy, today)) for policy in policies]})

    def _counted(self, policy, today):
        """The figures of a kind, as values of a line."""
        self.env.flush_all()
        counts, last = {}, None
        for why, count, day in self.env.execute_query(SQL(
                "SELECT why, COUNT(*), MAX(day) FROM (%s) item GROUP BY why",
                policy._items_sql(self.company_id, today, self.partner_id))):
            counts[why] = count
            last = day if why == 'young' else last
        return {
            'policy_id': policy.id, 'kind': policy.kind, 'ground': policy.ground,
            'found_count': sum(counts.values()), 'erase_count': counts.get(None, 0),
            **{f'{why}_count': counts.get(why, 0) for why in REASONS},
            'kept_until': last and last + relativedelta(months=policy.least_months)}
