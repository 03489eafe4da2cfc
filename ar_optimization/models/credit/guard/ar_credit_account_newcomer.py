from odoo import api, fields, models

from ....tools import guard
from ....tools.fold import MODES


class ArCreditAccount(models.Model):
    """New customers pay in advance until somebody decides on their credit: a second contact for
    the same customer would else begin with unlimited credit, whatever holds the first one.

    New is who gets its account while the guard is on, by whatever path; who was known when it was
    switched on goes on as before.
    """
    _inherit = 'ar.credit.account'

    is_newcomer = fields.Boolean(
        string="New Customer", readonly=True, copy=False,
        help="Pays in advance, as nobody has decided on its credit yet.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        if not self.env.su:  # a form sends the default, which nobody has decided on
            accounts.filtered(lambda account: account.credit_mode == 'unlimited')._begin()
        return accounts

    @api.model
    def _insert_accounts(self, source):
        # EXTENDS ledger
        accounts = super()._insert_accounts(source)
        accounts._begin()
        return accounts

    # === BUSINESS === #

    def _begin(self):
        """Let those of these new accounts begin in prepayment whose company wants it."""
        companies = self.env['res.company'].sudo().search([
            ('ar_position_guard', '=', 'on'), ('ar_guard_newcomers', '=', True)])
        if not companies:
            return
        values = self._newcomer_values()
        new = self.sudo().filtered(lambda account: account.company_id in companies)
        new._write_set(dict.fromkeys(new.ids, values), tuple(values))

    @api.model
    def _newcomer_values(self):
        return {'credit_mode': 'prepay', 'is_newcomer': True}

    def _is_new(self):
        """Whether this customer pays in advance only because nobody has decided yet."""
        return self.is_newcomer and self.credit_mode == 'prepay'

    @api.model
    def _unborn(self, customer, company):
        """The account that a customer without one would get, unsaved; empty where that is no
        matter, as it would pass."""
        if not customer or not company._ar_newcomers_prepay():
            return self.browse()
        return self.new({
            'partner_id': customer.id, 'company_id': company.id, **self._newcomer_values()})

    def _unborn_standing(self, today):
        """Where an account stands that is not there yet: nothing is owed."""
        return guard.Standing(limit=self._limit_on(today)[1], **self._guard_terms(today))

    def _after_decision(self, names):
        # EXTENDS credit: decided upon, nobody is new any more.
        super()._after_decision(names)
        if {'credit_mode', 'credit_limit'} & set(names) and 'is_newcomer' not in names:
            known = self.sudo().filtered('is_newcomer')
            known._write_set(
                {account.id: {'is_newcomer': False} for account in known}, ('is_newcomer',))

    def _fold_values(self, sources):
        # EXTENDS ledger: that one of them was new takes nothing from what the other was granted.
        values = super()._fold_values(sources)
        known = (self | sources).filtered(lambda account: not account._is_new())
        if known:
            values['credit_mode'] = min(known.mapped('credit_mode'), key=MODES.index)
        return {**values, 'is_newcomer': not known}
