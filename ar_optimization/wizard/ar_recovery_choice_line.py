from odoo import Command, api, fields, models

from ..tools import recovery


class ArRecoveryChoiceLine(models.TransientModel):
    """One way out with its inputs, and what it is worth today."""
    _name = 'ar.recovery.choice.line'
    _description = "Way Out"
    _order = 'value desc, id'

    choice_id = fields.Many2one('ar.recovery.choice', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='choice_id.currency_id', related_sudo=False)
    kind = fields.Selection(
        [
            ('wait', "Wait"), ('discount', "Discount"), ('plan', "Payment Plan"),
            ('agency', "Agency"), ('law', "Lawsuit"), ('write_off', "Write-Off"),
        ], string="Way", required=True, readonly=True)
    probability = fields.Float(
        string="Likely (%)", digits=(5, 1), help="How likely the money comes on this way.")
    given_up = fields.Float(
        string="Given Up (%)", digits=(5, 1), help="Part of the claim that is let go.")
    fee = fields.Float(string="Fee (%)", digits=(5, 1), help="Of what is received.")
    cost = fields.Monetary(help="Paid whatever happens.")
    days = fields.Integer(help="Until the money is there.")
    relief = fields.Monetary(help="What a write-off saves at once, such as tax.")
    value = fields.Monetary(
        string="Worth Today", compute='_compute_value', compute_sudo=False, store=True,
        help="Likely × amount × (1 − given up) × (1 − fee), discounted at the cost of capital, "
             "less the cost, plus the relief.")
    is_best = fields.Boolean(compute='_compute_is_best')
    even = fields.Float(
        string="Best From (%)", digits=(5, 1), compute='_compute_is_best',
        help="How likely this way has to be to be worth as much as the best one. 0: it never is.")

    _figures_possible = models.Constraint(
        'CHECK (probability BETWEEN 0 AND 100 AND given_up BETWEEN 0 AND 100 '
        'AND fee BETWEEN 0 AND 100 AND days >= 0 AND cost >= 0 AND relief >= 0)',
        "Percents are between 0 and 100; days, costs and relief are not negative.")

    # === COMPUTE === #

    @api.depends('probability', 'given_up', 'fee', 'cost', 'days', 'relief', 'choice_id.amount',
                 'choice_id.rate')
    def _compute_value(self):
        for line in self:
            choice = line.choice_id
            line.value = recovery.value(
                line._way(), choice.amount, choice.rate / 100,
                choice.currency_id.decimal_places)

    @api.depends('value', 'choice_id.line_ids.value')
    def _compute_is_best(self):
        for line in self:
            choice = line.choice_id
            best = max(choice.line_ids.mapped('value'), default=0.0)
            even = recovery.even_probability(
                best, line._way(), choice.amount, choice.rate / 100)
            line.is_best = bool(choice.line_ids) and line.value == best
            line.even = 100 * (even or 0.0)

    # === ACTIONS === #

    def action_choose(self):
        """Keep in the log what was compared, and open the form of the way chosen."""
        self.ensure_one()
        choice = self.choice_id
        choice.account_id.check_access('read')
        self.env['ar.event']._log(
            'recovery.chosen', choice.account_id, numbers={choice.account_id.id: {
                'chosen': self.kind, 'amount': choice.amount, 'rate': choice.rate,
                'values': {line.kind: line.value for line in choice.line_ids}}})
        return getattr(self, f'_open_{self.kind}')()

    # === BUSINESS === #

    def _way(self):
        return recovery.Way(
            self.kind, self.probability / 100, self.given_up / 100, self.fee / 100, self.cost,
            self.days, self.relief)

    def _open_wait(self):
        return {'type': 'ir.actions.act_window_close'}

    def _open_discount(self):
        return self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_incentive_propose_action')

    def _open_plan(self):
        return self.choice_id.account_id.action_make_plan()

    def _open_agency(self):
        return self._open_new('ar_placement_action', {
            'default_agency_id': self.choice_id.agency_id.id,
            'default_line_ids': self._commands(self.choice_id.account_id._placeable_items())})

    def _open_law(self):
        items = self.choice_id.account_id._overdue_items()
        return self._open_new('ar_legal_case_action', {
            'default_move_line_ids': [Command.set(items.ids)]})

    def _open_write_off(self):
        return self._open_new('ar_write_off_action', {
            'default_line_ids': self._commands(self.choice_id.account_id._overdue_items())})

    def _commands(self, items):
        return [Command.create({'move_line_id': item.id}) for item in items]

    def _open_new(self, name, context):
        """The form of a new case of this customer."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(f'ar_optimization.{name}'),
            'views': [(False, 'form')], 'domain': [],
            'context': {'default_account_id': self.choice_id.account_id.id, **context},
        }
