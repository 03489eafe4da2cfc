from odoo import api, fields, models

from ....tools import guard


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

    # === BUSINESS === #

    def _guard_standings(self, today, small=None):
        """Where these accounts stand, read from the database.

        :param date today: the day.
        :param dict small: {account id: what passed this month only because it was small}
        :return: {account: `tools.guard.Standing`}
        """
        headrooms = self._guard_headrooms()
        return {
            account: guard.Standing(
                limit=headrooms[account]['limit'], exposure=headrooms[account]['exposure'],
                overdue=headrooms[account]['overdue_amount'],
                days=headrooms[account]['worst_overdue_days'],
                small=(small or {}).get(account.id) or 0.0,
                **account._guard_terms(today, headrooms[account]['source']),
            ) for account in self
        }

    @api.model
    def _guard_fields(self):
        """Hook: the stored fields that a decision reads; fetched at once."""
        return [
            'partner_id', 'company_id', 'active', 'credit_mode', 'credit_limit', 'temporary_limit',
            'temporary_limit_from', 'temporary_limit_to', 'status', 'tier_id', 'next_review_date',
            'on_time_ratio', 'resolved_count', 'group_id']

    def _guard_terms(self, today, source='own'):
        """The part of a standing that the account itself says.

        :param str source: whose limit counts; a shared one limits an unlimited customer, too.
        """
        shared = source == 'group'
        action, percent, __ = self.env['ar.credit.tier']._guard_terms(self.tier_id.id)
        review = self.credit_mode == 'limit' and self.next_review_date
        return {
            'mode': 'limit' if shared and self.credit_mode == 'unlimited' else self.credit_mode,
            'shared': shared,
            'status': self.status,
            'on_time': self.on_time_ratio * 100 if self.resolved_count else None,
            'review_days': (today - review).days if review and review < today else None,
            'dunning': self._dunning_level(),
            'prepay_percent': percent,
            'tier_action': action,
        }

    def _guard_headrooms(self):
        """Limit, exposure and overdue of these accounts, always from the database, by one query,
        and one more for limits that they share.

        :return: {account: dict with limit (None: no limit) and exposure, the own ones or the shared
            ones, whichever leave less, source, overdue_amount and worst_overdue_days}, amounts in
            company currency
        """
        figures = self.with_context(ar_one_statement=True)._figures()
        headrooms = self._headrooms(figures)
        return {account: {**figures[account.id], **headrooms[account]} for account in self}

    def _guard_allowed_days(self):
        """Hook: the longest terms this customer may have, in days; None when nothing says so. A
        contract may grant more than the tier."""
        return self.env['ar.credit.tier']._guard_terms(self.tier_id.id)[2]

    def _guard_locked(self):
        """Hook: the accounts whose confirmations must not run beside one of these accounts':
        themselves, and those that share a limit with them."""
        return self._sharing()

    def _dunning_level(self):
        """Hook: the highest dunning level that an open item of this account has reached; 0."""
        return 0

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
