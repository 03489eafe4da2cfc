from odoo import api, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _timeline_kinds(self):
        # EXTENDS worklist
        return {**super()._timeline_kinds(), 'promise': self.env._("Promise")}

    @api.model
    def _timeline_terms(self):
        # EXTENDS worklist
        return [*super()._timeline_terms(), ('promise', 'ar.promise', SQL(
            """
            SELECT account.id, promise.create_date, promise.state, promise.amount_company,
                   promise.id, promise.user_id
              FROM account JOIN ar_promise promise ON promise.account_id = account.id
            """))]

    @api.model
    def _timeline_name(self, row):
        # EXTENDS worklist
        if row['kind'] != 'promise':
            return super()._timeline_name(row)
        states = dict(self.env['ar.promise']._fields['state']._description_selection(self.env))
        return states.get(row['name'], row['name'])
