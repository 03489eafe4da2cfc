from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ENGINE = {'state', 'done_by_id', 'closed_by_id', 'closed_on'}
# What the auditor says; who sees to it writes the remedy.
AUDITORS = {
    'name', 'extract_id', 'line_id', 'loss_id', 'severity', 'description', 'owner_id', 'date_due'}


class ArAuditFinding(models.Model):
    """What an auditor did not find in order: who sees to it, how, until when. Whoever sees to it
    does not close it."""
    _name = 'ar.audit.finding'
    _description = "Audit Finding"
    _inherit = ['mail.thread', 'mail.activity.mixin', 'ar.due']
    _check_company_auto = True
    _order = 'state desc, date_due, id'

    name = fields.Char(string="Finding", required=True, tracking=True)
    extract_id = fields.Many2one(
        'ar.audit.extract', required=True, index=True, ondelete='restrict')
    line_id = fields.Many2one(
        'ar.audit.line', string="Decision", index='btree_not_null', ondelete='restrict',
        domain="[('extract_id', '=', extract_id)]")
    loss_id = fields.Many2one(
        'ar.audit.loss', index='btree_not_null', ondelete='restrict',
        domain="[('extract_id', '=', extract_id)]")
    company_id = fields.Many2one(related='extract_id.company_id', store=True, index=True)
    severity = fields.Selection(
        [('1', "Low"), ('2', "Medium"), ('3', "High")], required=True, default='2',
        tracking=True)
    description = fields.Text(string="What Was Found")
    owner_id = fields.Many2one(
        'res.users', required=True, index=True, tracking=True, domain=[('share', '=', False)],
        help="Sees to it.")
    remedy = fields.Text(help="What is done about it, so that it does not happen again.")
    date_due = fields.Date(
        string="Until", tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=1))
    state = fields.Selection(
        [('open', "Not Remedied"), ('done', "Remedied"), ('closed', "Closed")],
        required=True, default='open', readonly=True, copy=False, tracking=True)
    done_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    closed_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(string="Late")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        blank = dict.fromkeys(ENGINE, False) | {'state': 'open'}
        findings = super().create([{**vals, **blank} for vals in vals_list])
        self.env['ar.event']._log('audit.finding_opened', findings, after={
            finding.id: {'severity': finding.severity, 'owner_id': finding.owner_id.id}
            for finding in findings})
        for finding in findings:
            finding._ask_owner()
        return findings

    def write(self, vals):
        if not self.env.su and ENGINE & vals.keys():
            raise AccessError(self.env._("The state of a finding changes by its buttons only."))
        if not self.env.su and AUDITORS & vals.keys() and self.env.user in self.owner_id:
            raise self._own_error()
        result = super().write(vals)
        if 'owner_id' in vals:
            self.activity_unlink(['mail.mail_activity_data_todo'])
            for finding in self:
                finding._ask_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A finding is kept: close it instead."))

    def _own_error(self):
        return AccessError(self.env._(
            "You saw to it yourself: somebody else says whether it is remedied."))

    def _ask_owner(self):
        reader = self.with_context(lang=self.owner_id.lang)
        reader.activity_schedule(
            'mail.mail_activity_data_todo', self.date_due, user_id=self.owner_id.id,
            summary=reader.env._("See to the audit finding: %s", self.name))

    # === ACTIONS === #

    def action_done(self):
        """What was to be done is done; somebody else looks whether it is so."""
        self.check_access('write')
        for finding in self:
            if finding.state != 'open' or not (finding.remedy or '').strip():
                raise UserError(self.env._("Say first what was done about it."))
        self.sudo().write({'state': 'done', 'done_by_id': self.env.uid})
        self.activity_feedback(['mail.mail_activity_data_todo'])

    def action_close(self):
        """It is remedied indeed."""
        self.check_access('write')
        for finding in self:
            if finding.state != 'done':
                raise UserError(self.env._("Only what is remedied can be closed."))
            if self.env.user in finding.owner_id | finding.done_by_id:
                raise self._own_error()
        self.sudo().write({
            'state': 'closed', 'closed_by_id': self.env.uid,
            'closed_on': fields.Date.context_today(self)})
        self.env['ar.event']._log('audit.finding_closed', self)

    def action_reopen(self):
        """It is not remedied."""
        self.check_access('write')
        self.filtered(lambda finding: finding.state == 'done').sudo().write({'state': 'open'})
        for finding in self.filtered(lambda finding: finding.state == 'open'):
            finding._ask_owner()
