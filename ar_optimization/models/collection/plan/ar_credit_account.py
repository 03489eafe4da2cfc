from odoo import Command, api, fields, models


class ArCreditAccount(models.Model):
    """The payment plans of a customer."""
    _inherit = 'ar.credit.account'

    payment_plan_ids = fields.One2many('ar.payment.plan', 'account_id', string="Payment Plans")
    payment_plan_count = fields.Integer(
        string="Plans", compute='_compute_payment_plan_count', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('payment_plan_ids.state')
    def _compute_payment_plan_count(self):
        counts = dict(self.env['ar.payment.plan']._read_group(
            [('account_id', 'in', self.ids), ('state', '!=', 'cancelled')],
            ['account_id'], ['__count']))
        for account in self:
            account.payment_plan_count = counts.get(account._origin, 0)

    # === ACTIONS === #

    def action_payment_plans(self):
        """List the payment plans of this customer."""
        self.ensure_one()
        return self._list_of('ar_payment_plan_action')

    def action_make_plan(self):
        """Make a payment plan about what is overdue, else about all that is open."""
        self.ensure_one()
        self.check_access('read')
        return self._plan_form(self._lines_to_agree_on())

    # === BUSINESS === #

    def _plan_form(self, lines):
        """The action that opens a new payment plan.

        :param lines: `account.move.line` of one currency, to begin with.
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_payment_plan_action'),
            'views': [(False, 'form')], 'domain': [],
            'context': {
                'default_account_id': self.id,
                'default_item_ids': [Command.create({'move_line_id': line.id}) for line in lines]},
        }

    def _judge_agreements(self, today):
        # EXTENDS promise
        self.env['ar.payment.plan'].sudo()._judge_accounts(self, today)
        return super()._judge_agreements(today)

    def _fold_history(self, target):
        # EXTENDS ledger: plans follow their customer, with the grace that was agreed
        plans = self.env['ar.payment.plan'].sudo().search([('account_id', 'in', self.ids)])
        for days, some in plans.grouped('grace_days').items():
            some.write({'account_id': target.id, 'grace_days': days})
        return super()._fold_history(target)

    # === CRON === #

    @api.model
    def _nightly_agreements(self, companies, today, full=False):
        # EXTENDS promise
        watched = companies.filtered(
            lambda company: company._ar_position('collection') != 'off')
        self.env['ar.payment.plan'].sudo()._judge_due(watched, today)
        return super()._nightly_agreements(companies, today, full)
