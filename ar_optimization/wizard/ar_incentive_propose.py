from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate
from odoo.tools.misc import formatLang

from ..tools import incentive

_lt = LazyTranslate(__name__)

REASONS = {
    incentive.DISPUTED: _lt("in dispute"),
    incentive.STATUS: _lt("customer on hold or with a collector from outside"),
    incentive.INSTALMENTS: _lt("in several instalments"),
    incentive.AMOUNT: _lt("outside the amounts of the policy"),
    incentive.SEASON: _lt("outside the season"),
    incentive.EARLY: _lt("customer pays by then anyway"),
    incentive.MARGIN: _lt("too little margin left"),
    incentive.PAST: _lt("no day of the policy lies before the due date"),
    incentive.NOTHING: _lt("the policy gives nothing"),
}


class ArIncentivePropose(models.TransientModel):
    """Offer a discount on open invoices, in bulk: what would be offered is shown first, and then
    prepared as offers that somebody looks at before they are made."""
    _name = 'ar.incentive.propose'
    _description = "Offer Discounts on Open Invoices"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one(
        'ar.incentive.policy', required=True,
        domain="[('kind', '=', 'discount'), ('company_id', 'in', (company_id, False))]")
    partner_ids = fields.Many2many('res.partner', string="Customers", help="Empty: all.")
    tier_ids = fields.Many2many('ar.credit.tier', string="Tiers", help="Empty: all.")
    amount_from = fields.Float(
        string="Invoices From", digits='Account', help="In the company's currency.")
    date_to = fields.Date(string="Due Up To")
    move_ids = fields.Many2many(
        'account.move', string="Invoices", default=lambda self: self._default_moves(),
        help="Those selected on the list; empty: all open ones.")
    offer_count = fields.Integer(string="Offers", compute='_compute_preview')
    summary = fields.Text(compute='_compute_preview')
    left_out = fields.Text(compute='_compute_preview')

    # === COMPUTE === #

    @api.model
    def _default_moves(self):
        """What was selected: invoices, or open items, whose ids are those of journal items."""
        ids, model = self.env.context.get('active_ids') or (), self.env.context.get('active_model')
        if model == 'account.move':
            return self.env['account.move'].browse(ids)
        if model == 'ar.open.item':
            return self.env['account.move.line'].browse(ids).move_id
        return self.env['account.move']

    @api.depends(
        'company_id', 'policy_id', 'partner_ids', 'tier_ids', 'amount_from', 'date_to',
        'move_ids')
    def _compute_preview(self):
        for wizard in self:
            vals, left_out = wizard._proposal() if wizard.policy_id else ({}, {})
            wizard.offer_count = len(vals)
            wizard.summary = wizard._summary_of(vals)
            wizard.left_out = "\n".join(
                f"{len(moves)} × {self.env._(REASONS[reason])}"
                for reason, moves in left_out.items())

    @api.model
    def _summary_of(self, vals):
        """What would come in and what is given, by currency, in words."""
        sums = {}
        for move, each in vals.items():
            pay, keep = sums.get(move.currency_id, (0.0, 0.0))
            sums[move.currency_id] = (pay + each['to_pay'], keep + each['discount'])
        return "\n".join(
            self.env._(
                "If all pay by the first day: %(pay)s come in, %(keep)s are given.",
                pay=formatLang(self.env, pay, currency_obj=currency),
                keep=formatLang(self.env, keep, currency_obj=currency))
            for currency, (pay, keep) in sums.items())

    # === ACTIONS === #

    def action_prepare(self):
        """Prepare the offers and show them, each in words.

        :raise UserError: when there is nothing to offer.
        """
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        self.company_id._ar_check_incentives_on()
        vals, __ = self._proposal()
        if not vals:
            raise UserError(self.env._("None of these invoices would be offered anything."))
        offers = self.env['ar.incentive.offer'].sudo().create([
            {**each, 'state': 'draft', 'origin': 'open'} for each in vals.values()])
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_incentive_offer_action'),
            'name': self.env._("Prepared Offers"),
            'domain': [('id', 'in', offers.ids)], 'context': {},
        }

    # === BUSINESS === #

    def _domain(self):
        today = fields.Date.context_today(self)
        domain = Domain([
            ('company_id', '=', self.company_id.id), ('move_type', '=', 'out_invoice'),
            ('state', '=', 'posted'), ('payment_state', '=', 'not_paid'),
            ('invoice_date_due', '>', today)])
        if self.move_ids:
            domain &= Domain('id', 'in', self.move_ids.ids)
        if self.partner_ids:
            domain &= Domain(
                'commercial_partner_id', 'in', self.partner_ids.commercial_partner_id.ids)
        if self.tier_ids:
            domain &= Domain('commercial_partner_id.ar_account_ids', 'any', [
                ('company_id', '=', self.company_id.id), ('tier_id', 'in', self.tier_ids.ids)])
        if self.amount_from:
            domain &= Domain('amount_total_signed', '>=', self.amount_from)
        if self.date_to:
            domain &= Domain('invoice_date_due', '<=', self.date_to)
        return domain

    def _proposal(self):
        """What would be offered: open invoices on which nothing was paid and nothing offered.

        :return: ({move: values}, {reason: moves})
        """
        offers, today = self.env['ar.incentive.offer'].sudo(), fields.Date.context_today(self)
        moves = self.env['account.move'].search(self._domain()).sudo()
        free = offers._without_offer(moves)
        policy = self.policy_id.sudo()
        return offers._propose(dict.fromkeys(free, policy), today, start=today)
