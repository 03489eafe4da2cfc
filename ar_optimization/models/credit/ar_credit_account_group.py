from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools import limits


class ArCreditAccount(models.Model):
    """A limit shared with other customers, and how much may still be sold: the least of both."""
    _inherit = 'ar.credit.account'

    group_id = fields.Many2one(
        'ar.credit.group', string="Shared Limit", index='btree_not_null', copy=False,
        ondelete='restrict',
        help="The limit that this customer shares with others. Its own limit stays; what counts is "
             "whichever leaves less.")
    headroom = fields.Monetary(
        string="May Still Buy", compute='_compute_headroom',
        help="What the own limit and the shared one leave, whichever is less.")
    headroom_source = fields.Selection(
        [(limits.OWN, "Own Limit"), (limits.GROUP, "Shared Limit")], compute='_compute_headroom',
        string="Bound By")

    @api.constrains('group_id', 'company_id')
    def _check_group(self):
        for account in self.filtered('group_id'):
            group = account.group_id.sudo()
            if not group.across_companies and group.company_id != account.company_id:
                raise ValidationError(self.env._(
                    "%(group)s is shared by customers of %(company)s only. Tick “Over Several "
                    "Companies” first.", group=group.name, company=group.company_id.name))
            group._check_rate(account.company_id)

    # === COMPUTE === #

    @api.depends('group_id', 'effective_limit', 'credit_basis')
    def _compute_headroom(self):
        for account, headroom in self._headrooms().items():
            account.headroom = headroom['available']
            account.headroom_source = headroom['available'] is not None and headroom['source']

    # === BUSINESS === #

    def _headroom(self):
        """How much may still be sold to this customer on credit, always from the database.

        :return: dict with `limit` (None: no limit), `exposure`, `available` (None: no limit;
            negative when over it), in company currency, and `source`, `own` or `group`: whose
            figures these are, of whichever limit leaves less.
        """
        self.ensure_one()
        return self._headrooms()[self]

    def _headrooms(self):
        """As `_headroom`, for any number of accounts by two queries.

        :return: {account: dict}
        """
        figures, shared = self._figures(), self._group_headrooms()
        result = {}
        for account in self:
            limit = None if account.credit_basis == limits.UNLIMITED else account.effective_limit
            exposure = figures[account.id]['exposure']
            own = limits.Headroom(
                limit, exposure,
                limits.available(limit, exposure, account.currency_id.decimal_places), limits.OWN)
            result[account] = limits.least(own, shared.get(account))._asdict()
        return result

    def _group_headrooms(self, known=None):
        """What the shared limits leave, in the company currency of each member.

        :param known: {account id: exposure} of all members, where it was just read.
        :return: {account: `tools.limits.Headroom`}, without accounts that share no limit.
        """
        groups = self.sudo().group_id.filtered('active')
        exposures = groups._exposures(known) if groups else {}
        today = fields.Date.context_today(self)
        result = {}
        for account in self.sudo().filtered(lambda account: account.group_id in exposures):
            def convert(amount, group=account.group_id, account=account):
                return group.currency_id._convert(
                    amount, account.currency_id, account.company_id, today)

            exposure, limit = exposures[account.group_id], account.group_id.credit_limit
            result[account.sudo(self.env.su)] = limits.Headroom(
                convert(limit), convert(exposure), convert(limit - exposure), limits.GROUP)
        return result

    def _sharing(self):
        """These accounts and all that share a limit with one of them."""
        groups = self.sudo().group_id
        return self | groups.with_context(active_test=False).account_ids.sudo(self.env.su)

    def _ids_sql(self, column='id'):
        # EXTENDS ledger: who shares a limit with others is looked at together with them.
        groups = self.sudo().group_id
        if not groups:
            return super()._ids_sql(column)
        self.flush_model(['group_id', 'partner_id'])
        return SQL(
            "(SELECT %s FROM ar_credit_account WHERE id IN %s OR group_id IN %s)",
            SQL.identifier(column), tuple(self.ids), tuple(groups.ids))

    def _fold_values(self, sources):
        # EXTENDS ledger: whoever was a member of a shared limit stays one.
        group = self.group_id or sources.group_id[:1]
        return {**super()._fold_values(sources), 'group_id': group.id}
