from odoo import Command, api, fields, models

from ..tools import recovery

# So many ended cases of an agency say more about it than what is usual.
KNOWN_CASES = 5


class ArRecoveryChoice(models.TransientModel):
    """Which way out of an overdue claim is worth most: wait, discount, plan, agency, law or
    write-off, by the money to be expected today. Every input stands there and can be corrected."""
    _name = 'ar.recovery.choice'
    _description = "Compare Ways Out"

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True,
        default=lambda self: self._default_account())
    company_id = fields.Many2one(related='account_id.company_id', related_sudo=False)
    currency_id = fields.Many2one(related='company_id.currency_id', related_sudo=False)
    partner_id = fields.Many2one(
        related='account_id.partner_id', related_sudo=False, string="Customer")
    amount = fields.Monetary(
        string="Overdue", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=False, precompute=True,
        help="What the ways are compared for: all that is overdue, without what is disputed.")
    days = fields.Integer(
        string="Days Overdue", compute='_compute_amount', compute_sudo=False, store=True,
        precompute=True, help="Of the oldest item.")
    rate = fields.Float(
        string="Cost of Capital", compute='_compute_rate', compute_sudo=False, store=True,
        readonly=False, precompute=True,
        help="In percent per year: what a day of waiting for money costs.")
    agency_id = fields.Many2one(
        'ar.agency', compute='_compute_agency_id', compute_sudo=False, store=True, readonly=False,
        precompute=True,
        help="The one with the most points of those that can take the case.")
    line_ids = fields.One2many(
        'ar.recovery.choice.line', 'choice_id', string="Ways Out", compute='_compute_line_ids',
        compute_sudo=False, store=True, readonly=False, precompute=True)

    # === CONSTRAINTS === #

    @api.constrains('account_id')
    def _check_account(self):
        """What is not stored yet can name any account as well, and a compute of another field can
        come by with all rights: the user's own ones count."""
        self.account_id.sudo(False).check_access('read')

    # === COMPUTE === #

    @api.model
    def _default_account(self):
        context = self.env.context
        return context.get('active_model') == 'ar.credit.account' and context.get('active_id')

    def _items(self):
        """The overdue items of the customer.

        :return: `ar.open.item`
        """
        return self.env['ar.open.item'].search([
            ('credit_account_id', '=', self.account_id.id), ('days_overdue', '>', 0),
            ('amount_residual', '>', 0)])

    @api.depends('account_id')
    def _compute_amount(self):
        for choice in self:
            items = choice._items()
            choice.amount = sum(items.mapped('collectable_amount'))
            choice.days = max(items.mapped('days_overdue'), default=0)

    @api.depends('account_id')
    def _compute_rate(self):
        self._check_account()
        for choice in self:
            choice.rate = choice.company_id.sudo().ar_cost_of_capital

    @api.depends('account_id', 'amount')
    def _compute_agency_id(self):
        today = fields.Date.context_today(self)
        for choice in self:
            able = self.env['ar.agency'].search([
                ('company_id', 'in', (False, choice.company_id.id))]).filtered(
                lambda agency, choice=choice: not agency._why_not_take(
                    choice.account_id, choice.amount, today))
            choice.agency_id = able.sorted('points', reverse=True)[:1]

    @api.depends('account_id', 'amount', 'agency_id')
    def _compute_line_ids(self):
        for choice in self:
            ways = {way.kind: choice._line_values(way) for way in choice._usual_ways()}
            # Rows stay the ones they are: the button of a row that is not stored does nothing.
            choice.line_ids = choice.line_ids.filtered(lambda line, ways=ways: line.kind in ways)
            for line in choice.line_ids:
                line.update(ways.pop(line.kind))
            choice.line_ids = [Command.create(values) for values in ways.values()]

    # === ACTIONS === #

    @api.model
    def action_open(self):
        """Compare the ways out for the customer of the context (`active_id`). The dialog is stored
        before it is shown, for its buttons stand in rows."""
        return self.create({'account_id': self._default_account()}).action_recalculate()

    def action_recalculate(self):
        """Show the dialog with what was typed so far."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_recovery_choice_action'),
            'res_id': self.id,
        }

    # === BUSINESS === #

    def _usual_ways(self):
        """The ways with the inputs to begin with, from the customer's age of debt and score, and
        from the agency's scale and record."""
        chance = recovery.usual_probability(
            self.days, self.account_id.score if self.account_id.score_date else None)
        return recovery.usual_ways(chance, self.amount, recovery.Prices(
            relief=self._tax_in(), **self._agency_prices()))

    def _agency_prices(self):
        agency = self.agency_id
        if not agency:
            return {}
        today = fields.Date.context_today(self)
        percent = agency._percent(
            self.days, agency._in_own_currency(self.amount, self.company_id, today))
        known = agency.case_count >= KNOWN_CASES and agency.placed_amount
        return {
            'agency_fee': percent / 100 if percent is not None else None,
            'agency_chance': min(agency.received_amount / agency.placed_amount, 1.0)
            if known else None}

    def _tax_in(self):
        """The tax in what is overdue: what a write-off gets back where the law allows it."""
        total = 0.0
        for item in self._items().sudo():
            move = item.move_id
            if move.amount_total:
                total += item.amount_residual * move.amount_tax / move.amount_total
        return self.currency_id.round(total)

    @api.model
    def _line_values(self, way):
        return {
            'kind': way.kind, 'probability': 100 * way.probability,
            'given_up': 100 * way.given_up, 'fee': 100 * way.fee, 'cost': way.cost,
            'days': way.days, 'relief': way.relief}
