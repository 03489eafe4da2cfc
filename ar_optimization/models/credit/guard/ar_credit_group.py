from odoo import models
from odoo.tools import SQL

TERMS = ('active', 'company_id', 'currency_id', 'credit_limit')
MEMBER = ('company_id', 'partner_id')


class ArCreditGroup(models.Model):
    """Shared limits and who shares them, read with the lock: a decision has no time for more."""
    _inherit = 'ar.credit.group'

    def _guard_sql(self):
        """`SQL` of one JSON value for `_guard_remember`; NULL without groups."""
        if not self:
            return SQL("NULL")
        accounts = self.env['ar.credit.account']
        self.flush_model(TERMS)
        accounts.flush_model(['group_id', *MEMBER])
        return SQL(
            """
            (SELECT json_agg(json_build_array(
                        shared.id, %(terms)s, (
                        SELECT json_agg(json_build_array(member.id, %(member)s) ORDER BY member.id)
                          FROM ar_credit_account member
                         WHERE member.group_id = shared.id)))
               FROM ar_credit_group shared
              WHERE shared.id IN %(ids)s)
            """,
            ids=tuple(self.ids),
            terms=SQL(", ").join(SQL.identifier('shared', name) for name in TERMS),
            member=SQL(", ").join(SQL.identifier('member', name) for name in MEMBER))

    def _guard_remember(self, rows):
        """Keep what `_guard_sql` read for the rest of the decision, as if the fields had been."""
        accounts = self.env['ar.credit.account']
        for group_id, *terms, members in rows or ():
            self.browse(group_id)._update_cache({
                **dict(zip(TERMS, terms, strict=True)),
                'account_ids': accounts.browse([member[0] for member in members])}, validate=False)
            for account_id, *values in members:
                accounts.browse(account_id)._update_cache({
                    'group_id': group_id, **dict(zip(MEMBER, values, strict=True))},
                    validate=False)
