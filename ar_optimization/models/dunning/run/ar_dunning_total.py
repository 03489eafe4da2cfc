from odoo import fields, models


class ArDunningTotal(models.Model):
    """What a run looked at in one currency, by what became of it, and what the ledger holds."""
    _name = 'ar.dunning.total'
    _description = "Total of a Dunning Run"
    _order = 'run_id, currency_id'
    _rec_name = 'currency_id'

    run_id = fields.Many2one(
        'ar.dunning.run', "Dunning Run", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    noticed = fields.Monetary(
        string="In Notices", readonly=True, help="Items that are in a notice.")
    left_out = fields.Monetary(
        readonly=True, help="Items whose turn it was, and that are left out for a reason.")
    waiting = fields.Monetary(
        readonly=True, help="Overdue items that wait for the day of their next level.")
    not_due = fields.Monetary(string="Not Yet Due", readonly=True)
    credit = fields.Monetary(
        string="Credits", readonly=True,
        help="Payments and credit notes that are not matched yet; negative.")
    open_total = fields.Monetary(string="Open Items", readonly=True, help="All of it.")
    ledger_total = fields.Monetary(
        string="General Ledger", readonly=True,
        help="The balance of the receivable accounts in this currency at that moment.")
    difference = fields.Monetary(
        readonly=True, help="0 when every entry on a receivable account is accounted for.")
