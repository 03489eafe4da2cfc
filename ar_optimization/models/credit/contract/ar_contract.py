from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools import settlement

# Follow from the account.
FOLLOWING = ('company_id', 'partner_id')
# Written by the buttons, by the decision on a request, and at night.
DERIVED = (
    'state', 'version_id', 'activated_on', 'ended_on', 'end_reason', 'reminded_for',
    'renegotiate_tier_id', *FOLLOWING,
)
# Which contract it is and with whom; fixed once it was submitted.
PARTIES = ('name', 'account_id', 'template_id')
# States in which terms of the contract may count, for days when it was in force.
AGREED = ('active', 'expired', 'ended')


class ArContract(models.Model):
    """A credit agreement with a customer. Its terms are those of the version in force, see
    `ar.contract.version`; a draft's are those of its first one."""
    _name = 'ar.contract'
    _description = "Contract"
    _inherit = ['ar.amount.mixin', 'mail.thread', 'mail.activity.mixin']
    _inherits = {'ar.contract.version': 'version_id'}
    _check_company_auto = True
    _order = 'sequence, id desc'
    _rec_names_search = ['name', 'title', 'partner_id.complete_name']

    name = fields.Char(
        string="Number", copy=False, index='trigram', tracking=True,
        help="Given by the sequence when it is empty.")
    title = fields.Char(string="Subject", tracking=True)
    version_id = fields.Many2one(
        'ar.contract.version', string="Version in Force", required=True, ondelete='restrict',
        readonly=True, copy=False, index=True)
    version_ids = fields.One2many('ar.contract.version', 'contract_id', string="Versions")
    pending_version_id = fields.Many2one(
        'ar.contract.version', string="Change under Way", compute='_compute_pending_version_id')
    state = fields.Selection(
        [
            ('draft', "Draft"), ('waiting', "Waiting for Approval"), ('active', "In Force"),
            ('expired', "Expired"), ('ended', "Ended"),
        ],
        required=True, default='draft', readonly=True, copy=False, tracking=True, index=True,
        group_expand=True)
    active = fields.Boolean(default=True, help="Archived contracts stay with their invoices.")
    sequence = fields.Integer(
        default=10, help="Of several contracts of a customer, invoices fall under the first one.")

    # Parties
    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", required=True, index=True, ondelete='restrict',
        tracking=True)
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Contract Customer", store=True, index=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    party_ids = fields.Many2many(
        'res.partner', string="Further Parties",
        help="Whoever else signs, such as a guarantor or a subsidiary that orders, too.")
    template_id = fields.Many2one(
        'ar.contract.template', index='btree_not_null', ondelete='restrict', check_company=True)
    responsible_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Gets the activities about this contract.")

    # What became of it
    activated_on = fields.Date(string="In Force Since", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False, tracking=True)
    end_reason = fields.Char(string="Why Ended", readonly=True, copy=False)
    reminded_for = fields.Date(readonly=True, copy=False)  # the last day somebody was reminded of
    renegotiate_tier_id = fields.Many2one(
        'ar.credit.tier', readonly=True, copy=False, ondelete='set null', index='btree_not_null')
    renegotiation = fields.Char(compute='_compute_renegotiation')

    last_day = fields.Date(
        string="In Force Until", compute='_compute_last_day',
        help="The last day, or the one on which it was ended.")
    is_in_force = fields.Boolean(
        string="In Force Today", compute='_compute_is_in_force', search='_search_is_in_force')
    invoice_count = fields.Integer(compute='_compute_invoice_count', compute_sudo=True)
    deviation_count = fields.Integer(
        string="Invoices That Differ", compute='_compute_deviation_count', compute_sudo=True)
    dispute_count = fields.Integer(
        string="Disputes", compute='_compute_dispute_count', compute_sudo=True)

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a contract with this number already.")

    # === COMPUTE === #

    @api.depends('version_ids.state')
    def _compute_pending_version_id(self):
        for contract in self:
            contract.pending_version_id = contract.version_ids.filtered(
                lambda version: version.state != 'effective')[:1]

    @api.depends('name', 'partner_id')
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = " · ".join(filter(None, [
                contract.name or self.env._("New"), contract.partner_id.display_name]))

    @api.depends('ended_on', 'version_id.date_end')
    def _compute_last_day(self):
        for contract in self:
            contract.last_day = contract.ended_on or contract.date_end

    @api.depends('state', 'last_day', 'version_id.date_from')
    def _compute_is_in_force(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.is_in_force = bool(settlement.choose(contract._spans(), today))

    def _search_is_in_force(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = Domain([
            ('state', '=', 'active'),
            ('version_ids', 'any', [('state', '=', 'effective'), ('date_from', '<=', today)]),
            '|', ('date_end', '=', False), ('date_end', '>=', today)])
        return domain if True in value else ~domain

    @api.depends('renegotiate_tier_id', 'state')
    @api.depends_context('lang')
    def _compute_renegotiation(self):
        for contract in self:
            tier = contract.renegotiate_tier_id
            contract.renegotiation = contract.state == 'active' and bool(tier) and self.env._(
                "Tier %(tier)s gives less than this contract. The contract stays in force as it "
                "is: negotiate it anew.", tier=tier.code)

    def _compute_invoice_count(self):
        counts = dict(self.env['account.move']._read_group(
            [('ar_contract_id', 'in', self.ids)], ['ar_contract_id'], ['__count']))
        for contract in self:
            contract.invoice_count = counts.get(contract._origin, 0)

    def _compute_deviation_count(self):
        counts = dict(self.env['ar.contract.deviation']._read_group(
            [('contract_id', 'in', self.ids)], ['contract_id'], ['__count']))
        for contract in self:
            contract.deviation_count = counts.get(contract._origin, 0)

    def _compute_dispute_count(self):
        counts = self._dispute_counts()
        for contract in self:
            contract.dispute_count = counts.get(contract._origin, 0)

    @api.onchange('template_id')
    def _onchange_template_id(self):
        if self.template_id and self.state == 'draft':
            self.update(self.template_id._contract_values(self.account_id.partner_id))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            unset = {**dict.fromkeys(DERIVED, False), 'state': 'draft'}
            vals_list = [{**vals, **unset} for vals in vals_list]
        vals_list = [self._complete(vals) for vals in vals_list]
        contracts = super().create(vals_list)
        for name in FOLLOWING:
            self.env.add_to_compute(self._fields[name], contracts)
        for contract in contracts.sudo():
            contract.version_id.contract_id = contract
            contract.version_id._check_company()
        self.env['ar.event']._log('contract.created', contracts, after={
            contract.id: contract.version_id._terms() for contract in contracts})
        return contracts

    @api.model
    def _complete(self, vals):
        """Add what a contract begins with: its number, and terms and clauses of its template."""
        account = self.env['ar.credit.account'].browse(vals.get('account_id'))
        company = account.sudo().company_id or self.env.company
        numbered = vals.get('name') or self.env['ir.sequence'].sudo().with_company(
            company).next_by_code('ar.contract')
        template = self.env['ar.contract.template'].browse(vals.get('template_id'))
        begin = template._contract_values(account.sudo().partner_id) if template else {}
        if vals.get('clause_ids'):
            begin.pop('clause_ids', None)
        currency = {'currency_id': company.currency_id.id}
        return {**currency, **begin, **vals, 'name': numbered}

    def write(self, vals):
        if not self.env.su:
            if set(DERIVED) & set(vals):
                raise AccessError(self.env._(
                    "The state of a contract changes by its buttons only."))
            if set(PARTIES) & set(vals) and any(each.state != 'draft' for each in self):
                raise UserError(self.env._(
                    "The number of a contract and who it is with stay once it was submitted."))
        if vals.get('active') is False and any(
                contract.state in ('waiting', 'active') for contract in self):
            raise UserError(self.env._("A contract in force is not archived: end it first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(contract.state != 'draft' for contract in self):
            raise UserError(self.env._("Only drafts can be deleted: end the contract instead."))
        self.env['ar.event']._log('contract.deleted', self, before={
            contract.id: contract.version_id._terms() for contract in self})

    def unlink(self):
        versions = self.version_ids
        result = super().unlink()
        versions.exists().unlink()
        return result

    # === ACTIONS === #

    def action_invoices(self):
        """List the invoices under these contracts."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'account.action_move_out_invoice_type'),
            'domain': [('ar_contract_id', 'in', self.ids)],
            'context': {'create': False},
        }

    def action_deviations(self):
        """List the invoices that differ from these contracts, and why."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_contract_deviation_action'),
            'domain': [('contract_id', 'in', self.ids)], 'context': {},
        }

    def action_disputes(self):
        """Hook: list the disputes about invoices under these contracts. See `_dispute_counts`; the
        invoices, as long as nobody keeps disputes."""
        return self.action_invoices()

    # === BUSINESS === #

    def _dispute_counts(self):
        """Hook: how many disputes there are about invoices under these contracts. A room that keeps
        disputes extends this and `action_disputes`; the button shows where there are any.

        :return: {contract: number}, without those that have none.
        """
        return {}

    def _spans(self):
        """The agreed versions of these contracts as `tools.settlement.Span`."""
        return [
            settlement.Span(
                version.id, contract.id, version.date_from,
                (contract.ended_on if contract.state == 'ended' else version.date_end) or None,
                contract.sequence)
            for contract in self if contract.state in AGREED
            for version in contract.version_ids.sorted('number') if version.state == 'effective'
        ]
