from odoo import api, fields, models
from odoo.tools.misc import formatLang

# What each answer means, in settings of the company. Percentages of the present limit.
BOUNDS = {
    'cautious': {'ar_limit_auto_up': 0.0, 'ar_limit_auto_down': 50.0},
    'balanced': {'ar_limit_auto_up': 20.0, 'ar_limit_auto_down': 20.0},
    'generous': {'ar_limit_auto_up': 50.0, 'ar_limit_auto_down': 10.0},
}


class ArGoLive(models.TransientModel):
    """The guided start: three questions set a company's defaults, opening limits are reviewed as
    one batch, and what the figures rest on is in sight before anything is switched on."""
    _name = 'ar.go.live'
    _description = "Go Live with Receivables"
    _inherit = ['ar.company.wizard']

    company_id = fields.Many2one(readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    step = fields.Selection(
        [('questions', "Questions"), ('limits', "Opening Limits"), ('review', "Check")],
        default='questions', required=True)

    caution = fields.Selection(
        [
            ('cautious', "Rather lose a sale than a payment"),
            ('balanced', "Somewhere between"),
            ('generous', "Rather lose a payment than a sale"),
        ],
        string="How careful are you with credit?", required=True, default='balanced')
    decides = fields.Selection(
        [
            ('manager', "A credit manager, each time"),
            ('app', "The app inside narrow bounds, a credit manager beyond"),
        ],
        string="Who changes limits?", required=True, default='manager')
    start = fields.Selection(
        [
            ('observe', "Watch first: nothing changes, the log lists what would"),
            ('on', "Work from today"),
        ],
        string="How do you want to begin?", required=True, default='observe')
    credit_manager_id = fields.Many2one(
        'res.users', string="Who is the credit manager?", default=lambda self: self.env.user)
    opening = fields.Selection(
        [
            ('propose', "Proposed by the tiers, from sales"),
            ('native', "The limits that stand on the contacts today"),
            ('file', "From a file"),
            ('none', "None for now"),
        ],
        string="Opening limits", required=True, default='propose')

    customer_count = fields.Integer(compute='_compute_facts', string="Customers")
    native_count = fields.Integer(compute='_compute_facts')
    receivable = fields.Monetary(compute='_compute_facts')
    bank_date = fields.Date(compute='_compute_facts', string="Last Bank Entry")
    bank_is_stale = fields.Boolean(compute='_compute_facts')
    summary = fields.Html(compute='_compute_summary', sanitize=False)

    @api.depends('company_id')
    def _compute_facts(self):
        for wizard in self:
            company = wizard.company_id
            domain = [('company_id', '=', company.id)]
            wizard.customer_count = self.env['ar.credit.account'].search_count(domain)
            wizard.native_count = len(wizard._entered_limits())
            [(receivable,)] = self.env['ar.open.item']._read_group(
                domain, [], ['amount_residual:sum'])
            wizard.receivable = receivable or 0.0
            wizard.bank_date = company.ar_last_bank_date
            wizard.bank_is_stale = company.ar_bank_is_stale

    @api.depends('caution', 'decides', 'start', 'opening', 'credit_manager_id')
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env['ir.qweb']._render('ar_optimization.ar_go_live_summary', {
                'wizard': wizard,
                'label': wizard._label,
                'receivable': formatLang(
                    self.env, wizard.receivable, currency_obj=wizard.currency_id),
                'bounds': BOUNDS[wizard.caution or 'balanced'],
            })

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': who comes back finds the present answers, and changes nothing unasked.
        company = self.env.company
        present = self._present_answers(company) if company.ar_credit_manager_id else {}
        return {
            **super().default_get(fields),
            **{name: value for name, value in present.items() if name in fields},
        }

    @api.model
    def _present_answers(self, company):
        """The answers that a company's settings stand for."""
        caution = next(
            (answer for answer, bounds in BOUNDS.items()
             if all(company[name] == bound for name, bound in bounds.items())),
            'balanced')
        return {
            'caution': caution,
            'decides': 'app' if company.ar_limit_auto else 'manager',
            'start': 'on' if company.ar_position_limits == 'on' else 'observe',
            'credit_manager_id': company.ar_credit_manager_id.id,
        }

    # === ACTIONS === #

    def action_next(self):
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        if self.step == 'questions':
            # The figures only: before Start, nothing is decided.
            self._run(self.env['ar.credit.account']._figure_steps())
        self.step = {'questions': 'limits', 'limits': 'review'}[self.step]
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self.step = {'limits': 'questions', 'review': 'limits'}[self.step]
        return self._reopen()

    def action_start(self):
        """Store the answers and open the opening limits, or the customers."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        before = self._settings()
        self._begin()
        self.env['ar.event']._log(
            'company.went_live', self.company_id,
            before={self.company_id.id: before}, after={self.company_id.id: self._settings()})
        night = self.env.ref('ar_optimization.ir_cron_nightly_ledger', raise_if_not_found=False)
        if night:
            night.sudo()._trigger()
        return getattr(self, f'_open_{self.opening}')()

    # === BUSINESS === #

    def _begin(self):
        """Store the answers and run the night under them. What the tiers propose comes before the
        switch, which proposes the limits that stand on the contacts of all others."""
        company, answers = self.company_id.sudo(), self._answers()
        if self.start == 'on' and company.ar_position_limits != 'on':
            company.write({**answers, 'ar_position_limits': 'observe'})
            self._run(['_nightly_tiers', '_nightly_limits'])
        company.write(answers)
        self._run(self.env['ar.credit.account']._nightly_steps())

    def _run(self, steps):
        """Run steps of the night while somebody waits: all but the history of years, which the
        night takes from the ledger as well later."""
        self.env['ar.credit.account'].sudo()._run_nightly(
            self.company_id, steps=[step for step in steps if step != '_nightly_snapshots'])

    def _answers(self):
        return {
            'ar_credit_manager_id': self.credit_manager_id.id,
            'ar_limit_auto': self.decides == 'app',
            'ar_position_limits': self.start,
            'ar_position_ledger': self.start,
            **BOUNDS[self.caution],
        }

    def _settings(self):
        company = self.company_id.sudo()
        return {
            name: company[name].id if name.endswith('_id') else company[name]
            for name in self._answers()
        }

    def _entered_limits(self):
        return self.env['ar.credit.account'].sudo()._entered_limits(self.company_id)

    def _open_propose(self):
        accounts = self.env['ar.credit.account'].search([
            ('company_id', '=', self.company_id.id), ('proposal_state', '=', 'waiting')])
        return accounts.action_preview_proposals() if accounts else self._open_none()

    def _open_native(self):
        accounts = self.env['ar.credit.account']._propose_opening_limits(
            self.company_id, self._entered_limits(), self.env._("Limits of the contacts"))
        return accounts.action_preview_proposals() if accounts else self._open_none()

    def _open_file(self):
        return self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_import_limits_action')

    def _open_none(self):
        return self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_credit_account_action')

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Go Live"),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'target': 'new',
        }
