from odoo import Command, api, fields, models


class ArPlacementRule(models.Model):
    """Which customers are proposed for an agency: by the age of their items, the dunning levels
    done and the amount. It only proposes; a person asks, another one approves."""
    _name = 'ar.placement.rule'
    _description = "Selection Rule for Placements"
    _inherit = ['ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'placement.rule_'
    _logged_names = (
        'active', 'company_id', 'agency_id', 'days_from', 'days_to', 'level_from', 'amount_from',
        'amount_to')

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    agency_id = fields.Many2one(
        'ar.agency', required=True, index=True, ondelete='cascade', check_company=True)
    days_from = fields.Integer(string="Days Overdue From", default=120)
    days_to = fields.Integer(string="Up To", help="0: no end.")
    level_from = fields.Integer(
        string="Dunning Level Reached", default=3,
        help="Items that were sent at least this level. 0: whatever was sent.")
    amount_from = fields.Monetary(
        help="Of the customer's items that the rule speaks about.")
    amount_to = fields.Monetary(string="Amount Up To", help="0: no upper end.")

    _figures_in_order = models.Constraint(
        'CHECK (days_from > 0 AND days_to >= 0 AND (days_to = 0 OR days_to >= days_from) '
        'AND level_from >= 0 AND amount_from >= 0 AND amount_to >= 0 '
        'AND (amount_to = 0 OR amount_to >= amount_from))',
        "A rule begins at one day overdue or later; days, levels and amounts go upwards.")

    # === ACTIONS === #

    def action_propose(self):
        """Look for candidates now and list what is proposed."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        self.sudo()._propose()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_placement_action'),
            'context': {'search_default_draft': 1},
        }

    # === BUSINESS === #

    def _propose(self):
        """Make a proposal for each customer that a rule speaks about and that is in no case yet;
        of several rules the first one counts.

        :return: the new `ar.placement`.
        """
        cases = self.env['ar.placement']
        for company, rules in self.sorted('sequence').grouped('company_id').items():
            busy = self._busy_accounts(company)
            for rule in rules:
                found = rule._candidates(busy)
                cases |= rule._make(found)
                busy |= {account.id for account in found}
        self.env['ar.event']._log(
            'placement.proposed', cases,
            numbers={case.id: {'rule': case.rule_id.id, 'amount': case.open_amount}
                     for case in cases})
        return cases

    @api.model
    def _busy_accounts(self, company):
        """Ids of accounts that are proposed, with an agency or a lawyer already."""
        live = self.env['ar.placement'].search([
            ('company_id', '=', company.id), ('state', 'in', ('draft', 'waiting', 'placed'))])
        return set(live.account_id.ids)

    def _candidates(self, busy):
        """The customers that this rule speaks about, with their items: {account: items}.

        :param busy: ids of accounts to leave out.
        """
        items = self.env['ar.open.item'].with_company(self.company_id).search(
            self._candidate_domain())
        found = {}
        for item in items:
            account = item.credit_account_id
            if account.id not in busy and item.collectable_amount > 0:
                found[account] = found.get(account, items.browse()) | item
        compare = self.currency_id.compare_amounts
        return {
            account: some.line_id for account, some in found.items()
            if compare(total := sum(some.mapped('collectable_amount')), self.amount_from) >= 0
            and (not self.amount_to or compare(total, self.amount_to) <= 0)}

    def _candidate_domain(self):
        """Hook: which open items this rule speaks about."""
        # Also items of a contact that was a customer of its own only later.
        placed = self.env['ar.placement.line']._search([
            ('company_id', '=', self.company_id.id), ('is_live', '=', True)])
        return [
            ('line_id', 'not in', placed.subselect('move_line_id')),
            ('company_id', '=', self.company_id.id), ('amount_residual', '>', 0),
            ('days_overdue', '>=', self.days_from),
            *([('days_overdue', '<=', self.days_to)] if self.days_to else []),
            *([('dunning_level', '>=', self.level_from)] if self.level_from else []),
            ('no_followup', '=', False), ('plan_id', '=', False), ('disputed_amount', '=', 0),
            '|', ('promise_date', '=', False),
            ('promise_date', '<', fields.Date.context_today(self)),
            ('credit_account_id.status', 'not in', ('agency', 'legal')),
            ('credit_account_id.insolvency_date', '=', False),
        ]

    def _make(self, found):
        return self.env['ar.placement'].create([
            {'account_id': account.id, 'agency_id': self.agency_id.id, 'rule_id': self.id,
             'reason': self.env._("Proposed by rule: %s", self.name),
             'line_ids': [Command.create({'move_line_id': item.id}) for item in items]}
            for account, items in found.items()])
