from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from . import flag_sql

LOOK_BACK_MONTHS = 4
END_DAYS = 5        # the last days of a month
GRACE_DAYS = 10     # in which a receipt finds its invoice
AROUND_DAYS = 15    # between credit note and new invoice
SOON_DAYS = 30      # in which a dispute is dropped again


class ArKpiFlag(models.Model):
    """Noticing at night, by one statement for each kind of entry."""
    _inherit = 'ar.kpi.flag'

    # === CRON === #

    @api.model
    def _find(self, company, today):
        """Notice what is new since the last time. What was decided stays; what is still to be
        reviewed follows the ledger, and money that is there again is no longer taken back.

        :param company: `res.company`, one.
        :param date today: nothing later is seen.
        """
        self.env.flush_all()
        for term in self._flag_terms(company, today):
            self.env.cr.execute(self._store_sql(term, company))
        self.env.cr.execute(self._put_right_sql(self._flag_facts(company, today)))
        self.invalidate_model()

    # === HOOKS === #

    @api.model
    def _flag_terms(self, company, today):
        """Hook: what is looked for. Rooms and bridges append theirs.

        :return: list of `SQL` selects with the columns that `flag_sql` names.
        """
        return flag_sql.terms(self._flag_facts(company, today))

    # === BUSINESS === #

    @api.model
    def _flag_facts(self, company, today):
        """The parameters that `flag_sql` names."""
        return {
            'company': company.id, 'day': today,
            'first': today - relativedelta(months=LOOK_BACK_MONTHS, day=1),
            'accounts': list(self.env['account.account']._ar_receivable_ids()),
            'end_days': timedelta(days=END_DAYS), 'grace': timedelta(days=GRACE_DAYS),
            'event_day': company._ar_day_sql(SQL("event.date"), SQL("event.company_id")),
            'around': AROUND_DAYS, 'soon': SOON_DAYS, 'smallest': company.currency_id.rounding / 2,
        }

    @api.model
    def _store_sql(self, term, company):
        """Keep what a term finds, with whose result it is: the salesperson of the document, else of
        the customer; the customer's collector. What was taken back is off the results of those it
        was counted for, whoever has the customer now."""
        return SQL(
            """
            INSERT INTO ar_kpi_flag AS flag (
                   company_id, kind, key, month, month_back, date, partner_id, move_id,
                   other_move_id, actor_id, amount, amount_off, collector_id, salesperson_id,
                   state, create_uid, create_date, write_uid, write_date)
            SELECT %(company)s, found.kind, found.key, found.month, found.month_back, found.date,
                   found.partner_id, found.move_id, found.other_move_id, actor.id, found.amount,
                   found.amount_off,
                   CASE WHEN found.kind = 'reversed' THEN found.collector_id
                        ELSE COALESCE(found.collector_id, account.collector_id) END,
                   CASE WHEN found.kind = 'reversed' THEN found.seller_id
                        ELSE COALESCE(found.seller_id, move.invoice_user_id, owner.user_id) END,
                   'open',
                   %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
              FROM (%(term)s) AS found(
                   kind, key, month, month_back, date, partner_id, move_id, other_move_id,
                   actor_id, amount, amount_off, collector_id, seller_id)
         LEFT JOIN account_move move ON move.id = found.move_id
         LEFT JOIN res_partner partner ON partner.id = found.partner_id
         LEFT JOIN res_partner owner ON owner.id = partner.commercial_partner_id
         LEFT JOIN ar_credit_account account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = %(company)s
         LEFT JOIN res_users actor ON actor.id = found.actor_id
       ON CONFLICT (company_id, kind, key) DO UPDATE
               SET amount = EXCLUDED.amount, amount_off = EXCLUDED.amount_off
             WHERE flag.state = 'open' AND flag.amount <> EXCLUDED.amount
            """, company=company.id, term=term, uid=self.env.uid)

    @api.model
    def _put_right_sql(self, facts):
        """Forget what nobody has reviewed yet of money taken back in the months looked at, where
        the receipts do not say so any more: it would go on counting."""
        return SQL(
            """
            DELETE FROM ar_kpi_flag flag
             WHERE flag.company_id = %(company)s AND flag.kind = 'reversed'
               AND flag.state = 'open' AND flag.month_back >= %(first)s
               AND NOT EXISTS (
                   SELECT FROM (%(found)s) AS found(kind, key) WHERE found.key = flag.key)
            """, found=SQL(flag_sql.TAKEN_BACK, **facts), **facts)
