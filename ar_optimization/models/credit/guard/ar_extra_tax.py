from odoo import models
from odoo.exceptions import AccessError


class ArExtraTax(models.AbstractModel):
    """A line that keeps what Odoo computed of taxes over several lines (`extra_tax_data`). It
    rounds a total; whoever writes it must not make one, as the guard looks at totals.

    To use it, inherit this model beside the line's own and fill the hooks.
    """
    _name = 'ar.extra.tax'
    _description = "Line with Extra Tax Data"

    # === HOOKS === #

    def _ar_taxed_together(self):
        """Hook, to be filled: the lines whose taxes are rounded together with this line's."""
        raise NotImplementedError

    def _ar_base_line(self, **values):
        """Hook, to be filled: this line for Odoo's computation of taxes.

        :param values: what is to be computed with in place of what the line says.
        """
        raise NotImplementedError

    # === BUSINESS === #

    def _ar_check_extra_tax_data(self):
        """Refuse extra tax data that take more off a line than rounding explains.

        :raise AccessError: for the first line of which they do.
        """
        for line in self.filtered('extra_tax_data'):
            if line._ar_rounded_off() < 0:
                raise AccessError(self.env._(
                    "%(field)s follows from other figures and cannot be changed by hand.",
                    field=self._fields['extra_tax_data']._description_string(self.env)))

    def _ar_rounded_off(self):
        """What the extra tax data take from the total of this line beyond what rounding explains: a
        unit for each line and tax of the document.

        :return: amount in the document's currency, negative when the line gives less than it says.
        """
        self.ensure_one()
        currency, lines = self.currency_id, self._ar_taxed_together()
        most = currency.rounding * len(lines) * (1 + len(lines.tax_ids.flatten_taxes_hierarchy()))
        difference = self._ar_total() - self._ar_total(extra_tax_data=False)
        return min(0.0, currency.round(difference + most))

    def _ar_total(self, **values):
        """The total of this line with taxes, as it would be with other values."""
        taxes = self.env['account.tax']
        base_line = self._ar_base_line(**values)
        taxes._add_tax_details_in_base_line(base_line, self.company_id)
        taxes._round_base_lines_tax_details([base_line], self.company_id)
        return base_line['tax_details']['total_included_currency']
