from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....tools import contact

# What is part of a document: its button opens the whole.
WHOLE = {'account.move.line': 'move_id', 'ar.contract.version': 'contract_id'}


class ArComplianceBreach(models.Model):
    """Something that law or the company's own rules do not allow and that happened all the same:
    what, by whom, against which rule. Found every night from what is booked and reported; a person
    explains it or says how it was put right."""
    _name = 'ar.compliance.breach'
    _description = "Breach of a Rule"
    _inherit = ['ar.engine.written']
    _order = 'date desc, id desc'
    _rec_name = 'document'
    _by_hand = frozenset(('reason',))

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        selection='_kind_selection', required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True, index=True, help="When it happened.")
    found_on = fields.Date(required=True, readonly=True)
    rule_id = fields.Many2one(
        'ar.compliance.rule', readonly=True, index='btree_not_null', ondelete='set null')
    topic = fields.Selection(related='rule_id.topic', store=True)
    is_legal = fields.Boolean(
        string="Against the Law", readonly=True, help="Else only against the company's own rules.")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='set null')
    user_id = fields.Many2one(
        'res.users', string="Person", readonly=True, index='btree_not_null', ondelete='set null',
        help="Who did it. Empty: the program itself.")
    res_model = fields.Char(readonly=True, required=True)
    res_id = fields.Integer(readonly=True, required=True)
    document = fields.Char(readonly=True, help="As it was called when the breach was found.")
    facts = fields.Json(readonly=True)
    explanation = fields.Char(string="What Happened", compute='_compute_explanation')
    state = fields.Selection(
        [('open', "Open"), ('explained', "Explained"), ('mended', "Put Right")],
        required=True, readonly=True, default='open', index=True)
    reason = fields.Text(help="Why it happened, or how it was put right.")
    decided_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    decided_on = fields.Date(readonly=True)

    _once = models.UniqueIndex('(company_id, kind, res_model, res_id)')

    # === COMPUTE === #

    @api.model
    def _kind_selection(self):
        return list(self._kinds().items())

    @api.model
    def _kinds(self):
        """Hook: what breaches are called.

        :return: {code: words}
        """
        return {
            'contact_hours': self.env._("Contact at a Forbidden Time"),
            'contact_cap': self.env._("Too Many Contacts"),
            'contact_opted_out': self.env._("Contact After an Opt-Out"),
            'contact_stopped': self.env._("Contact While Everything Was Stopped"),
            'contact_insolvent': self.env._("Contact After an Insolvency"),
            'interest': self.env._("Interest Above the Legal Rate"),
            'limitation_near': self.env._("Claim Soon Barred, No Case"),
            'limitation_over': self.env._("Claim Barred"),
            'terms': self.env._("Contract Terms Outside the Law"),
            'override': self.env._("Rule Set Aside by Hand"),
            'retention': self.env._("Personal Texts Kept Too Long"),
        }

    @api.depends('kind', 'facts')
    @api.depends_context('lang')
    def _compute_explanation(self):
        for breach in self:
            breach.explanation = breach._explain(breach.facts or {}) or False

    def _explain(self, facts):
        """Hook: the facts of a breach as a sentence in the reader's language."""
        if self.kind in ('contact_hours', 'contact_cap'):
            return self.env['ar.contact.policy']._verdict_text(contact.Verdict(facts['reason']))
        if self.kind in ('contact_opted_out', 'contact_stopped', 'contact_insolvent'):
            return self.env._("Known since %s", self._day(facts['since']))
        if self.kind == 'interest':
            return self.env._(
                "%(rate)s %% a year; the law allows %(highest)s %%.",
                rate=f"{facts['rate']:g}", highest=f"{facts['highest']:g}")
        if self.kind in ('limitation_near', 'limitation_over'):
            return self.env._("Enforceable until %s", self._day(facts['end']))
        if self.kind == 'retention':
            return self.env._(
                "%(count)s texts, the oldest of %(day)s", count=facts['count'],
                day=self._day(facts['since']))
        if self.kind == 'override':
            return self.env['ar.event']._kind_names().get(facts['kind'], facts['kind'])
        return self.env['res.lang']._ar_told(facts.get('text'))

    def _day(self, text):
        return format_date(self.env, text)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS engine: what was decided keeps its reason
        if not self.env.su and any(breach.state != 'open' for breach in self):
            raise UserError(self.env._("This breach is closed: open it again first."))
        return super().write(vals)

    def _engine_words(self):
        return self.env._("Breaches are found by the program: give a reason, then close them.")

    # === ACTIONS === #

    def action_explain(self):
        """Close breaches that had a good reason.

        :raise UserError: without a reason.
        """
        self._close('explained')

    def action_mend(self):
        """Close breaches that were put right.

        :raise UserError: without saying how.
        """
        self._close('mended')

    def action_reopen(self):
        """Look at closed breaches once more."""
        self._check_decider()
        if any(breach.state == 'open' for breach in self):
            raise UserError(self.env._("This breach is open."))
        self._decide({'state': 'open', 'decided_by_id': False, 'decided_on': False})

    def action_open_record(self):
        """Open the document of the breach, with the user's own rights."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists() \
            if self.res_model in self.env else None
        if not record:
            raise UserError(self.env._("The document is no longer there."))
        if whole := WHOLE.get(self.res_model):
            record = record.sudo()[whole].with_env(self.env)
        return record._get_records_action()

    # === BUSINESS === #

    def _check_decider(self):
        """Refuse whoever is no credit manager, and whose own breach it is.

        :raise AccessError:
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if self.env.user in self.user_id:
            raise AccessError(self.env._("Nobody closes his own breach: somebody else does."))

    def _close(self, state):
        self._check_decider()
        if any(breach.state != 'open' for breach in self):
            raise UserError(self.env._("Somebody has closed this breach meanwhile."))
        if any(not (breach.reason or "").strip() for breach in self):
            raise UserError(self.env._("Say why it happened, or how it was put right."))
        self._decide({
            'state': state, 'decided_by_id': self.env.uid,
            'decided_on': fields.Date.context_today(self)})

    def _decide(self, vals):
        before = {breach.id: {'state': breach.state} for breach in self}
        self.sudo().write(vals)
        for reason, breaches in self.grouped('reason').items():
            self.env['ar.event']._log(
                'compliance.decided', breaches, reason=reason, before=before,
                after={breach.id: {'state': vals['state']} for breach in breaches})
