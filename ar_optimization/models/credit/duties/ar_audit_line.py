from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    'loss': _lt("a loss followed"),
    'alone': _lt("decided alone on an own request"),
    'against_score': _lt("more credit in spite of a poor score"),
    'stake': _lt("among the largest"),
    'own': _lt("within own authority"),
    'off_hours': _lt("at night or on a weekend"),
    'contradicted': _lt("taken back later"),
}


class ArAuditLine(models.Model):
    """One decision of the sample with its evidence, and what came of looking at it."""
    _name = 'ar.audit.line'
    _description = "Decision in an Audit Extract"
    _inherit = ['ar.amount.mixin']
    _check_company_auto = True
    _rec_name = 'kind_name'
    _order = 'extract_id desc, id'

    extract_id = fields.Many2one(
        'ar.audit.extract', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='extract_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    event_id = fields.Many2one(
        'ar.event', required=True, index=True, ondelete='restrict', readonly=True)
    why = fields.Selection(
        [('random', "By Lot"), ('risk', "Worth a Look"), ('both', "Both")], string="Chosen",
        readonly=True, required=True)
    risks = fields.Json(readonly=True)
    risk_text = fields.Char(string="What Makes It So", compute='_compute_risk_text')
    stake = fields.Monetary(
        string="At Stake", readonly=True, aggregator=None, help="0 where it has no amount.")
    has_no_end = fields.Boolean(
        string="No Upper End", readonly=True, help="Unlimited credit, or a change for everybody.")

    # The evidence, as the log has it
    date = fields.Datetime(related='event_id.date')
    kind_name = fields.Char(related='event_id.kind_name')
    user_name = fields.Char(related='event_id.user_name')
    partner_name = fields.Char(related='event_id.partner_name')
    record_name = fields.Char(string="Record", related='event_id.res_name')
    rule_name = fields.Char(related='event_id.rule_name')
    reason = fields.Char(related='event_id.reason')
    change = fields.Text(related='event_id.change')
    figures = fields.Text(related='event_id.figures')
    chain_state = fields.Selection(related='event_id.chain_state')

    # What came of it
    result = fields.Selection(
        [('open', "To Look At"), ('passed', "In Order"), ('finding', "Finding")],
        required=True, default='open')
    note = fields.Text(string="What Was Looked At")
    checked_by_id = fields.Many2one('res.users', string="Looked At By", readonly=True)
    checked_on = fields.Date(string="Looked At On", readonly=True)
    finding_ids = fields.One2many('ar.audit.finding', 'line_id', string="Findings")

    _event_once = models.Constraint(
        'UNIQUE (extract_id, event_id)', "A decision is in a sample once.")

    # === COMPUTE === #

    @api.depends('risks')
    @api.depends_context('lang')
    def _compute_risk_text(self):
        for line in self:
            line.risk_text = ", ".join(
                str(self.env._(REASONS[name])) for name in line.risks or () if name in REASONS)

    # === CRUD === #

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        if not vals.keys() <= {'result', 'note', 'finding_ids'}:
            raise AccessError(self.env._("The sample stays as it was drawn."))
        self._check_checker()
        if 'result' in vals:
            super(ArAuditLine, self.sudo()).write({
                'checked_by_id': self.env.uid, 'checked_on': fields.Date.context_today(self)})
        return super().write(vals)

    def _check_checker(self):
        """Refuse who decided himself, and changes after the end."""
        for line in self:
            if line.event_id.sudo().user_id == self.env.uid:
                raise AccessError(self.env._(
                    "You decided this yourself: somebody else looks at it."))
            if line.extract_id.state == 'closed':
                raise UserError(self.env._("This extract is closed."))

    # === ACTIONS === #

    def action_pass(self):
        """It is in order."""
        self.write({'result': 'passed'})

    def action_finding(self):
        """It is not: open a finding about it."""
        self.ensure_one()
        self.write({'result': 'finding'})
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Finding"),
            'res_model': 'ar.audit.finding', 'view_mode': 'form', 'target': 'new',
            'context': {'default_line_id': self.id, 'default_extract_id': self.extract_id.id},
        }

    def action_open_evidence(self):
        """Open what was decided on: the account, the hold, the request, the entry."""
        self.ensure_one()
        return self.event_id.action_open_record()
