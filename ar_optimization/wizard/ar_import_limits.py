from odoo import fields, models

from ..tools.table_import import AMOUNT, Column, Fault


class ArImport(models.TransientModel):
    """Opening credit limits, as one reviewed batch."""
    _inherit = 'ar.import'

    kind = fields.Selection(selection_add=[('limits', "Load Credit Limits")],
                            ondelete={'limits': 'cascade'})

    def _columns_limits(self):
        return [
            Column('customer', required=True),
            Column('credit_limit', AMOUNT, required=True, minimum=0),
        ]

    def _resolve_limits(self, rows):
        found, wrong = self._find_customers(rows)
        faults, seen = [], {}
        for row in rows:
            text = row.values['customer']
            row.values['partner'] = found.get(text)
            if text in wrong:
                faults.append(Fault(row.line, 'customer', wrong[text], {'value': text}))
            elif (first := seen.setdefault(found[text].id, row.line)) != row.line:
                faults.append(Fault(row.line, 'customer', 'duplicate', {'line': first}))
        return faults

    def _load_limits(self, rows):
        """Propose the limits and open the preview; no limit changes before it is confirmed."""
        limits = {row.values['partner'].id: row.values['credit_limit'] for row in rows}
        accounts = self.env['ar.credit.account']._propose_opening_limits(
            self.company_id, limits, self.filename)
        return accounts.action_preview_proposals()
