from odoo import models
from odoo.tools import format_amount, format_date


class ArDunningNotice(models.Model):
    """What a notice says, in the language of whoever reads it."""
    _inherit = 'ar.dunning.notice'

    def _totals(self):
        """What is asked for, by currency.

        :return: list of (`res.currency`, amount), the largest number of items first.
        """
        totals = {}
        for line in self.line_ids:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.collectable_amount
        return list(totals.items())

    def _items_html(self):
        """The table of items, for mails and letters.

        :return: `Markup`
        """
        self.ensure_one()
        lang = self.env.context.get('lang') or self._recipient().lang
        notice = self.with_context(lang=lang)
        env = notice.env
        return env['ir.qweb']._render('ar_optimization.dunning_items', {
            'notice': notice,
            'lines': notice.line_ids.sorted(lambda line: (line.date_maturity, line.id)),
            'totals': notice._totals(),
            'day': lambda value: format_date(env, value),
            'money': lambda value, currency: format_amount(env, value, currency),
        }, lang=lang)
