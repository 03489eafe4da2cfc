from odoo import fields, models


class ArCreditHold(models.Model):
    """The notice to the customer names the clause under which we withhold."""
    _inherit = 'ar.credit.hold'

    def _notice_grounds(self):
        # EXTENDS guard
        today = fields.Date.context_today(self)
        contract = self.sudo().account_id._contract_today(today)
        version = contract.version_id.with_context(lang=self.env.lang)
        clauses = version.clause_ids.filtered(lambda clause: clause.kind == 'suspension')
        if not clauses:
            return super()._notice_grounds()
        words = version._words()
        return super()._notice_grounds() + [
            self.env._("Contract %(contract)s, “%(clause)s”: %(text)s", contract=contract.name,
                       clause=clause.name, text=clause._rendered(words)) for clause in clauses]
