from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, Query

from ....tools import guard

# What a decision needs to know of the open items, beside their sum.
GUARD_FIGURES = ('overdue_amount', 'worst_overdue_days')
# The conditions that look at these.
OVERDUE = ('overdue_amount', 'overdue_days')


class ArCreditAccount(models.Model):
    """What the guard knows of an account, and the documents of it that are held."""
    _inherit = 'ar.credit.account'

    hold_ids = fields.One2many('ar.credit.hold', 'account_id', string="Holds")
    open_hold_count = fields.Integer(
        string="Held Documents", compute='_compute_open_hold_count',
        search='_search_open_hold_count')

    # === COMPUTE === #

    @api.depends('hold_ids.state')
    def _compute_open_hold_count(self):
        counts = dict(self.env['ar.credit.hold']._read_group(
            [('account_id', 'in', self.ids), ('state', '=', 'open')], ['account_id'], ['__count']))
        for account in self:
            account.open_hold_count = counts.get(account._origin, 0)

    def _search_open_hold_count(self, operator, value):
        held = self.env['ar.credit.hold'].sudo()._search([('state', '=', 'open')])
        ids = held.subselect('account_id')
        if (operator, value) == ('>', 0):
            return [('id', 'in', ids)]
        return NotImplemented

    # === ACTIONS === #

    def action_open_holds(self):
        """List the holds of this account."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_credit_hold_action'),
            'domain': [('account_id', 'in', self.ids)],
            'context': {},
        }

    def action_stop_credit(self):
        """Ask for the reason, then stop the credit of this customer."""
        self.ensure_one()
        return self._stop_dialog(self)

    @api.model
    def _stop_dialog(self, record):
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_hold_stop_action'),
            'context': {'default_res_model': record._name, 'default_res_id': record.id},
        }

    # === BUSINESS === #

    def _stop_credit(self, reason):
        """Hold everything of this customer by hand: its status becomes Hold. Where credit terms are
        locked, that is a request.

        :param str reason: why, for the log.
        """
        self.ensure_one()
        self.env['ar.credit.hold']._check_stopper(reason)
        if self.status not in ('open', 'watch'):
            raise UserError(self.env._("%s has no credit any more.", self.display_name))
        if self.company_id.sudo().ar_lock_terms:
            self.env['ar.credit.request']._submit(
                'status', self, {'status': 'hold'}, reason, origin='write')
            return
        self.status = 'hold'
        self.env['ar.event']._log('hold.customer_stopped', self, reason=reason)

    def _guard_standings(self, today, taken=None, figures=GUARD_FIGURES):
        """Where these accounts stand, read from the database by one query.

        :param date today: the day.
        :param taken: `Taken`, what came with the lock.
        :param figures: which of `GUARD_FIGURES` to read; the others are 0.
        :return: {account: `tools.guard.Standing`}
        """
        small = taken.small if taken else {}
        # The day of a nightly run is nobody's to say here.
        accounts = self.with_context(
            ar_ledger=taken and taken.ledger, ar_rare=taken and taken.rare, ar_night=False)
        rows = accounts._sharing()._figure_rows(figures, dunning=accounts._guard_dunning_sql())
        shared = accounts._group_headrooms(
            {account_id: row['exposure'] for account_id, row in rows.items()})
        return {
            account: guard.Standing(
                limit=account._limit_on(today, rows[account.id].get('added', 0.0))[1],
                small=small.get(account.id) or 0.0,
                exposure=rows[account.id]['exposure'],
                dunning=rows[account.id]['dunning'] or 0,
                **account._guard_arrears(rows[account.id]),
                **account._guard_terms(today), **account._guard_shared(shared.get(account)),
            ) for account in accounts
        }

    @api.model
    def _guard_arrears(self, row):
        """The part of a standing that says what is overdue, as far as it was read.

        :param row: dict of `GUARD_FIGURES`.
        """
        return {
            'overdue': row.get('overdue_amount') or 0.0,
            'days': row.get('worst_overdue_days') or 0}

    def _guard_watched(self):
        """Those of `GUARD_FIGURES` that a rule of these customers' companies looks at: ten thousand
        items are added up in half the time without."""
        return GUARD_FIGURES if self._any_rule(OVERDUE) else ()

    def _any_rule(self, conditions):
        """Whether a rule of these customers' companies has one of these conditions."""
        policies = self.env['ar.credit.policy']
        return any(
            rule.condition in conditions for company in self.company_id
            for __, __, rule in policies._compiled(company.id))

    @api.model
    def _fetch_of_contact(self, contact, company, names):
        """The account of a contact's commercial entity, without reading whose that is: the fields
        named, by one statement and none of the detours of a search.

        :param contact: a `res.partner`.
        :param names: stored fields.
        """
        contact.flush_recordset(['commercial_partner_id'])
        query = Query(self.env, self._table, self._table_sql)
        query.add_where(SQL(
            "%s = %s AND %s = (SELECT commercial_partner_id FROM res_partner WHERE id = %s)",
            self._field_to_sql(self._table, 'company_id', query), company.id,
            self._field_to_sql(self._table, 'partner_id', query), contact._origin.id or 0))
        return self._fetch_query(query, [self._fields[name] for name in names])

    @api.model
    def _guard_shared(self, headroom):
        """The part of a standing that a shared limit says.

        :param headroom: `tools.limits.Headroom`, None without one.
        """
        if not headroom:
            return {}
        return {'group_limit': headroom.limit, 'group_exposure': headroom.exposure}

    def _guard_with_others(self, standing, passed):
        """The standing, with what the same call has let pass of those who share the limit.

        :param passed: {`ar.credit.group`: amount in its currency}
        """
        amount = passed.get(self.group_id)
        if not amount or standing.group_limit is None:
            return standing
        today = fields.Date.context_today(self)
        return guard.with_others(standing, self.group_id.currency_id._convert(
            amount, self.currency_id, self.company_id, today))

    def _guard_add_passed(self, passed, amount):
        """Remember what passed for those who share the limit, see `_guard_with_others`.

        :param amount: in company currency.
        """
        if self.group_id:
            passed[self.group_id] += self.currency_id._convert(
                amount, self.group_id.currency_id, self.company_id,
                fields.Date.context_today(self))

    @api.model
    def _guard_fields(self):
        """Hook: the stored fields that a decision reads; fetched at once."""
        return [
            'partner_id', 'company_id', 'active', 'credit_mode', 'credit_limit', 'temporary_limit',
            'temporary_limit_from', 'temporary_limit_to', 'status', 'tier_id', 'next_review_date',
            'on_time_ratio', 'resolved_count', 'group_id']

    def _guard_terms(self, today):
        """The part of a standing that the account itself says."""
        action, percent, __ = self.env['ar.credit.tier']._guard_terms(self.tier_id.id)
        review = self.credit_mode == 'limit' and self.next_review_date
        return {
            'mode': self.credit_mode,
            'status': self.status,
            'on_time': self.on_time_ratio * 100 if self.resolved_count else None,
            'review_days': (today - review).days if review and review < today else None,
            'prepay_percent': percent,
            'tier_action': action,
        }

    def _guard_allowed_days(self):
        """Hook: the longest terms this customer may have, in days; None when nothing says so. A
        contract may grant more than the tier."""
        return self.env['ar.credit.tier']._guard_terms(self.tier_id.id)[2]

    def _guard_dunning_sql(self):
        """The dunning level, where a rule of these customers' companies looks at it."""
        return self._dunning_level_sql() if self._any_rule(('dunning',)) else SQL("0")

    def _dunning_level_sql(self):
        """Hook: the highest dunning level that an open item of each of these accounts has reached.

        :return: `SQL` that may name the table `account`; 0 here.
        """
        return SQL("0")

    def _after_decision(self, names):
        # EXTENDS credit: a higher limit or a better status may free documents.
        super()._after_decision(names)
        self.env['ar.credit.hold'].sudo()._look_again(
            {(account.company_id.id, account.partner_id.id) for account in self})

    def _fold_history(self, target):
        # EXTENDS ledger: held documents follow their customer.
        self.env['ar.credit.hold'].sudo().with_context(active_test=False).search(
            [('account_id', 'in', self.ids)]).account_id = target
        return super()._fold_history(target)
