from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import worklist


class ArCollectorPool(models.Model):
    """Which collectors look after which customers: the first pool that a customer fits in. Its
    members share the customers by the shares agreed."""
    _name = 'ar.collector.pool'
    _description = "Pool of Collectors"
    _inherit = ['ar.logged']
    _check_company_auto = True
    _order = 'sequence, id'
    _logged_as = 'worklist.pool_'

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    tier_ids = fields.Many2many('ar.credit.tier', string="Tiers", help="Empty: all.")
    country_ids = fields.Many2many('res.country', string="Countries", help="Empty: all.")
    salesperson_ids = fields.Many2many(
        'res.users', 'ar_collector_pool_salesperson_rel', string="Salespeople",
        domain=[('share', '=', False)], help="Of the customer. Empty: all.")
    amount_from = fields.Monetary(string="Overdue From", help="0: from the first cent.")
    amount_to = fields.Monetary(string="Overdue Below", help="0: no bound.")
    measure = fields.Selection(
        [('amount', "Overdue Amount"), ('count', "Number of Customers")], string="Share By",
        required=True, default='count', help="What is shared out evenly.")
    member_ids = fields.One2many(
        'ar.collector.pool.member', 'pool_id', string="Members", copy=True)

    _amounts_in_order = models.Constraint(
        'CHECK (amount_from >= 0 AND amount_to >= 0 '
        'AND (amount_to = 0 OR amount_from < amount_to))',
        "The amounts begin before they end, and are not negative.")

    # === CRUD === #

    def _image(self):
        # OVERRIDES 'ar.logged'
        return {
            **self.env['ar.event']._image(self, (
                'active', 'sequence', 'tier_ids', 'country_ids', 'salesperson_ids', 'amount_from',
                'amount_to', 'measure')),
            'members': sorted((member.user_id.id, member.share) for member in self.member_ids)}

    # === ACTIONS === #

    def action_share_out(self):
        """Share all customers of these pools out anew, those that have a collector too.

        :raise AccessError: for who is no credit manager.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        given = self.env['ar.credit.account']
        for pool in self:
            given |= pool.sudo()._assign(pool._all_rows(), {})
        return self.env['ar.event']._notify(
            self.env._("%s customers have another collector now.", len(given)))

    # === BUSINESS === #

    def _fits(self, row):
        """Whether a customer belongs into this pool.

        :param dict row: of `_rows`.
        """
        self.ensure_one()
        wanted = (
            (self.tier_ids.ids, row['tier_id']), (self.country_ids.ids, row['country_id']),
            (self.salesperson_ids.ids, row['user_id']))
        return (
            all(not ids or value in ids for ids, value in wanted)
            and row['amount'] >= self.amount_from
            and (not self.amount_to or row['amount'] < self.amount_to))

    def _is_first_for(self, row):
        """Whether no pool before this one takes the customer."""
        pools = self.search([('company_id', '=', self.company_id.id)])
        return next((pool for pool in pools if pool._fits(row)), None) == self

    def _all_rows(self):
        """The rows of the customers who belong into this pool."""
        return [row for row in self._rows(self.company_id) if self._is_first_for(row)]

    def _assign(self, rows, loads):
        """Share customers out among the members who are there.

        :param rows: of `_rows`.
        :param dict loads: user id → size of the work so far; empty to begin from nothing.
        :return: the accounts that got another collector.
        """
        before = {row['id']: row['collector_id'] for row in rows}
        return self._give({
            account: user for account, user in self._choose(rows, loads).items()
            if before[account] != user}, before)

    def _choose(self, rows, loads):
        """Who would collect from whom, see `_assign`.

        :return: {account id: user id}; empty when no member is there.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        away = self.env['ar.collector.absence']._stand_ins(self.company_id, today)
        shares = {
            member.user_id.id: member.share for member in self.member_ids
            if member.user_id.active and member.user_id.id not in away}
        sizes = [(row['id'], self._size(row)) for row in rows]
        return worklist.balance(sizes, shares, loads)

    def _size(self, row):
        return float(row['amount']) if self.measure == 'amount' else 1.0

    def _give(self, chosen, before):
        """Write who collects from whom, with an event for each customer.

        :param dict chosen: account id → user id.
        :param dict before: account id → user id or None.
        """
        accounts = self.env['ar.credit.account'].browse(sorted(chosen))
        for user in set(chosen.values()):
            accounts.filtered(lambda account, who=user: chosen[account.id] == who).with_context(
                tracking_disable=True).write({'collector_id': user})
        self.env['ar.event']._log(
            'worklist.assigned', accounts, rule=self.name,
            before={key: {'collector_id': before[key] or False} for key in chosen},
            after={key: {'collector_id': user} for key, user in chosen.items()})
        return accounts

    @api.model
    def _rows(self, company, only=None):
        """The overdue customers of a company, as pools look at them.

        :param only: `SQL` condition over `account` and `holder` (the collector's user).
        :return: list of dicts: id, tier_id, country_id, user_id, collector_id, amount.
        """
        self.env.flush_all()
        return self.env.execute_query_dict(SQL(
            """
            SELECT account.id, account.tier_id, partner.country_id, partner.user_id,
                   account.collector_id, late.amount
              FROM (%(late)s) late
              JOIN ar_credit_account account ON account.id = late.account_id AND account.active
              JOIN res_partner partner ON partner.id = account.partner_id
         LEFT JOIN res_users holder ON holder.id = account.collector_id
             WHERE %(only)s
          ORDER BY account.id
            """, late=self.env['ar.worklist']._late_sql(company), only=only or SQL("TRUE")))

    # === CRON === #

    @api.model
    def _assign_new(self, company):
        """Give the overdue customers that nobody collects from to the pool they fit in.

        :return: the accounts that got a collector.
        """
        pools = self.search([('company_id', '=', company.id)])
        rows = self._rows(company, SQL("holder.active IS NOT TRUE")) if pools else []
        given = self.env['ar.credit.account']
        if not rows:
            return given
        held = self._rows(company, SQL("holder.active"))
        by_pool = {}
        for row in rows:
            if pool := next((pool for pool in pools if pool._fits(row)), None):
                by_pool.setdefault(pool, []).append(row)
        for pool, found in by_pool.items():
            loads = {}
            for row in held:
                who = row['collector_id']
                loads[who] = loads.get(who, 0.0) + pool._size(row)
            given |= pool._assign(found, loads)
        return given
