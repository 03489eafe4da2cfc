from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils, format_date

from ...tools.incentive import rebate


class ArIncentiveRebate(models.Model):
    """What a customer gets at the end of a period for what it paid on time: a credit note, drafted
    for a person to look at. Written by the engine alone."""
    _name = 'ar.incentive.rebate'
    _description = "Rebate for Paying on Time"
    _inherit = ['ar.amount.mixin']
    _check_company_auto = True
    _order = 'date_to desc, id'
    _rec_name = 'partner_id'

    policy_id = fields.Many2one(
        'ar.incentive.policy', required=True, index=True, ondelete='restrict', readonly=True)
    company_id = fields.Many2one('res.company', required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, readonly=True,
        ondelete='restrict')
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    base = fields.Monetary(
        string="Due in the Period", readonly=True, help="Net amounts of the invoices.")
    on_time = fields.Monetary(
        string="Paid on Time", readonly=True, help="Net amounts, paid by the due date.")
    share = fields.Float(string="On Time (%)", readonly=True, aggregator='avg')
    amount = fields.Monetary(string="Rebate", readonly=True, help="Net amount.")
    move_id = fields.Many2one(
        'account.move', string="Credit Note", index='btree_not_null', readonly=True,
        ondelete='set null')
    move_state = fields.Selection(related='move_id.state', string="State")

    _period_unique = models.UniqueIndex(
        '(policy_id, company_id, partner_id, date_to)',
        "A customer gets one rebate of a policy for a period.")

    # === ACTIONS === #

    def action_draft_credit_notes(self):
        """Draft the credit notes of rebates that have none yet."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        todo = self.filtered(lambda each: not each.move_id and each.amount > 0)
        if not todo:
            raise UserError(self.env._("There is no rebate without a credit note among these."))
        todo.company_id._ar_check_incentives_on()
        todo.sudo()._draft_credit_notes()
        return self.env['ar.event']._notify(
            self.env._("%s credit notes drafted.", len(todo)))

    def action_open_credit_note(self):
        """Open the credit note, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # === BUSINESS === #

    @api.model
    def _period(self, policy, today):
        """The last period of a policy that has ended.

        :return: (first day, last day)
        """
        months = int(policy.rebate_period or '3')
        unit = {1: 'month', 3: 'quarter', 12: 'year'}[months]
        last = date_utils.start_of(today, unit) - relativedelta(days=1)
        return date_utils.start_of(last, unit), last

    @api.model
    def _prepare_rebates(self, policy, company, today):
        """Compute the rebates of the last period that has ended, once.

        :param policy: `ar.incentive.policy` of kind rebate.
        :return: the rebates made.
        """
        first, last = self._period(policy, today)
        done = self.search([
            ('policy_id', '=', policy.id), ('company_id', '=', company.id),
            ('date_to', '=', last)]).partner_id
        vals = []
        for partner_id, base, on_time in self._gather(policy, company, first, last):
            share, amount = rebate(
                base, on_time, policy.rebate_percent, policy.rebate_least,
                company.currency_id.decimal_places)
            if amount > 0 and partner_id not in done.ids:
                vals.append({
                    'policy_id': policy.id, 'company_id': company.id, 'partner_id': partner_id,
                    'date_from': first, 'date_to': last, 'base': base, 'on_time': on_time,
                    'share': share, 'amount': amount})
        made = self.create(vals)
        self.env['ar.event']._log('incentive.rebate', made, rule=policy.name, numbers={
            each.id: {'rebate': each.amount, 'share': each.share} for each in made})
        return made

    @api.model
    def _gather(self, policy, company, first, last):
        """Net amounts due in a period by customer, and of them paid by the due date, in one
        statement. Credit notes are no payments: they make what was due smaller.

        :return: rows (customer id, due, paid on time), in company currency.
        """
        self.env.flush_all()
        return self.env.execute_query(SQL(
            """
            SELECT move.commercial_partner_id,
                   ROUND(SUM((line.balance - COALESCE(paid.credited, 0)) * net.share), 2)::float,
                   ROUND(SUM(COALESCE(paid.on_time, 0) * net.share), 2)::float
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN ar_credit_account account
                ON account.partner_id = move.commercial_partner_id
               AND account.company_id = move.company_id
         LEFT JOIN ar_credit_tier tier ON tier.id = account.tier_id
        CROSS JOIN LATERAL (
                    SELECT COALESCE(move.amount_untaxed_signed
                                    / NULLIF(move.amount_total_signed, 0), 1) AS share) net
         LEFT JOIN LATERAL (
                    SELECT SUM(part.amount) FILTER (
                               WHERE other.move_type = 'out_refund') AS credited,
                           SUM(part.amount) FILTER (
                               WHERE other.move_type <> 'out_refund'
                                 AND credit.date <= line.date_maturity) AS on_time
                      FROM account_partial_reconcile part
                      JOIN account_move_line credit ON credit.id = part.credit_move_id
                      JOIN account_move other ON other.id = credit.move_id
                     WHERE part.debit_move_id = line.id
                       AND other.journal_id IS DISTINCT FROM %(exchange)s
                   ) paid ON TRUE
             WHERE move.company_id = %(company)s AND move.state = 'posted'
               AND move.move_type = 'out_invoice' AND line.display_type = 'payment_term'
               AND line.date_maturity BETWEEN %(first)s AND %(last)s
               AND (%(usual)s OR tier.incentive_policy_id = %(policy)s)
          GROUP BY move.commercial_partner_id
          ORDER BY move.commercial_partner_id
            """,
            company=company.id, first=first, last=last, policy=policy.id,
            usual=company.ar_incentive_policy_id == policy,
            exchange=company.currency_exchange_journal_id.id or None))

    def _draft_credit_notes(self):
        for each in self:
            each.move_id = self.env['account.move'].with_company(each.company_id).create({
                'move_type': 'out_refund', 'partner_id': each.partner_id.id,
                'company_id': each.company_id.id, 'currency_id': each.currency_id.id,
                'invoice_line_ids': [Command.create(each._line_vals())]})

    def _line_vals(self):
        reader = self.with_context(lang=self.partner_id.lang)
        return {
            'name': reader.env._(
                "Rebate for paying on time, %(first)s – %(last)s",
                first=format_date(reader.env, self.date_from),
                last=format_date(reader.env, self.date_to)),
            'quantity': 1, 'price_unit': self.amount}

    # === CRON === #

    @api.model
    def _nightly(self, companies, today):
        """Prepare the rebates of periods that have ended."""
        policies = self.env['ar.incentive.policy'].search([('kind', '=', 'rebate')])
        for company in companies:
            for policy in policies.filtered(
                    lambda each, company=company: each.company_id in (company.browse(), company)):
                self._prepare_rebates(policy, company, today)
