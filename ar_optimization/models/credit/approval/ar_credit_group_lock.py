from math import inf

from odoo import api, models


class ArCreditGroup(models.Model):
    """What the members of a shared limit share changes by request where terms are locked. Who is a
    member is a matter of the account."""
    _inherit = 'ar.credit.group'

    # === CRUD === #

    def write(self, vals):
        locked = self._locked_by(vals)
        if not locked:
            return super().write(vals)
        locked._ask_for(vals)
        super(ArCreditGroup, self - locked).write(vals)
        return super(ArCreditGroup, locked).write(self._unlocked(vals))

    # === BUSINESS === #

    @api.model
    def _lock_kind(self):
        return 'shared_limit'

    @api.model
    def _locked_names(self):
        return frozenset(
            ('active', 'credit_limit', 'currency_id', 'company_id', 'across_companies'))

    def _lock_company(self, vals=None):
        # EXTENDS credit: what members of other companies share is locked as soon as theirs is
        company = super()._lock_company(vals)
        if company or not (self.across_companies or (vals or {}).get('across_companies')):
            return company
        members = self.sudo().with_context(active_test=False).account_ids.company_id
        return members.filtered('ar_lock_terms')[:1]

    def _lock_stake(self, vals):
        """A lower limit is no big decision; another end of the limit is above every amount."""
        if vals.keys() != {'credit_limit'}:
            return inf
        limit, currency = vals['credit_limit'], self.currency_id
        if currency.compare_amounts(limit, self.credit_limit) <= 0:
            return 0.0
        return currency._convert(limit, self.company_id.currency_id, self.company_id)
