from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....tools import settlement

UNDER_CONTRACT = ('out_invoice', 'out_refund')
# Follow from the contract: nobody writes them.
DERIVED = ('ar_contract_version_id', 'ar_contract_due', 'ar_contract_left_out')


class AccountMove(models.Model):
    """The contract that an invoice falls under, by its date, and what follows: its payment term,
    and due dates by the monthly settlement.

    The version is kept with the invoice and never changes once it is posted, and versions that
    were agreed do not change either: nothing that becomes of a contract moves a due date that
    the customer was told.
    """
    _inherit = 'account.move'

    ar_contract_id = fields.Many2one(
        'ar.contract', string="Contract", compute='_compute_ar_contract_id', store=True,
        readonly=False, precompute=True, copy=False, index='btree_not_null', ondelete='restrict',
        check_company=True, groups='base.group_user',
        domain="[('partner_id', '=', commercial_partner_id), ('state', '=', 'active')]",
        help="The contract that the invoice falls under by its date. Its payment term and its "
             "monthly settlement make the due dates.")
    ar_contract_version_id = fields.Many2one(
        'ar.contract.version', string="Version of the Contract",
        compute='_compute_ar_contract_version_id', store=True, precompute=True, copy=False,
        index='btree_not_null', ondelete='restrict', groups='base.group_user')
    ar_contract_due = fields.Date(
        string="Due by Contract", compute='_compute_ar_contract_due', store=True, copy=False,
        groups='base.group_user', help="When the last instalment is due by the contract.")
    ar_contract_left_out = fields.Boolean(
        readonly=True, copy=False, groups='base.group_user')  # somebody took the contract off
    ar_contract_ref = fields.Char(
        string="Under Contract", compute='_compute_ar_contract_ref', compute_sudo=True,
        groups='base.group_user')

    # === CONSTRAINTS === #

    @api.constrains('ar_contract_id', 'partner_id')
    def _check_ar_contract(self):
        for move in self.sudo():
            party = move.ar_contract_id.partner_id
            if move.state == 'draft' and party and party != move.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contract)s is no contract of %(customer)s.",
                    contract=move.ar_contract_id.name,
                    customer=move.commercial_partner_id.display_name))

    # === COMPUTE === #

    @api.depends('partner_id', 'company_id', 'invoice_date', 'move_type')
    def _compute_ar_contract_id(self):
        """The contract in force on the invoice date: the one chosen before where it still is, else
        the first one; none where somebody took it off. An invoice that was posted keeps what it
        has."""
        chosen = self._ar_choose_versions()
        for move in self:
            if move.state == 'draft':
                version = not move._ar_is_left_out() and chosen.get(move)
                move.ar_contract_id = version and version.contract_id
            else:
                move.ar_contract_id = move.ar_contract_id

    @api.depends('ar_contract_id', 'invoice_date')
    def _compute_ar_contract_version_id(self):
        chosen = self._ar_choose_versions()
        for move in self:
            if move.state != 'draft':
                move.ar_contract_version_id = move.ar_contract_version_id
                continue
            version = chosen.get(move)
            own = version and version.contract_id == move.ar_contract_id
            move.ar_contract_version_id = own and version

    @api.depends('ar_contract_version_id')
    def _compute_ar_contract_due(self):
        for move in self:
            version = move.sudo().ar_contract_version_id
            move.ar_contract_due = version and move.move_type == 'out_invoice' and (
                version._last_due(move._ar_contract_day()))

    @api.depends('ar_contract_id')
    def _compute_ar_contract_ref(self):
        for move in self:
            move.ar_contract_ref = move.ar_contract_id.name

    @api.depends('partner_id')
    def _compute_invoice_payment_term_id(self):  # pylint: disable=missing-return
        # EXTENDS 'account': the term of the contract comes before that of the customer. It is
        # given with the customer, and not again when a date changes: who chose another one meant
        # it, and the invoice is then listed among those that differ.
        super()._compute_invoice_payment_term_id()
        for move in self.sudo():
            if move.move_type == 'out_invoice' and (
                    term := move.ar_contract_version_id.payment_term_id):
                move.invoice_payment_term_id = term

    @api.onchange('ar_contract_id')
    def _onchange_ar_contract_id(self):
        if self.move_type == 'out_invoice' and (
                term := self.sudo().ar_contract_version_id.payment_term_id):
            self.invoice_payment_term_id = term

    @api.depends('ar_contract_version_id')
    def _compute_needed_terms(self):  # pylint: disable=missing-return
        # EXTENDS 'account': instalments by the monthly settlement
        for monthly, moves in self.grouped(lambda move: move._ar_settlement()).items():
            moves = moves.with_context(ar_settlement=monthly) if monthly else moves
            super(AccountMove, moves)._compute_needed_terms()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        if not self.env.su:
            vals_list = [{**vals, 'ar_contract_left_out': False} for vals in vals_list]
        moves = super().create(vals_list)
        moves.browse([
            move.id for move, vals in zip(moves, vals_list, strict=True)
            if vals.get('ar_contract_id', True) is False])._ar_note_left_out()
        return moves

    def write(self, vals):
        # EXTENDS 'account': a posted invoice keeps its contract and its version whoever writes
        kept = [name for name in ('ar_contract_id', 'ar_contract_version_id') if name in vals]
        if kept and any(move.sudo()[name].id != (vals[name] or False) for name in kept
                        for move in self if move.state != 'draft'):
            raise UserError(self.env._(
                "An invoice that was posted stays under the contract it was made under."))
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name not in DERIVED}
        if 'partner_id' in vals:
            vals = {**vals, 'ar_contract_left_out': False}
        result = super().write(vals)
        if 'ar_contract_id' in vals and 'ar_contract_version_id' not in vals:  # by a person
            self._ar_note_left_out()
        return result

    # === BUSINESS === #

    def _ar_contract_day(self):
        return self.invoice_date or fields.Date.context_today(self)

    def _ar_note_left_out(self):
        """Take over that somebody has chosen the contracts of these drafts: one that was taken off
        does not come back by itself."""
        drafts = self.sudo().filtered(lambda move: move.state == 'draft')
        chosen = drafts._ar_choose_versions()
        for left_out, moves in drafts.grouped(
                lambda move: not move.ar_contract_id and move in chosen).items():
            moves.ar_contract_left_out = left_out

    def _ar_is_left_out(self):
        """Whether somebody took the contract off this draft, for the customer it has."""
        move = self.sudo()
        return move.ar_contract_left_out and (
            move._origin.partner_id.commercial_partner_id
            == move.partner_id.commercial_partner_id._origin)

    def _ar_settlement(self):
        """The `tools.settlement.Settlement` of an invoice; None without one."""
        version = self.sudo().ar_contract_version_id
        return (version._settlement() or None) if version and (
            self.move_type == 'out_invoice') else None

    def _ar_choose_versions(self):
        """The version that each of these drafts falls under, by one query for all.

        :return: {move: `ar.contract.version`}, without those that fall under none.
        """
        contracts = self.env['ar.contract'].sudo().with_context(active_test=False)
        drafts = self.filtered(lambda m: m.state == 'draft' and m.move_type in UNDER_CONTRACT)
        if not drafts or not contracts._any_agreed():
            return {}
        found = contracts.search([
            ('partner_id', 'in', drafts.partner_id.commercial_partner_id.ids),
            ('state', 'in', ('active', 'expired', 'ended'))])
        by_party, chosen = found.grouped(lambda each: (each.partner_id, each.company_id)), {}
        for move in drafts:
            party = move.partner_id.sudo().commercial_partner_id._origin, move.company_id.sudo()
            span = settlement.choose(
                by_party.get(party, contracts)._spans(), move._ar_contract_day(),
                move.sudo().ar_contract_id._origin.id)
            if span:
                chosen[move] = self.env['ar.contract.version'].sudo().browse(span.key)
        return chosen

    def _ar_refresh_contracts(self):
        """Have these drafts follow what became of contracts since they were made, with their term
        unless somebody chose another one.

        :return: those that were left with the term of a contract they do not fall under any more.
        """
        chosen, none = self._ar_choose_versions(), self.env['ar.contract.version']
        changed = self.filtered(lambda move: move.state == 'draft' and (
            not move.ar_contract_left_out) and (
            chosen.get(move, none) != move.ar_contract_version_id))
        usual = changed.filtered(
            lambda move: move.move_type == 'out_invoice' and move.invoice_payment_term_id == (
                move.ar_contract_version_id.payment_term_id or move._ar_customer_term()))
        left = usual.filtered('ar_contract_version_id.payment_term_id')
        for (version, follows), moves in changed.grouped(
                lambda move: (chosen.get(move, none), move in usual)).items():
            term = follows and version.payment_term_id
            moves.write({
                'ar_contract_id': version.contract_id.id, 'ar_contract_version_id': version.id,
                **({'invoice_payment_term_id': term.id} if term else {})})
        return left.filtered(lambda move: not move.ar_contract_version_id.payment_term_id)

    def _ar_customer_term(self):
        return self.with_company(self.company_id).partner_id.property_payment_term_id

    def _ar_give_customer_term(self):
        """Give these drafts the term of their customer, where it has one."""
        for term, moves in self.grouped(lambda move: move._ar_customer_term()).items():
            if term:
                moves.invoice_payment_term_id = term

    def _ar_contract_clauses(self):
        """What is printed below an invoice: (title, text) of each clause, in the language of the
        environment, as the report's."""
        version = self.sudo().ar_contract_version_id.with_context(lang=self.env.lang)
        return version._printed() if version else []
