from odoo import api, fields, models
from odoo.tools.misc import formatLang


class ArLimitApply(models.TransientModel):
    """Show what applying limit proposals would change, before it is done."""
    _name = 'ar.limit.apply'
    _description = "Apply Limit Proposals"

    account_ids = fields.Many2many(
        'ar.credit.account', string="Customers", required=True,
        domain=[('proposal_state', '=', 'waiting')])
    summary = fields.Text(compute='_compute_summary')

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
            "%(company)s: %(count)s customers. %(limited)s with a limit, %(total)s altogether "
            "(%(before)s before); %(prepay)s prepayment only; %(unlimited)s unlimited. %(over)s "
            "of them are already over the new limit.",
            company=company.name, count=len(accounts), limited=len(limited),
            total=money(sum(limited.mapped('proposed_limit'))),
            before=money(sum(
                accounts.filtered(lambda a: a.credit_mode == 'limit').mapped('credit_limit'))),
            prepay=len(accounts.filtered(lambda account: account.proposed_mode == 'prepay')),
            unlimited=len(accounts.filtered(lambda a: a.proposed_mode == 'unlimited')),
            over=len(over),
        )

    def action_apply(self):
        """Make the proposals the limits and show the log of it, where it can be undone."""
        self.ensure_one()
        events = self.account_ids._apply_proposals()
        return {
            'name': self.env._("Limits Changed"),
            'type': 'ir.actions.act_window',
            'res_model': 'ar.event',
            'view_mode': 'list,kanban,form',
            'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
            'domain': [('id', 'in', events.ids)],
        }
