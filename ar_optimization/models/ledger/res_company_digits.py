from odoo import api, models
from odoo.tools import SQL, ormcache


class ResCompany(models.Model):
    """The decimals of each company's currency, for statements that round row by row: cached, as
    PostgreSQL takes longer to plan two joins than to add up a customer's orders."""
    _inherit = 'res.company'

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base', which clears the cache before they are there
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def cache_invalidation_fields(self):
        # EXTENDS 'base'
        return super().cache_invalidation_fields() | {'currency_id'}

    @api.model
    @ormcache()
    def _ar_digits(self):
        """Pairs of company id and decimals, of all companies."""
        companies = self.sudo().with_context(active_test=False).search_fetch(
            [], ['currency_id'], order='id')
        return tuple((company.id, company.currency_id.decimal_places) for company in companies)

    @api.model
    def _ar_digits_sql(self, company):
        """The decimals of the currency of a company.

        :param company: `SQL` of its id.
        """
        digits = dict(self._ar_digits())
        if len(set(digits.values())) == 1:
            return SQL("%s", next(iter(digits.values())))
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", *pair) for pair in digits.items())
        return SQL("CASE %s %s END", company, cases)
