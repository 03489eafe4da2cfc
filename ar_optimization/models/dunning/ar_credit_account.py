import operator as compare

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COMPARE = {
    'in': lambda level, values: level in values, '<': compare.lt, '>': compare.gt,
    '<=': compare.le, '>=': compare.ge,
}


class ArCreditAccount(models.Model):
    """How this customer is asked to pay, and whether that rests for a while."""
    _inherit = 'ar.credit.account'

    dunning_procedure_id = fields.Many2one(
        'ar.dunning.procedure', string="Own Dunning Procedure", check_company=True,
        ondelete='restrict', index='btree_not_null', copy=False, tracking=True,
        help="In place of the one of the tier.")
    dunning_pause_until = fields.Date(
        string="Dunning Paused Until", copy=False, tracking=True,
        help="Nothing is sent up to this day; then it goes on by itself.")
    dunning_pause_reason = fields.Char(
        string="Reason of the Pause", copy=False, tracking=True)

    dunning_last_date = fields.Date(
        string="Last Notice", readonly=True, copy=False,
        help="When this customer was last sent a notice.")

    dunning_level = fields.Integer(
        compute='_compute_dunning_level', search='_search_dunning_level', aggregator='max',
        help="The highest level that an item still open has reached; 0 for none.")

    _dunning_pause_reason = models.Constraint(
        "CHECK (dunning_pause_until IS NULL OR COALESCE(dunning_pause_reason, '') <> '')",
        "Say why dunning is paused.")

    # === COMPUTE === #

    def _compute_dunning_level(self):
        levels = self._dunning_levels()
        for account in self:
            account.dunning_level = levels.get(account._origin.id, 0)

    def _search_dunning_level(self, operator, value):
        if operator not in ('in', '<', '>', '<=', '>='):
            return NotImplemented
        rows = self.env.execute_query(self._dunning_levels_sql())
        test = COMPARE[operator]
        found = [account_id for account_id, level in rows if test(level, value)]
        if not test(0, value):
            return Domain('id', 'in', found)
        dunned = {account_id for account_id, __ in rows}
        return Domain('id', 'not in', sorted(dunned - set(found)))

    # === ACTIONS === #

    def action_open_notices(self):
        """List the notices of this customer."""
        return self._open_dunning('ar_dunning_notice_action')

    def action_open_skips(self):
        """List why nothing was sent to this customer."""
        return self._open_dunning('ar_dunning_skip_action')

    def _open_dunning(self, name):
        self.ensure_one()
        action = self._list_of(name, context={})
        return {**action, 'name': f"{action['name']}: {self.partner_id.display_name}"}

    # === BUSINESS === #

    def _dunning_levels(self):
        """The highest level that an open item of each account has reached, where there is one.

        :return: {account id: level}
        """
        if not self.ids:
            return {}
        return dict(self.env.execute_query(SQL(
            "SELECT account_id, level FROM (%s) reached WHERE account_id IN %s",
            self._dunning_levels_sql(), tuple(self.ids))))

    def _dunning_levels_sql(self):
        for name in ('ar.dunning.item', 'account.move.line'):
            self.env[name].flush_model()
        return SQL(
            """
            SELECT dunned.account_id, MAX(dunned.level) AS level
              FROM ar_dunning_item dunned
              JOIN account_move_line line ON line.id = dunned.move_line_id
             WHERE line.amount_residual > 0 AND line.parent_state = 'posted' AND dunned.level > 0
          GROUP BY dunned.account_id
            """)

    def _dunning_level_sql(self):
        # EXTENDS credit: read together with the other figures, at every confirmation
        companies = self.company_id.filtered(
            lambda company: company._ar_position('dunning') != 'off')
        if not companies:
            return super()._dunning_level_sql()
        return SQL(
            """
            CASE WHEN account.company_id IN %s THEN
                (SELECT reached.level FROM (%s) reached WHERE reached.account_id = account.id)
            END
            """, tuple(companies.ids), self._dunning_levels_sql())

    def _dunning_responsible(self):
        """Hook: who calls or visits the customer, and takes over after a final notice: the credit
        manager, while there is no collector.

        :return: `res.users`, one.
        """
        self.ensure_one()
        return self.company_id._ar_credit_manager()

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit
        return [*super()._nightly_steps(), '_nightly_dunning']

    @api.model
    def _nightly_dunning(self, companies, today, full=False):
        """Prepare the run of the night in each company that is not off. A night of the past sends
        nothing."""
        if today != fields.Date.context_today(self):
            return
        for company in companies:
            if company._ar_position('dunning') != 'off':
                self.env['ar.dunning.run'].sudo()._run_night(company, today)
