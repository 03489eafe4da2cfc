from odoo import api, fields, models
from odoo.tools import SQL


class ArCreditAccount(models.Model):
    """What one company and one customer are to each other in credit: one per company × commercial
    partner. The only source of truth for limits; Odoo's own fields are a projection of it."""
    _name = 'ar.credit.account'
    _description = "Credit Account"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _rec_name = 'partner_id'
    _order = 'partner_id, company_id, id'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        help="The commercial entity: contacts of one customer share one account.",
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    active = fields.Boolean(default=True)

    # The limit. Changed by the tier's formula, a manager or an approved request.
    credit_mode = fields.Selection(
        [('unlimited', "Unlimited"), ('limit', "Up to Limit"), ('prepay', "Prepayment Only")],
        required=True, default='unlimited', tracking=True,
        help="Odoo's own credit limit of 0 means unlimited. Here a limit of 0 is a limit, and a "
             "customer who gets no credit at all is set to Prepayment Only.",
    )
    credit_limit = fields.Monetary(tracking=True)
    temporary_limit = fields.Monetary(
        tracking=True, help="Replaces the limit from its first to its last day, then ends by itself.")
    temporary_limit_from = fields.Date(tracking=True)
    temporary_limit_to = fields.Date(tracking=True)
    effective_limit = fields.Monetary(
        compute='_compute_effective_limit',
        help="The limit that counts today: the temporary limit while it runs, 0 for prepayment.",
    )
    status = fields.Selection(
        [
            ('open', "Open"), ('watch', "Watch"), ('hold', "Hold"), ('blocked', "Blocked"),
            ('agency', "With Agency"), ('legal', "Legal Action"),
        ],
        required=True, default='open', tracking=True,
    )

    _partner_company_unique = models.Constraint(
        'UNIQUE (partner_id, company_id)', "This customer has a credit account in this company.")

    # === CRUD === #

    @api.model
    def _ensure_accounts(self, companies, partners=None):
        """Make the missing accounts of customers, set-wise.

        :param companies: companies to look at.
        :param partners: only these customers; None means everybody with a receivable entry or
            a customer rank.
        :return: number of accounts made.
        """
        raise NotImplementedError  # written by the ledger room's helper

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        """Names of the methods that make up the nightly chain, in order. Each takes
        `(companies, today, full)`, may be killed and run again, and does nothing twice.
        Rooms append theirs."""
        return ['_nightly_accounts']

    @api.model
    def _run_nightly(self, companies=None, today=None, full=False):
        """Run the whole nightly chain at once: after an import, from a button, in tests.

        :param companies: default all companies.
        :param date today: the day the figures are for.
        :param bool full: look at every account, not only at those whose facts changed.
        """
        companies = companies or self.env['res.company'].search([])
        today = today or fields.Date.context_today(self)
        for step in self._nightly_steps():
            getattr(self, step)(companies, today, full)
