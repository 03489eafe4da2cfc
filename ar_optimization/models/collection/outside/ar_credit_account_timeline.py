from odoo import api, models
from odoo.tools import SQL

# Kind of the timeline → model, columns of day and amount. Cases that have not begun stay out.
CASES = {
    'placement': ('ar.placement', 'date_placed', 'placed_amount'),
    'legal': ('ar.legal.case', 'date_opened', 'awarded_amount'),
    'write_off': ('ar.write.off', 'date', 'amount_company'),
}


class ArCreditAccount(models.Model):
    _inherit = 'ar.credit.account'

    @api.model
    def _timeline_kinds(self):
        # EXTENDS worklist
        return {
            **super()._timeline_kinds(), 'placement': self.env._("Placement"),
            'legal': self.env._("Legal Case"), 'write_off': self.env._("Write-Off")}

    @api.model
    def _timeline_terms(self):
        # EXTENDS worklist
        return [*super()._timeline_terms(), *(
            (kind, model, SQL(
                """
                SELECT account.id, item.%(day)s::timestamp, item.state,
                       NULLIF(item.%(amount)s, 0), item.id, item.create_uid
                  FROM account JOIN %(table)s item ON item.account_id = account.id
                 WHERE item.%(day)s IS NOT NULL AND item.state NOT IN ('draft', 'waiting')
                """,
                day=SQL.identifier(day), amount=SQL.identifier(amount),
                table=SQL.identifier(model.replace('.', '_'))))
            for kind, (model, day, amount) in CASES.items())]

    @api.model
    def _timeline_name(self, row):
        # EXTENDS worklist
        if row['kind'] not in CASES:
            return super()._timeline_name(row)
        model, __, __ = CASES[row['kind']]
        states = dict(self.env[model]._fields['state']._description_selection(self.env))
        return states.get(row['name'], row['name'])
