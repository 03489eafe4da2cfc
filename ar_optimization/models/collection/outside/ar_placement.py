from odoo import Command, api, fields, models


class ArPlacement(models.Model):
    """A customer's items in the hands of an agency: proposed by a rule or a person, approved by
    another one, handed over with a dossier, reported on, paid for by what comes in, and ended by
    payment or recall. While it lasts, nobody here contacts the customer."""
    _name = 'ar.placement'
    _description = "Placement with an Agency"
    _inherit = ['ar.outside.approved']
    _number_prefix = 'PL'
    _request_type = 'placement'
    _draft_names = frozenset((
        'account_id', 'agency_id', 'line_ids', 'reason'))
    _open_names = frozenset(('customer_lost', 'complaint_ids', 'news_ids'))

    agency_id = fields.Many2one(
        'ar.agency', required=True, index=True, ondelete='restrict', tracking=True,
        check_company=True)
    rule_id = fields.Many2one(
        'ar.placement.rule', string="Proposed By", readonly=True, ondelete='set null',
        index='btree_not_null')
    reason = fields.Text(help="Why an agency, and why this one.")
    state = fields.Selection(
        [
            ('draft', "Proposed"), ('waiting', "To Be Approved"), ('placed', "With the Agency"),
            ('done', "Paid"), ('recalled', "Recalled"),
        ], required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    line_ids = fields.One2many('ar.placement.line', 'placement_id', string="Items")
    problem = fields.Char(
        string="Cannot Be Handed Over", compute='_compute_problem',
        help="What keeps this agency from taking the case.")

    date_placed = fields.Date(string="Handed Over On", readonly=True, copy=False)
    date_ended = fields.Date(string="Ended On", readonly=True, copy=False)
    end_reason = fields.Char(readonly=True, copy=False)
    open_amount = fields.Monetary(
        string="Open Now", compute='_compute_open_amount', help="Of all items of the case.")
    placed_amount = fields.Monetary(
        string="Handed Over", compute='_compute_placed_amount', store=True)
    received_amount = fields.Monetary(
        string="Received", compute='_compute_received', store=True,
        help="Payments dated while the agency had the items. Read from the ledger.")
    fee_amount = fields.Monetary(
        string="Agency Fees", compute='_compute_received', store=True)
    net_amount = fields.Monetary(
        string="Net Recovery", compute='_compute_received', store=True,
        help="What was received less the fees.")
    receipt_ids = fields.One2many('ar.placement.receipt', 'placement_id', readonly=True)
    news_ids = fields.One2many('ar.placement.news', 'placement_id', string="Reports")
    complaint_ids = fields.One2many('ar.agency.complaint', 'placement_id', string="Complaints")
    customer_lost = fields.Boolean(
        copy=False, help="The customer buys no more because of it. Costs the agency points.")
    next_report = fields.Date(
        string="Next Report By", compute='_compute_next_report', store=True)

    # === COMPUTE === #

    @api.depends('agency_id', 'account_id', 'line_ids.move_line_id', 'state')
    @api.depends_context('lang')
    def _compute_problem(self):
        today = fields.Date.context_today(self)
        for case in self:
            asked = case.state in ('draft', 'waiting') and case.agency_id and case.account_id
            case.problem = asked and case._why_not_hand_over(today)

    @api.depends('line_ids.move_line_id.amount_residual')
    def _compute_open_amount(self):
        for case in self:
            case.open_amount = sum(case.line_ids.move_line_id.mapped('amount_residual'))

    @api.depends('line_ids.placed_amount')
    def _compute_placed_amount(self):
        for case in self:
            case.placed_amount = sum(case.line_ids.mapped('placed_amount'))

    @api.depends(
        'line_ids.receipt_ids.amount_company', 'line_ids.receipt_ids.fee_company',
        'line_ids.receipt_ids.state')
    def _compute_received(self):
        for case in self:
            counted = case.line_ids.receipt_ids.filtered(
                lambda receipt: receipt.state == 'counted')
            received, fees = (
                sum(counted.mapped(name)) for name in ('amount_company', 'fee_company'))
            case.update({
                'received_amount': received, 'fee_amount': fees, 'net_amount': received - fees})

    @api.depends('news_ids.next_date', 'state')
    def _compute_next_report(self):
        for case in self:
            case.next_report = case.state == 'placed' and case.news_ids[:1].next_date

    # === ACTIONS === #

    def action_fill_items(self):
        """Put every overdue item of the customer that an agency can be given on this case."""
        for case in self:
            case.check_access('write')
            case._check_draft()
            taken = case.line_ids.move_line_id
            items = case.account_id._placeable_items() - taken
            case.line_ids = [Command.create({'move_line_id': item.id}) for item in items]

    # === BUSINESS === #

    def _why_not_hand_over(self, today):
        """Why these items cannot go to this agency, in words; empty when they can."""
        self.ensure_one()
        items = self.sudo().line_ids.move_line_id
        amount = sum(items.mapped('amount_residual'))
        if problem := self.agency_id._why_not_take(self.account_id, amount, today):
            return problem
        if not items:
            return self.env._("No item is named.")
        if any(item.amount_residual <= 0 or item.parent_state != 'posted' for item in items):
            return self.env._("An item is paid or cancelled: take it out.")
        if any(item._ar_disputed_now() for item in items):
            return self.env._("An item is disputed: decide on the dispute first.")
        if items._ar_in_plan():
            return self.env._("An item is in a payment plan.")
        if any(percent is None for percent in self._percents(today).values()):
            return self.env._("The fee scale of the agency has no price for one of the items.")
        if self.account_id.sudo().status == 'legal':
            return self.env._("The customer is in a legal case.")
        return ""

    def _percents(self, today):
        """The fee of each item, by its age and the size of the case: {line: percent}."""
        lines, scale = self.sudo().line_ids, self.agency_id
        amount = scale._in_own_currency(
            sum(lines.move_line_id.mapped('amount_residual')), self.company_id, today)
        return {line: scale._percent(line._days_overdue(today), amount) for line in lines}
