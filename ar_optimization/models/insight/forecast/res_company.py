from odoo import api, fields, models


class ResCompany(models.Model):
    """What the forecast of cash cannot read from the ledger."""
    _inherit = 'res.company'

    ar_cash_typed = fields.Boolean(
        string="Type the Bank Balance", groups='ar_optimization.group_credit_manager',
        help="For books that do not have every bank account: the forecast begins with the balance "
             "typed here instead of that of the bank and cash accounts.")
    ar_cash_opening = fields.Monetary(
        string="Bank Balance", currency_field='currency_id',
        groups='ar_optimization.group_credit_manager',
        help="What is on all bank accounts this morning.")
    ar_cash_least = fields.Monetary(
        string="Least Balance", currency_field='currency_id',
        groups='ar_optimization.group_credit_manager',
        help="The forecast warns of the first week at whose end less than this is left. Negative: "
             "so much of a credit line may be used.")
    ar_cash_inventory = fields.Monetary(
        string="Inventory", currency_field='currency_id',
        groups='ar_optimization.group_credit_manager',
        help="Value of the stock, for the working capital that the business needs.")

    def _ar_capital_rate(self):
        """Hook for the incentive room: what money costs this company.

        :return: percent a year; 0 here.
        """
        return 0.0

    @api.model
    def _ar_logged_settings(self):
        # EXTENDS ledger
        return super()._ar_logged_settings() | {
            'ar_cash_typed', 'ar_cash_opening', 'ar_cash_least', 'ar_cash_inventory'}
