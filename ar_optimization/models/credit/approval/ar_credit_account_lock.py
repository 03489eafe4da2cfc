from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ....tools.chain import plain
from ..ar_credit_account_decisions import DECIDED
from .ar_credit_request_types import FORM_VALUES

LOCKED = frozenset(name for names in FORM_VALUES.values() for name in names)


class ArCreditAccount(models.Model):
    """Where a company has locked its credit terms, they change only by approved requests: what a
    user may decide alone becomes a request approved at once, everything else is refused with the
    offer to ask for it. It holds for every user on every path; the engine itself, the night and
    merges act with all rights."""
    _inherit = 'ar.credit.account'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su or not self.env.companies.filtered('ar_lock_terms'):
            return super().create(vals_list)
        # Defaults from the context or of the user are values that somebody chose.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        blank = {name: self._own_default(name) for name in LOCKED}
        accounts = super().create([{**vals, **blank} for vals in vals_list])
        for account, vals in zip(accounts, vals_list, strict=True):
            account.write({name: vals[name] for name in LOCKED & vals.keys()})
        return accounts

    def write(self, vals):
        locked = self.browse()
        if not self.env.su and LOCKED & vals.keys():
            locked = self.filtered(lambda account: account.sudo().company_id.ar_lock_terms)
        if not locked:
            return super().write(vals)
        self.check_access('write')
        if free := self - locked:
            super(ArCreditAccount, free).write(vals)
        if rest := {name: value for name, value in vals.items() if name not in LOCKED}:
            super(ArCreditAccount, locked).write(rest)
        locked._request_changes({name: vals[name] for name in LOCKED & vals.keys()})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        """A new account would begin with unlimited credit."""
        for account in self if not self.env.su else ():
            decided = any(
                account[name] != self.new()[name] for names in DECIDED.values() for name in names)
            if account.company_id.ar_lock_terms and decided:
                raise UserError(self.env._(
                    "Credit terms are locked: archive the account of %s instead of deleting it.",
                    account.display_name))

    # === BUSINESS === #

    def _request_changes(self, vals):
        """Turn a user's write into requests that are approved at once.

        :param dict vals: values of locked fields, as `write` takes them.
        :raise RedirectWarning: for what the user may not decide alone.
        """
        requests = self.env['ar.credit.request']
        for kind, names in FORM_VALUES.items():
            wanted = {name: plain(vals[name]) for name in names if name in vals}
            changed = {
                account: wanted for account in self if account._differs(wanted)}
            for account, values in changed.items():
                values, amount = requests._prepare(kind, account, values)
                if not requests._has_authority(self.env.user, kind, account, amount, values):
                    account._refuse_change(kind, values)
            if changed:
                requests._submit_many(
                    kind, changed, self.env._("Changed on the credit account"), origin='write')
                self.invalidate_recordset()

    def _differs(self, values):
        """Whether any of the values, JSON as in a request, is another one than now."""
        present = self.env['ar.event']._image(self, values)
        return any(
            self.currency_id.compare_amounts(value or 0.0, present[name] or 0.0)
            if self._fields[name].type == 'monetary'
            else (value or False) != (present[name] or False)
            for name, value in values.items())

    def _refuse_change(self, kind, values):
        """Refuse a change that the user may not decide alone, and offer to ask for it."""
        requests = self.env['ar.credit.request']
        message = self.env._(
            "The credit terms of %(customer)s are locked. This change needs the decision of "
            "somebody else: ask for it.", customer=self.partner_id.display_name)
        if self.env.context.get('import_file'):  # only the wording: an import shows no button
            raise UserError(message)
        form = requests._to_form(kind, values)
        raise RedirectWarning(
            message, self.env.ref('ar_optimization.ar_credit_request_action_new').id,
            self.env._("Ask for It"), {
                **{f'default_{name}': value for name, value in form.items()},
                'default_type': kind, 'default_partner_id': self.partner_id.id,
                'default_company_id': self.company_id.id,
            })
