from odoo import api, fields, models
from odoo.tools import SQL

# Marks a write of Odoo's own credit fields that follows from the credit account, or that Odoo
# makes by itself to keep contacts in step. An object: no caller from outside can have it.
NATIVE_SYNC = object()


class ArCreditAccount(models.Model):
    """The payment term that this customer was granted, whatever its tier says. The contact has it
    while it lasts, and then the one before."""
    _inherit = 'ar.credit.account'

    granted_term_id = fields.Many2one(
        'account.payment.term', string="Granted Payment Term", index='btree_not_null',
        ondelete='restrict', copy=False, check_company=True, tracking=True,
        help="Given to this customer whatever its tier says.")
    granted_term_until = fields.Date(
        string="Granted Until", copy=False, tracking=True,
        help="Last day of the granted term; empty: until further notice.")
    term_before_id = fields.Many2one(
        'account.payment.term', string="Payment Term Before", index='btree_not_null',
        ondelete='set null', readonly=True, copy=False)

    # === CRUD === #

    def write(self, vals):
        if 'granted_term_id' not in vals:
            return super().write(vals)
        before = {account: account.sudo()._native_term() for account in self}
        had_one = self.filtered(lambda account: account._given_term())
        result = super().write(vals)
        for account in (self - had_one).sudo():
            account.term_before_id = before[account]
        self.sudo()._give_terms()
        return result

    # === BUSINESS === #

    def _native_partner(self):
        """The customer, whose own fields are to follow the account in the account's company."""
        return self.partner_id.with_company(self.company_id).with_context(
            ar_native_sync=NATIVE_SYNC)

    def _native_term(self):
        return self._native_partner().property_payment_term_id

    def _give_terms(self):
        """Write the granted term on the customer, or, when it has ended, the one before. Where
        limits are on, the next night may shorten that one to what the tier allows."""
        for company, accounts in self.grouped('company_id').items():
            for term, group in accounts.grouped(
                    lambda account: account._given_term() or account.term_before_id).items():
                group.partner_id.with_company(company).with_context(
                    ar_native_sync=NATIVE_SYNC).write({'property_payment_term_id': term.id})
        self.filtered(lambda account: not account._given_term()).term_before_id = False

    def _given_term(self):
        """Hook: the payment term that this customer has whatever its tier says; empty when none.
        A contract gives one, too."""
        return self.granted_term_id

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        steps = super()._nightly_steps()
        place = steps.index('_nightly_projection')
        return [*steps[:place], '_nightly_terms', *steps[place:]]

    @api.model
    def _nightly_terms(self, companies, today, full=False):
        """End granted terms whose last day has passed."""
        ended = self.sudo().search([
            ('company_id', 'in', companies.ids), ('granted_term_until', '<', today)])
        if ended:
            ended.write({'granted_term_id': False, 'granted_term_until': False})

    @api.model
    def _native_term_sql(self, present, today):
        # EXTENDS: what was granted comes before what the tier says
        return SQL(
            """CASE WHEN account.granted_term_id IS NOT NULL
                         AND COALESCE(account.granted_term_until, %(today)s) >= %(today)s
                    THEN account.granted_term_id ELSE %(tier)s END""",
            today=today, tier=super()._native_term_sql(present, today),
        )
