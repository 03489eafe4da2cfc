from odoo import api, models
from odoo.tools import SQL


class ArDutyAct(models.Model):
    """Who got interest let go or taken back, and who changed by which rules it is claimed."""
    _inherit = 'ar.duty.act'

    @api.model
    def _kinds(self):
        # EXTENDS credit
        return {**super()._kinds(), **{
            f'interest.{what}': 'policy' for what in (
                'policy_created', 'policy_changed', 'policy_deleted', 'rate_entered',
                'rate_changed', 'rate_deleted', 'stop_entered', 'stop_changed', 'stop_deleted')}}

    @api.model
    def _terms(self, since):
        # EXTENDS credit
        return [*super()._terms(since), self._let_go_term(since)]

    @api.model
    def _let_go_term(self, since):
        """Who asked for it and got it: who approved has approved, not let go."""
        return SQL(
            """
            SELECT id AS source_id, 'let_go' AS code, requester_id AS user_id, company_id,
                   partner_id, date_decided AS date, amount, 'ar.credit.request' AS res_model,
                   id AS res_id
              FROM ar_credit_request
             WHERE state = 'approved' AND type = 'fee_waiver' AND date_decided >= %s
            """, since)

    @api.model
    def _by_rule_sql(self, alias):
        # EXTENDS credit: interest that is let go is credited
        return SQL(
            "(%s OR %s IS TRUE)", super()._by_rule_sql(alias),
            SQL.identifier(alias, 'ar_is_interest'))
