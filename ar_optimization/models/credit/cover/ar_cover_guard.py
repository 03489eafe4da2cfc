from odoo import api, models
from odoo.tools import SQL

# What `_to_terms` reads of a cover, and whose it is.
TERMS = (
    'account_id', 'company_id', 'partner_id', 'state', 'currency_id', 'amount', 'percent',
    'deductible', 'date_start', 'date_end', 'max_term_days', 'report_days', 'claim_days',
    'stop_days', 'last_shipment', 'covers_vat', 'covers_late_goods', 'covers_earlier')
MARK = ('cover_id', 'kind', 'line_id', 'done_date')


class ArCover(models.Model):
    """Covers and what was done about them, read with the lock: a decision has no time for more."""
    _inherit = 'ar.cover'

    @api.model
    def _guard_sql(self, accounts, today):
        """`SQL` of one JSON value for `_guard_remember`: the covers that `_counting` finds.

        :param accounts: `SQL` of the ids of credit accounts, in brackets.
        :param date today: the day.
        """
        self.flush_model()
        self.env['ar.cover.mark'].flush_model()
        return SQL(
            """
            (SELECT json_agg(json_build_array(
                        cover.id, %(terms)s, (
                        SELECT json_agg(json_build_array(mark.id, %(mark)s))
                          FROM ar_cover_mark mark
                         WHERE mark.cover_id = cover.id AND mark.done_date IS NOT NULL))
                        ORDER BY cover.sequence, cover.date_end, cover.id)
               FROM ar_cover cover
              WHERE cover.state IN ('active', 'called') AND cover.activated_on <= %(today)s
                AND cover.account_id IN %(accounts)s)
            """,
            accounts=accounts, today=today,
            terms=SQL(", ").join(SQL.identifier('cover', name) for name in TERMS),
            mark=SQL(", ").join(SQL.identifier('mark', name) for name in MARK))

    @api.model
    def _guard_remember(self, rows):
        """Keep what `_guard_sql` read for the rest of the decision, as if the fields had been.

        :return: the covers, in order.
        """
        marks = self.env['ar.cover.mark'].sudo()
        for cover_id, *terms, done in rows:
            for mark_id, *values in done or ():
                marks.browse(mark_id)._update_cache(
                    dict(zip(MARK, values, strict=True)), validate=False)
            self.browse(cover_id)._update_cache({
                **dict(zip(TERMS, terms, strict=True)),
                'mark_ids': marks.browse([mark[0] for mark in done or ()])}, validate=False)
        return self.browse([row[0] for row in rows])
