from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """The covers of an account, and its nearest deadline."""
    _inherit = 'ar.credit.account'

    cover_ids = fields.One2many('ar.cover', 'account_id', string="Credit Covers")
    cover_amount = fields.Monetary(
        string="Covered", compute='_compute_cover_amount', compute_sudo=True,
        help="What insurances, guarantees and deposits are worth today.")
    next_deadline = fields.Date(
        compute='_compute_next_deadline', compute_sudo=True,
        help="The next last day to do something, of its covers and overdue items.")

    # === COMPUTE === #

    @api.depends('cover_ids.value_today')
    def _compute_cover_amount(self):
        for account in self:
            # What is stored: over RPC a form may name any cover.
            account.cover_amount = sum(account._origin.cover_ids.mapped('value_today'))

    @api.depends('cover_ids.state')
    def _compute_next_deadline(self):
        days = dict(self.env['ar.cover.deadline']._read_group(
            [('account_id', 'in', self.ids), ('state', '=', 'open')],
            ['account_id'], ['date:min']))
        for account in self:
            account.next_deadline = days.get(account._origin)

    # === ACTIONS === #

    def action_covers(self):
        """List the covers of this account."""
        self.ensure_one()
        return self._list_of('ar_cover_action')

    def action_deadlines(self):
        """List the deadlines of this account."""
        self.ensure_one()
        return self._list_of('ar_cover_deadline_action', context={})

    # === BUSINESS === #

    def _fold_history(self, target):
        # EXTENDS ledger: covers follow their customer, and count for it from now on.
        covers = self.env['ar.cover'].sudo().search([('account_id', 'in', self.ids)])
        covers.account_id = target
        return super()._fold_history(target)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit
        steps = super()._nightly_steps()
        place = steps.index('_nightly_projection')
        return [*steps[:place], '_nightly_covers', *steps[place:]]

    @api.model
    def _nightly_covers(self, companies, today, full=False):
        """Close covers that have ended, and tell of deadlines that come near."""
        self.env['ar.cover']._expire(companies, today)
        self.env['ar.cover.deadline']._tell(companies, today)
