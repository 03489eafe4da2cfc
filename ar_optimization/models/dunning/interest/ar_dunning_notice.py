from collections import defaultdict

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

# Which part of a notice's charges stands for what: what is claimed, and what is only mentioned.
PARTS = ('interest_amount', 'fee_amount', 'mentioned_amount')


class ArDunningNotice(models.Model):
    """Late interest and fees in a notice, as of its day."""
    _inherit = 'ar.dunning.notice'

    interest_amount = fields.Monetary(
        string="Interest Claimed", readonly=True,
        help="Late interest of the items that is not invoiced yet.")
    fee_amount = fields.Monetary(
        string="Fees Claimed", readonly=True,
        help="Fixed sums for the costs of recovery, and the fee of this notice.")
    mentioned_amount = fields.Monetary(
        string="Interest Mentioned", readonly=True,
        help="Late interest and fees that the notice names and does not ask for.")
    total_amount = fields.Monetary(
        string="In Total", compute='_compute_total_amount',
        help="What is asked for, with interest and fees.")
    interest_parts = fields.Json(readonly=True)  # [[part, currency id, amount], …]

    # === COMPUTE === #

    @api.depends('collectable_amount', 'interest_amount', 'fee_amount')
    def _compute_total_amount(self):
        for notice in self:
            notice.total_amount = (
                notice.collectable_amount + notice.interest_amount + notice.fee_amount)

    # === BUSINESS === #

    def _fill_interest(self):
        """Take over what interest and fees of the items have come to: one query, one statement."""
        parts, rates = self._gather_interest(), {}
        rows = []
        for notice in self:
            found = parts.get(notice.id, {})
            if notice.level_id.interest_rule == 'claim' and notice.level_id.fee:
                key = 'fee_amount', notice.level_id.fee_currency_id.id
                found[key] = found.get(key, 0.0) + notice.level_id.fee
            totals = dict.fromkeys(PARTS, 0.0)
            for (part, currency_id), amount in found.items():
                totals[part] += notice._in_own_currency(amount, currency_id, rates)
            rows.append({'id': notice.id, **totals, 'interest_parts': [
                [part, currency_id, amount] for (part, currency_id), amount in found.items()]})
        if not rows:
            return
        self.flush_model()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_notice notice
               SET interest_amount = fresh.interest_amount, fee_amount = fresh.fee_amount,
                   mentioned_amount = fresh.mentioned_amount,
                   interest_parts = fresh.interest_parts
              FROM jsonb_to_recordset(%s) AS fresh (
                   id int, interest_amount numeric, fee_amount numeric, mentioned_amount numeric,
                   interest_parts jsonb)
             WHERE notice.id = fresh.id
            """, Json(rows)))
        self.invalidate_recordset([*PARTS, 'interest_parts', 'total_amount'])

    def _gather_interest(self):
        """What the memos of the items come to: {notice id: {(part, currency id): amount}}."""
        found = defaultdict(dict)
        if not self:
            return found
        for model in ('ar.dunning.notice.line', 'ar.interest.charge', 'ar.dunning.level'):
            self.env[model].flush_model()
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT notice.id, charge.currency_id, SUM(charge.amount_due),
                   CASE WHEN charge.mode = 'threat' OR level.interest_rule = 'mention'
                        THEN 'mentioned_amount'
                        WHEN charge.kind = 'interest' THEN 'interest_amount'
                        ELSE 'fee_amount' END AS part
              FROM ar_dunning_notice notice
              JOIN ar_dunning_level level ON level.id = notice.level_id
              JOIN ar_dunning_notice_line line ON line.notice_id = notice.id
              JOIN ar_interest_charge charge
                ON charge.move_line_id = line.move_line_id AND charge.state = 'memo'
             WHERE notice.id IN %s AND level.interest_rule <> 'none' AND charge.amount_due > 0
          GROUP BY notice.id, charge.currency_id, part
            """, self._ids))
        for notice_id, currency_id, amount, part in rows:
            found[notice_id][part, currency_id] = float(amount)
        return found

    def _in_own_currency(self, amount, currency_id, rates):
        """An amount in the company's currency as of the day of the notice.

        :param rates: {currency id: rate}, filled in.
        """
        company, day = self.company_id, self.date
        key = (currency_id, company.id, day)
        if key not in rates:
            currency = self.env['res.currency'].browse(currency_id)
            rates[key] = self.env['res.currency']._get_conversion_rate(
                currency, company.currency_id, company, day)
        return company.currency_id.round(amount * rates[key])

    def _retotal(self):
        # EXTENDS dunning: interest of items that have left leaves, too
        result = super()._retotal()
        self.filtered(lambda notice: (
            notice.state != 'cancelled' and notice.level_id.interest_rule != 'none'
        ))._fill_interest()
        return result

    def _note_sent(self, today):
        # EXTENDS dunning: what the notice itself costs is a charge from now on
        result = super()._note_sent(today)
        self._charge_fee(today)
        return result

    def _note_failed(self, failures):
        # EXTENDS dunning: what did not reach the customer costs it nothing
        result = super()._note_failed(failures)
        self.browse().concat(*failures)._fees().filtered(
            lambda charge: charge.state == 'memo')._take_back()
        return result

    def _fees(self):
        """The fees of these notices themselves, unless they were taken back."""
        return self.env['ar.interest.charge'].sudo().search([
            ('notice_id', 'in', self.ids), ('kind', '=', 'notice'), ('state', '!=', 'reversed')])

    def _charge_fee(self, today):
        """Add the fee of these notices to what their customers owe, once: one that was invoiced or
        let go before its mail came back stays as it is when the notice is sent again."""
        charged = self._fees().notice_id
        self.env['ar.interest.charge'].sudo().create([
            {
                'kind': 'notice', 'mode': 'accrue', 'company_id': notice.company_id.id,
                'account_id': notice.account_id.id, 'notice_id': notice.id,
                'currency_id': notice.level_id.fee_currency_id.id,
                'amount': notice.level_id.fee, 'date_from': today, 'date_to': today,
            }
            for notice in self - charged
            if notice.level_id.interest_rule == 'claim' and notice.level_id.fee])

    # === TEXT === #

    def _interest_lines(self):
        """What is said of interest and fees, in the language of the environment.

        :return: list of (words, amount, `res.currency`) that are asked for.
        """
        words = {
            'interest_amount': self.env._("Late payment interest"),
            'fee_amount': self.env._("Costs of recovery and reminder fee"),
        }
        return [
            (words[part], amount, self.env['res.currency'].browse(currency_id))
            for part, currency_id, amount in self.interest_parts or () if part in words]

    def _mentioned_lines(self):
        """What is named and not asked for: list of (amount, `res.currency`)."""
        return [
            (amount, self.env['res.currency'].browse(currency_id))
            for part, currency_id, amount in self.interest_parts or ()
            if part == 'mentioned_amount']

    def _grand_totals(self):
        """Everything that is asked for, by currency: list of (`res.currency`, amount)."""
        totals = defaultdict(float)
        for currency, amount in self._totals():
            totals[currency] += amount
        for __, amount, currency in self._interest_lines():
            totals[currency] += amount
        return list(totals.items())
