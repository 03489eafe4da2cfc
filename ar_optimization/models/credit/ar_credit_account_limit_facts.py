from odoo import api, models
from odoo.tools import SQL

from ...tools import limit_change
from ...tools.features import monthly_sales

# Code of the credit information that says what a customer owns less what it owes.
NET_WORTH = 'net_worth'


class ArCreditAccount(models.Model):
    """What limits are computed from, and what a tier's formula makes of it."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    def _preview_limits(self, tier, today):
        """What the limits of these accounts would be under a tier.

        :param tier: `ar.credit.tier`.
        :param date today: the day of the computation.
        :return: {account: `tools.limit_change.Outcome`, None where there are no figures for one}
        """
        outcomes = dict.fromkeys(self)
        for company, accounts in self.sudo().grouped('company_id').items():
            rule = company, tier, tier._formula(company), self._limit_bounds(company)
            for row in accounts._limit_facts(company, today, everyone=True):
                __, outcomes[self.browse(row['id'])] = self._decide_limit(*rule, row)
        return outcomes

    @api.model
    def _limit_bounds(self, company):
        return limit_change.Bounds(
            company.ar_limit_auto, company.ar_limit_auto_first, company.ar_limit_auto_cap or None)

    @api.model
    def _decide_limit(self, company, tier, formula, bounds, row):
        """Decide what the limit of one account should be.

        :param row: one of those that `_limit_facts` gave.
        :return: `tools.limit_change.Present` and `Outcome`, see there.
        """
        present = limit_change.Present(row['credit_mode'], float(row['credit_limit'] or 0))
        return present, limit_change.decide(
            tier.credit_mode, formula, bounds, present, company.currency_id.decimal_places,
            row['monthly_sales'], row['net_worth'])

    def _limit_facts(self, company, today, everyone=False):
        """Read, in one statement, what the limits that are due are computed from.

        Due is who has changed its tier, whose review has come, whose limit was never computed,
        and who had never bought when it was. A proposal made by a person is left alone until it is
        decided.

        :param bool everyone: also who is not due, for a preview.
        """
        due = SQL("""(account.limit_tier_id IS DISTINCT FROM account.tier_id
                      OR account.next_review_date IS NULL
                      OR account.next_review_date <= %s
                      OR account.first_invoice_date >= account.limit_date)
                 AND account.tier_id IS NOT NULL
                 AND NOT COALESCE(account.proposal_origin = 'manual'
                                  AND account.proposal_state = 'waiting', FALSE)""", today)
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """SELECT account.id, account.tier_id, account.credit_mode, account.credit_limit,
                      account.partner_id, account.net_sales, account.first_invoice_date
                 FROM ar_credit_account account
                WHERE account.company_id = %(company)s AND account.active
                  AND %(these)s AND %(due)s""",
            company=company.id, due=SQL("TRUE") if everyone else due,
            these=SQL("account.id = ANY(%s)", self.ids) if self else SQL("TRUE"),
        ))
        net_worths = self._net_worths(company, today) if rows else {}
        digits = company.currency_id.decimal_places
        return [
            {
                'id': account_id, 'tier_id': tier_id, 'credit_mode': mode, 'credit_limit': limit,
                'net_worth': net_worths.get(partner_id),
                # Who never bought is known to buy nothing: the limit is the floor of the tier.
                'monthly_sales': monthly_sales(
                    float(net_sales or 0.0), first_invoice, today, digits) or 0.0,
            }
            for account_id, tier_id, mode, limit, partner_id, net_sales, first_invoice in rows
        ]

    @api.model
    def _net_worths(self, company, today):
        """The own funds of customers as the credit file has them, where they are up to date.

        :return: {customer id: amount}
        """
        rows = self.env['ar.credit.input'].sudo()._get_latest(company, today)
        return {
            partner_id: value for partner_id, code, __, value, __, expiry in rows
            if code == NET_WORTH and not (expiry and expiry < today)
        }
