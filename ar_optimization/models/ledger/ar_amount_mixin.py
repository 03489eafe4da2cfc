from odoo import api, models
from odoo.tools import SQL


class ArAmountMixin(models.AbstractModel):
    """Amounts of different currencies are never added up.

    Odoo's screens convert such a sum at today's rate, and take a currency without rate at 1:1. For
    money that is owed under contract that is a number nobody can check, so the sum stays empty:
    group by company or by currency to see the figures.
    """
    _name = 'ar.amount.mixin'
    _description = "Amounts That Are Added Up per Currency Only"

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base': one sum per group, or none where the group holds several currencies. A
        # graph of several currencies asks for sums in that of the user's company: no other is one.
        fname, __, function = aggregate_spec.partition(':')
        field = self._fields.get(fname)
        if not field or field.type != 'monetary' or function not in ('sum', 'sum_currency', 'avg'):
            return super()._read_group_select(aggregate_spec, query)
        currency = self._field_to_sql(self._table, field.get_currency_field(self), query)
        alone = SQL("MIN(%s) = MAX(%s)", currency, currency)
        if function == 'sum_currency':
            alone = SQL("%s AND MIN(%s) = %s", alone, currency, self.env.company.currency_id.id)
        return SQL(
            "CASE WHEN %s THEN %s END", alone,
            super()._read_group_select(f"{fname}:{function.removesuffix('_currency')}", query))

    @api.model
    def _ar_mixed_currencies(self):
        """Whether the companies on the screen keep their books in different currencies."""
        return len(self.env.companies.currency_id) > 1

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type='form', **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._ar_mixed_currencies())

    @api.model
    def _get_view(self, view_id=None, view_type='form', **options):
        # EXTENDS 'base': the total below a list is added up in the browser, so it is taken away.
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == 'list' and self._ar_mixed_currencies():
            for node in arch.iter('field'):
                node.attrib.pop('sum', None)
        return arch, view
