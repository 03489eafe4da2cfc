from odoo import api, fields, models
from odoo.tools import SQL


class ArOpenItem(models.Model):
    """The collector of an item is that of the customer's credit account; who answers for it follows
    from the account's status and the item's own days overdue."""
    _inherit = 'ar.open.item'

    collector_id = fields.Many2one('res.users', readonly=True)
    debt_owner = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._owner_selection(),
        string="Owned By", readonly=True,
        help="Sales while it is fresh, then the collector, then the lawyers; the settings of the "
             "user's company say after how many days.")

    _depends = {'ar.credit.account': ['collector_id', 'status']}

    @api.model
    def _select_extra(self):
        # EXTENDS ledger
        owner = self.env['ar.credit.account']._owner_sql(self.env.company, self._days_sql())
        return SQL(
            "%s, account.collector_id, %s AS debt_owner", super()._select_extra(), owner)
