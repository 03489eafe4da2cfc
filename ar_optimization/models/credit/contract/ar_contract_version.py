from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ....tools import settlement

# Written by the engine only.
DERIVED = (
    'contract_id', 'company_id', 'number', 'state', 'request_id', 'approved_on', 'effective_on',
    'signature_state', 'signed_on', 'signed_by', 'agreed_lines', 'term_changed_on',
)


class ArContractVersion(models.Model):
    """What was agreed, from a day on. A contract is one version after the other: terms and clauses
    of one that was submitted do not change any more, so that an invoice always finds the terms
    that it was made under."""
    _name = 'ar.contract.version'
    _description = "Version of a Contract"
    _inherit = ['ar.contract.terms']
    _check_company_auto = True
    _order = 'contract_id, number desc'

    contract_id = fields.Many2one(
        'ar.contract', index=True, ondelete='cascade', readonly=True, copy=False)
    company_id = fields.Many2one(related='contract_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='contract_id.partner_id', string="Customer")
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    number = fields.Integer(
        string="Version", readonly=True, default=1, copy=False, aggregator=None)
    state = fields.Selection(
        [
            ('draft', "Draft"), ('waiting', "Waiting for Approval"), ('approved', "Approved"),
            ('effective', "Agreed"),
        ],
        required=True, default='draft', readonly=True, copy=False, index=True)
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today,
        help="Invoices from this day on fall under these terms.")
    date_end = fields.Date(string="Last Day", help="Empty: until further notice.")
    reason = fields.Text(string="Why", copy=False, help="What is new, and why it was agreed.")
    credit_limit = fields.Monetary(
        currency_field='company_currency_id', aggregator=None,
        help="Granted to the customer while the contract is in force: its tier gives no less. A "
             "change to a lower one takes back what the contract itself had raised, and no more. "
             "0: the contract says nothing of a limit.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id,
        help="Invoices in another currency differ from the contract.")
    currency_rate = fields.Float(
        string="Fixed Rate", digits=0, aggregator=None,
        help="Units of the contract's currency for one of the company's.")
    clause_ids = fields.One2many('ar.contract.clause', 'version_id', copy=True)

    # Approved and signed
    request_id = fields.Many2one(
        'ar.credit.request', index='btree_not_null', ondelete='set null', readonly=True,
        copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    effective_on = fields.Date(string="Agreed On", readonly=True, copy=False)
    signature_state = fields.Selection(
        [('open', "Not Signed"), ('sent', "Sent for Signature"), ('signed', "Signed")],
        string="Signature", required=True, default='open', readonly=True, copy=False, index=True)
    signed_on = fields.Date(readonly=True, copy=False)
    signed_by = fields.Char(string="Signed by Customer", readonly=True, copy=False)
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Documents", bypass_search_access=True, copy=False,
        help="The signed contract, and what belongs to it.")

    change_text = fields.Text(string="What Is New", compute='_compute_change_text')
    legal_warning = fields.Text(compute='_compute_legal_warning', compute_sudo=True)

    _end_after_start = models.Constraint(
        'CHECK (date_end >= date_from)', "A contract cannot end before it begins.")
    _limit_not_negative = models.Constraint(
        'CHECK (credit_limit >= 0)', "A credit limit cannot be negative.")
    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state IN ('draft', 'waiting', 'approved')",
        "There is a change of this contract already that is not decided or not in force yet.")

    # === CONSTRAINTS === #

    @api.constrains('currency_clause', 'currency_rate')
    def _check_rate(self):
        if any(version.currency_clause == 'fixed' and version.currency_rate <= 0
               for version in self):
            raise ValidationError(self.env._("A fixed exchange rate is more than 0."))

    # === COMPUTE === #

    @api.depends('contract_id.name', 'number')
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(contract)s, version %(number)s", contract=version.contract_id.name or "",
                number=version.number)

    @api.depends(lambda self: (
        'number', 'clause_ids.name', 'clause_ids.text', 'clause_ids.on_invoice',
        *self._version_names()))
    @api.depends_context('lang')
    def _compute_change_text(self):
        for version in self:
            version.change_text = "\n".join(version._change_lines())

    def _change_lines(self):
        """What this version changes, one line `what: before → after` each."""
        earlier = self._earlier()
        if not earlier:
            return
        event = self.env['ar.event']
        for name in self._version_names():
            field = self._fields[name]
            old, new = (event._json_value(version, name) for version in (earlier, self))
            if (old or False) != (new or False):
                shown = " → ".join(event._readable(field, value) for value in (old, new))
                yield f"{field._description_string(self.env)}: {shown}"
        if earlier.clause_ids._commands_values() != self.clause_ids._commands_values():
            yield self.env._("Clauses changed")

    def _earlier(self):
        """The version agreed before this one; empty for the first."""
        return self.contract_id.version_ids.filtered(
            lambda version: version.state == 'effective' and version.number < self.number
        ).sorted('number')[-1:]

    @api.depends('payment_term_id', 'settlement_day', 'payment_day', 'penalty_rate',
                 'penalty_period', 'debtor', 'contract_id.partner_id.country_id')
    @api.depends_context('lang')
    def _compute_legal_warning(self):
        laws = self.env['ar.legal.term'].search([('active', '=', True)])
        for version in self:
            law = laws._of(version.partner_id, version.company_id, version.debtor)
            version.legal_warning = bool(law) and law._warning(
                version._longest_days(), settlement.yearly(
                    version.penalty_rate, version.penalty_period or 'day'))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Neither a value nor a default of the context is agreed on.
            unset = {name: self._fields[name].default and self._fields[name].default(self)
                     for name in DERIVED}
            vals_list = [{**vals, **unset} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(DERIVED) & set(vals):
            raise AccessError(self.env._(
                "What becomes of a version follows from its approval and its signature."))
        if set(vals) & {*self._version_names(), 'clause_ids'}:
            self._check_draft()
        signed = {
            version: version.attachment_ids for version in self
            if 'attachment_ids' in vals and version.signature_state == 'signed'}
        result = super().write(vals)
        if any(kept - version.attachment_ids for version, kept in signed.items()):
            raise UserError(self.env._("The documents of a signed contract are kept."))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_draft()

    def _check_draft(self):
        """Terms that were submitted stay: for everybody, with all rights, too."""
        if any(version.state != 'draft' for version in self):
            raise UserError(self.env._(
                "What was submitted or agreed does not change any more: make a new version."))

    # === BUSINESS === #

    @api.model
    def _version_names(self):
        """Names of all fields that were agreed on, clauses apart."""
        return [*self._term_names(), 'date_from', 'date_end', 'credit_limit', 'currency_id',
                'currency_rate']

    def _terms(self):
        """The terms as JSON values."""
        return {
            **self.env['ar.event']._image(self, self._version_names()),
            'clause_ids': [
                Command.create(values) for values in self.clause_ids._commands_values()],
        }

    def _longest_days(self):
        """Days from an invoice to its last instalment at the worst; None without terms."""
        if not self.payment_term_id.line_ids:
            return None
        monthly = self._settlement()
        if not monthly and not self.term_changed_on:
            return self.payment_term_id._ar_longest_days()
        return monthly.longest(self._last_due)

    def _last_due(self, invoiced):
        """When the last instalment of an invoice is due by the contract; None without terms.

        :param date invoiced: the invoice date.
        """
        monthly = self._settlement()
        begin = monthly.begin(invoiced)
        return max((
            monthly.due(line._get_due_date(begin)) for line in self._agreed_instalments()
        ), default=None)

    def _words(self):
        # EXTENDS ar.contract.terms
        contract = self.contract_id
        return {
            **super()._words(),
            'number': contract.name or "",
            'customer': contract.partner_id.name or "",
            'company': contract.company_id.name or "",
            'limit': formatLang(self.env, self.credit_limit, currency_obj=self.company_currency_id),
            'start': format_date(self.env, self.date_from),
            'end': format_date(self.env, self.date_end) if self.date_end
            else self.env._("until further notice"),
        }

    def _printed(self):
        """The clauses that are printed on invoices, as a list of (title, text)."""
        words = self._words()
        return [
            (clause.name, clause._rendered(words))
            for clause in self.clause_ids if clause.on_invoice]
