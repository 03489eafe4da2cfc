from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class ArOutsideCase(models.AbstractModel):
    """A case of a customer on its way out of the house: it begins as a draft that an analyst fills
    in; from then on only its own steps change it, whatever way a write comes in."""
    _name = 'ar.outside.case'
    _description = "Case Outside Collection"
    _inherit = ['ar.amount.mixin', 'ar.derived.mixin', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'id desc'
    _number_prefix = None  # of the number: letters before the id
    # Written in a draft, and what may still be written afterwards.
    _draft_names = frozenset(('account_id',))
    _open_names = frozenset()

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one(
        related='account_id.company_id', store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True,
        precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    status_before = fields.Char(readonly=True, copy=False)  # of the account, to return to

    # === COMPUTE === #

    @api.depends('name', 'partner_id')
    def _compute_display_name(self):
        for case in self:
            number = self.env._("New") if case.name in (False, "/") else case.name
            case.display_name = f"{number} · {case.partner_id.display_name or ''}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._person_values(vals) for vals in vals_list]
        cases = super().create(vals_list)
        for case in cases.sudo().filtered(lambda case: case.name == "/"):
            case.name = f'{self._number_prefix}{case.id:05}'
        return cases

    def write(self, vals):
        if not self.env.su:
            engine = [name for name in vals if self._is_engine(name)]
            if engine:
                self._refuse(engine[0])
            if self._draft_names & vals.keys():
                self._check_draft()
        result = super().write(vals)
        # A person moves no items to another customer; a merge does, and moves the items later.
        if not self.env.su and 'account_id' in vals and 'line_ids' in self._fields:
            self.line_ids._check_item()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_draft()

    def copy_data(self, default=None):
        # EXTENDS 'base'
        raise UserError(self.env._("A case is made once: begin another one."))

    @api.model
    def _person_values(self, vals):
        """The values that a person gives a new case; all others begin blank, whatever the context
        says.

        :raise AccessError: for values that only the steps of the case write.
        """
        blank = {
            name: field.default(self) if field.default else False
            for name, field in self._fields.items() if self._is_engine(name)}
        given = [
            name for name, value in vals.items()
            if name in blank and (value or False) != (blank[name] or False)]
        if given:
            self._refuse(given[0])
        return {**vals, **blank}

    @api.model
    def _is_engine(self, name):
        """Whether only the steps of a case write a field."""
        field = self._fields.get(name)
        return bool(
            field and field.store and not field.related
            and name not in self._draft_names | self._open_names
            and name not in models.MAGIC_COLUMNS
            and not name.startswith(('message_', 'activity_', 'my_activity_', 'website_')))

    @api.model
    def _refuse(self, name):
        raise AccessError(self.env._(
            "%(field)s follows from the steps of the case and cannot be set by hand.",
            field=self._fields[name]._description_string(self.env)))

    def _check_draft(self):
        """Refuse changes of what was handed over or booked."""
        if any(case.state != 'draft' for case in self):
            raise UserError(self.env._("What has begun does not change any more."))

    # === ACTIONS === #

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _enter_status(self, status):
        """Give the accounts a status for the time of these cases, and take back what was about to
        be sent to their customers.

        :param str status: `agency` or `legal`.
        """
        for case in self:
            account = case.account_id.sudo()
            case.sudo().status_before = account._status_inside() or account.status
            account.status = status
            account._stop_own_contact(case.display_name)

    def _leave_status(self, status):
        """Give the accounts the status back that they had, where this was the last such case."""
        for case in self:
            account = case.account_id.sudo()
            if account.status != status:
                continue  # somebody has decided otherwise meanwhile
            account.status = account._outside_status() or case.status_before or 'watch'

    def _lines_of_account(self, lines):
        """Those of these journal items that are open receivables of the case's customer."""
        self.ensure_one()
        return lines.filtered(
            lambda line: line.parent_state == 'posted' and line.company_id == self.company_id
            and line.account_type == 'asset_receivable'
            and line.partner_id.commercial_partner_id == self.partner_id)

    def _check_owed(self, lines):
        """Refuse journal items that are no open receivables of the case's customer.

        :raise ValidationError:
        """
        if other := lines - self._lines_of_account(lines):
            raise ValidationError(self.env._(
                "%s is no open item of this customer.", other[0].display_name))
