from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....tools import limitation

WARN_DAYS = 60  # so long before its end somebody is told that a claim is about to be barred


class ArLegalCase(models.Model):
    """A claim on its way through the courts: demand letter, lawyer, court, dates, costs, outcome,
    and the day until which it can be enforced at all."""
    _name = 'ar.legal.case'
    _description = "Legal Case"
    _inherit = ['ar.outside.case']
    _number_prefix = 'LC'
    _draft_names = frozenset(('account_id', 'move_line_ids'))
    _open_names = frozenset((
        'responsible_id', 'lawyer_id', 'court', 'case_number', 'pay_until', 'next_date', 'note',
        'outcome', 'awarded_amount', 'step_ids', 'cost_ids'))

    state = fields.Selection(
        [
            ('draft', "Draft"), ('demand', "Demand Letter"), ('court', "In Court"),
            ('done', "Closed"),
        ], required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    move_line_ids = fields.Many2many(
        'account.move.line', 'ar_legal_case_item_rel', string="Items")
    responsible_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, domain=[('share', '=', False)],
        index='btree_not_null', ondelete='set null', help="Keeps the dates of this case.")
    lawyer_id = fields.Many2one('res.partner', ondelete='set null', index='btree_not_null')
    court = fields.Char()
    case_number = fields.Char(string="File Number", tracking=True)
    pay_until = fields.Date(
        string="Pay By", help="The last day that the demand letter gives.",
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=14))
    next_date = fields.Date(tracking=True, help="Hearing, or answer due.")
    note = fields.Text()
    outcome = fields.Selection(
        [
            ('paid', "Paid"), ('settled', "Compromise"), ('won', "Won"), ('lost', "Lost"),
            ('insolvent', "Insolvency"), ('withdrawn', "Withdrawn"),
        ], tracking=True)
    awarded_amount = fields.Monetary(string="Awarded", help="By judgment or settlement.")
    date_opened = fields.Date(string="Opened On", readonly=True, copy=False)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    step_ids = fields.One2many('ar.legal.step', 'case_id', string="Steps")
    cost_ids = fields.One2many('ar.legal.cost', 'case_id', string="Costs")

    open_amount = fields.Monetary(string="Open Now", compute='_compute_open_amount')
    cost_amount = fields.Monetary(string="Total Costs", compute='_compute_cost_amount', store=True)
    rule_id = fields.Many2one(
        'ar.limitation.rule', string="Limitation Rule", compute='_compute_limitation', store=True,
        help="Of the customer's country, else of the company's.")
    limitation_date = fields.Date(
        string="Enforceable Until", compute='_compute_limitation', store=True,
        help="Of the item that is barred first. Empty while a lawsuit stops the time, or where no "
             "rule of the country is known.")
    limitation_days = fields.Integer(
        string="Days Left", compute='_compute_limitation_days',
        help="Until the first item can no longer be enforced.")
    is_barred_soon = fields.Boolean(
        string="Barred Soon", compute='_compute_limitation_days')
    is_stopped = fields.Boolean(
        string="Time Stopped", compute='_compute_limitation', store=True)

    # === CONSTRAINTS === #

    @api.constrains('move_line_ids', 'account_id')
    def _check_items(self):
        for case in self:
            case._check_owed(case.sudo().move_line_ids)

    # === COMPUTE === #

    @api.depends('move_line_ids.amount_residual')
    def _compute_open_amount(self):
        for case in self:
            case.open_amount = sum(case.move_line_ids.mapped('amount_residual'))

    @api.depends('cost_ids.amount')
    def _compute_cost_amount(self):
        for case in self:
            case.cost_amount = sum(case.cost_ids.mapped('amount'))

    @api.depends(
        'account_id', 'partner_id.country_id', 'move_line_ids.date_maturity',
        'move_line_ids.amount_residual', 'step_ids.date', 'step_ids.kind', 'step_ids.proof')
    def _compute_limitation(self):
        today = fields.Date.context_today(self)
        for case in self:
            rule = self.env['ar.limitation.rule']._of(case.partner_id, case.company_id)
            clocks = rule and case._clocks(rule, today)
            ends = [clock.end for clock in clocks or () if clock.end]
            case.update({
                'rule_id': rule.id, 'limitation_date': min(ends, default=False),
                'is_stopped': bool(clocks) and not ends})

    @api.depends('limitation_date')
    def _compute_limitation_days(self):
        today = fields.Date.context_today(self)
        for case in self:
            case.limitation_days = case.limitation_date and (case.limitation_date - today).days
            case.is_barred_soon = case.limitation_date and case.limitation_days <= WARN_DAYS

    # === ACTIONS === #

    def action_fill_items(self):
        """Put every overdue item of the customer that is in no case outside on this one."""
        for case in self:
            case.check_access('write')
            case._check_draft()
            case.move_line_ids |= case.account_id._overdue_items()

    def action_begin(self):
        """Open these cases: from now on the customer hears from us through the demand letter and
        the lawyer only.

        :raise UserError: without items, or while an agency has the customer.
        """
        self.env.user._ar_check_role('credit_analyst')
        for case in self:
            case.check_access('write')
            case._check_draft()
            if not case.move_line_ids:
                raise UserError(self.env._("%s: no item is named.", case.display_name))
            if case.account_id.sudo().status == 'agency':
                raise UserError(self.env._(
                    "%s is with an agency: recall the placement first.",
                    case.partner_id.display_name))
        cases, today = self.sudo(), fields.Date.context_today(self)
        cases.write({'state': 'demand', 'date_opened': today})
        cases._enter_status('legal')
        cases._log_step('legal.begun')

    def action_print_demand(self):
        """Print the demand letter; that it was sent is a step of the case, which interrupts the
        limitation period where the law says so once its delivery is proven."""
        self.ensure_one()
        self.check_access('write')
        if self.state != 'demand':
            raise UserError(self.env._("A demand letter is printed in its own step."))
        if not self.step_ids.filtered(lambda step: step.kind == 'demand'):
            self.step_ids.create({
                'case_id': self.id, 'kind': 'demand', 'name': self.env._("Demand letter printed")})
        return self.env.ref('ar_optimization.ar_legal_demand_report').report_action(self)

    def action_file(self):
        """Say that the claim is with the court: it needs the court, its number and a lawyer."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        for case in self:
            if case.state != 'demand':
                raise UserError(self.env._("Begin the case with its demand letter."))
            if not (case.court and case.case_number and case.lawyer_id):
                raise UserError(self.env._(
                    "%s: name the lawyer, the court and the file number.", case.display_name))
        self.sudo().state = 'court'
        self.sudo()._log_step('legal.filed')

    def action_close(self):
        """Close these cases with their outcome: the customer is ours again."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        for case in self:
            if case.state not in ('demand', 'court'):
                raise UserError(self.env._("Only an open case is closed."))
            if not case.outcome:
                raise UserError(self.env._("%s: say how it ended.", case.display_name))
        cases = self.sudo()
        cases.write({'state': 'done', 'date_closed': fields.Date.context_today(self)})
        cases._leave_status('legal')
        cases.activity_unlink(['mail.mail_activity_data_todo'])
        cases._log_step('legal.closed')

    # === BUSINESS === #

    def _clocks(self, rule, today):
        """The clocks of the items that are open: list of `tools.limitation.Clock`."""
        acts = self._acts(rule)
        return [rule._clock(item, acts, today) for item in self.sudo().move_line_ids
                if item.amount_residual > 0]

    def _acts(self, rule):
        """What the steps of a case do to the period of a rule: list of `tools.limitation.Act`."""
        return [
            limitation.Act(step.date, rule._effect(step.kind), step.is_proven)
            for step in self.step_ids if step.date]

    def _demand_totals(self):
        """What is demanded, by currency.

        :return: list of (`res.currency`, amount)
        """
        return [
            (currency, sum(items.mapped('amount_residual_currency')))
            for currency, items in self.sudo().move_line_ids.grouped('currency_id').items()]

    def _log_step(self, kind):
        self.env['ar.event']._log(
            kind, self, after={case.id: {'state': case.state} for case in self},
            numbers={case.id: {
                'amount': case.open_amount, 'costs': case.cost_amount,
                **({'outcome': case.outcome} if case.outcome else {})} for case in self})

    # === CRON === #

    @api.model
    def _warn_of_limitation(self, companies, today):
        """Tell whoever keeps the dates of a case that its claim will soon be barred, once."""
        cases = self.search([
            ('company_id', 'in', companies.ids), ('state', 'in', ('draft', 'demand', 'court')),
            ('limitation_date', '<=', fields.Date.add(today, days=WARN_DAYS))])
        for case in cases.filtered(lambda case: not case.activity_ids):
            case.activity_schedule(
                'mail.mail_activity_data_todo', today, summary=self.env._(
                    "Enforceable only until %s", format_date(self.env, case.limitation_date)),
                user_id=(case.responsible_id or case.account_id._dunning_responsible()).id
                or self.env.uid)
