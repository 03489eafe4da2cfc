from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

LISTED = 50  # customers that the preview names


class ArTierOverride(models.TransientModel):
    """Set the tier of customers by hand, for a time and with a reason."""
    _name = 'ar.tier.override'
    _description = "Set Tier by Hand"

    account_ids = fields.Many2many('ar.credit.account', string="Customers", required=True)
    company_id = fields.Many2one('res.company', compute='_compute_company_id')
    tier_id = fields.Many2one(
        'ar.credit.tier', required=True,
        domain="[('company_id', 'in', (company_id, False))]")
    until = fields.Date(
        string="Until and Including", required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(months=3),
        help="The day after, the rules decide again.")
    reason = fields.Char(required=True)
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('account_ids')
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.account_ids.company_id[:1]

    @api.depends('account_ids', 'tier_id')
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env['ir.qweb']._render(
                'ar_optimization.ar_tier_override_preview', {
                    'tier': wizard.tier_id, 'rows': wizard._preview_rows(),
                    'more': max(0, len(wizard.account_ids) - LISTED),
                }) if wizard.tier_id else False

    def _preview_rows(self):
        """Customer, tier and limit, as they are and as they would be."""
        accounts = self.account_ids[:LISTED]._origin
        outcomes = accounts._preview_limits(
            self.tier_id._origin, fields.Date.context_today(self))
        return [
            {'account': account, 'outcome': outcomes[account],
             'now': account._credit_in_words(account.credit_mode, account.credit_limit),
             'then': outcomes[account] and account._credit_in_words(
                 outcomes[account].mode, outcomes[account].limit)}
            for account in accounts
        ]

    def action_apply(self):
        """Set the tier. It counts at once, and is logged with its reason and end.

        :raise UserError: when the end is past or tiers are off.
        :raise AccessError: for anybody but a credit manager.
        """
        self.ensure_one()
        self.account_ids.company_id.sudo()._ar_check_limits_not_off()
        if self.until < fields.Date.context_today(self):
            raise UserError(self.env._("The last day of a tier set by hand cannot be past."))
        self.account_ids.write({
            'tier_override_id': self.tier_id.id,
            'tier_override_until': self.until,
            'tier_override_reason': self.reason,
        })
        return {'type': 'ir.actions.act_window_close'}
