from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list
from odoo.tools.misc import formatLang

NAMED = 10  # customers that a refusal names


class ArLimitApply(models.TransientModel):
    """Show what applying limit proposals would change, before it is done. What is shown is kept
    and held against the proposals as they are when they are applied."""
    _name = 'ar.limit.apply'
    _description = "Apply Limit Proposals"

    account_ids = fields.Many2many('ar.credit.account', string="Customers", required=True)
    # {account id: its proposal as shown}: part of the form, which is only saved when applied.
    shown = fields.Json(
        string="Proposals as Shown", compute='_compute_shown', store=True, readonly=False)
    summary = fields.Text(compute='_compute_summary')

    # === COMPUTE === #

    @api.depends('account_ids')
    def _compute_shown(self):
        """What was shown first counts: rows that are on the screen are not read again."""
        for wizard in self:
            wizard.shown = wizard.account_ids._origin._waiting_proposals() | (wizard.shown or {})

    @api.depends('account_ids')
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = "\n".join(
                wizard._company_summary(company, accounts)
                for company, accounts in wizard.account_ids.grouped('company_id').items())

    @api.model
    def _company_summary(self, company, accounts):
        """How many customers of a company get what, and what all their limits come to."""
        def money(amount):
            return formatLang(self.env, amount, currency_obj=company.currency_id)

        limited = accounts.filtered(lambda account: account.proposed_mode == 'limit')
        over = limited.filtered(lambda account: account.exposure > account.proposed_limit)
        return self.env._(
            "%(company)s. Customers: %(count)s. Limits: %(limited)s, altogether %(total)s "
            "(%(before)s before). Prepayment only: %(prepay)s. Unlimited: %(unlimited)s. Already "
            "over the new limit: %(over)s.",
            company=company.name, count=len(accounts), limited=len(limited),
            total=money(sum(limited.mapped('proposed_limit'))),
            before=money(sum(
                accounts.filtered(lambda a: a.credit_mode == 'limit').mapped('credit_limit'))),
            prepay=len(accounts.filtered(lambda account: account.proposed_mode == 'prepay')),
            unlimited=len(accounts.filtered(lambda a: a.proposed_mode == 'unlimited')),
            over=len(over),
        )

    # === ACTIONS === #

    def action_apply(self):
        """Make the proposals the limits and show the log of it, where it can be undone.

        :raise UserError: when a proposal is not what was shown; then none is applied.
        """
        self.ensure_one()
        self._check_as_shown()
        events = self.account_ids._apply_proposals()
        if waiting := self.account_ids.request_ids.filtered(
                lambda request: request.state == 'waiting' and request.origin == 'proposal'):
            return self._waiting_action(waiting)
        return {
            'name': self.env._("Limits Changed"),
            'type': 'ir.actions.act_window',
            'res_model': 'ar.event',
            'view_mode': 'list,kanban,form',
            'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
            'domain': [('id', 'in', events.ids)],
        }

    # === BUSINESS === #

    @api.model
    def _waiting_action(self, requests):
        """Show the limits that others decide on, where credit terms are locked."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_all'),
            'name': self.env._("Waiting for Others"),
            'domain': [('id', 'in', requests.ids)], 'context': {},
        }

    def _check_as_shown(self):
        present = self.account_ids._waiting_proposals()
        changed = self.account_ids.filtered(
            lambda account: present.get(str(account.id)) != self.shown.get(str(account.id)))
        if changed:
            names = changed[:NAMED].partner_id.mapped('display_name')
            raise UserError(self.env._(
                "Nothing was applied. Some proposals were changed or decided after they were "
                "shown: %s. Close this window and look at them again.",
                format_list(self.env, names + ["…"] * (len(changed) > NAMED))))
