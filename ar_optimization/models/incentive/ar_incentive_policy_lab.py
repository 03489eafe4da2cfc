from odoo import api, fields, models

from ...tools.incentive_lab import Capital, measure

# Ends of an offer that say something: taken or not.
ENDED = ('taken', 'full', 'missed')


class ArIncentivePolicy(models.Model):
    """The incentive lab: what a policy has brought and cost, held against each customer's own habit
    before the first discount."""
    _inherit = 'ar.incentive.policy'

    currency_id = fields.Many2one(
        'res.currency', compute='_compute_lab', string="Company Currency")
    lab_offered = fields.Integer(string="Offers Ended", compute='_compute_lab')
    lab_taken = fields.Integer(string="Taken", compute='_compute_lab')
    lab_take_up = fields.Float(
        string="Take-Up (%)", compute='_compute_lab', help="Of the offers that have ended.")
    lab_paid = fields.Monetary(string="Settled", compute='_compute_lab')
    lab_cost = fields.Monetary(
        string="Discounts", compute='_compute_lab', help="Less the tax that they lowered.")
    lab_wasted = fields.Monetary(
        string="To Early Payers", compute='_compute_lab',
        help="Discounts of customers who used to pay by that day anyway.")
    lab_days = fields.Float(
        string="Days Gained", compute='_compute_lab',
        help="Against the day on which the same customer used to pay before its first discount, "
             "weighted by amount; negative when later.")
    lab_rate = fields.Float(
        string="Customers Earn (% a Year)", compute='_compute_lab',
        help="Weighted by amount: what they kept, as interest on the money that they paid "
             "earlier.")
    lab_saved_capital = fields.Monetary(
        string="Capital Saved", compute='_compute_lab',
        help="Cost of capital for the days gained.")
    lab_saved_risk = fields.Monetary(
        string="Risk Avoided", compute='_compute_lab',
        help="Losses per year, for the days gained.")
    lab_net = fields.Monetary(
        string="Result", compute='_compute_lab',
        help="Capital saved and risk avoided, less discounts.")
    lab_break_even = fields.Float(
        string="Break-Even (%)", digits=(6, 3), compute='_compute_lab',
        help="The discount that the days gained are worth.")
    lab_suggested = fields.Float(
        string="Suggested (%)", digits=(6, 2), compute='_compute_lab',
        help="Nine tenths of break-even: a discount that leaves us something.")
    lab_loses = fields.Boolean(string="Loses Money", compute='_compute_lab', search='_search_loses')
    lab_warning = fields.Char(string="Warning", compute='_compute_lab')

    # === COMPUTE === #

    @api.depends('offer_ids.state', 'offer_ids.taken_amount')
    @api.depends_context('allowed_company_ids', 'lang')
    def _compute_lab(self):
        for policy, found in self._labs(self.env.company).items():
            policy.update({
                'currency_id': self.env.company.currency_id,
                'lab_offered': found.offered, 'lab_taken': found.taken,
                'lab_take_up': found.take_up or 0.0, 'lab_paid': found.paid,
                'lab_cost': found.cost, 'lab_wasted': found.wasted,
                'lab_days': found.days or 0.0, 'lab_rate': found.customer_rate or 0.0,
                'lab_saved_capital': found.saved_capital, 'lab_saved_risk': found.saved_risk,
                'lab_net': found.net, 'lab_break_even': found.break_even or 0.0,
                'lab_suggested': found.suggested or 0.0, 'lab_loses': found.loses,
                'lab_warning': self._lab_warning(found)})

    def _search_loses(self, operator, value):
        if operator != 'in':
            return NotImplemented
        policies = self.search([('kind', '=', 'discount')])
        return [('id', 'in', policies.filtered(lambda policy: policy.lab_loses in value).ids)]

    @api.model
    def _lab_warning(self, found):
        if not found.loses:
            return False
        if found.days is None:
            return self.env._("Nobody knows yet what it gains: no habit to compare with.")
        if found.days <= 0:
            return self.env._("Loses money: nobody pays earlier than before.")
        return self.env._(
            "Loses money: the days gained are worth a discount of %(worth)s %%.",
            worth=f"{found.break_even:.2f}")

    # === BUSINESS === #

    def _labs(self, company):
        """What these policies have brought in a company: one query, whatever their number.

        :return: {policy: `tools.incentive_lab.Lab`}
        """
        capital = Capital(company.sudo().ar_cost_of_capital, company.sudo().ar_incentive_risk)
        offers = self.env['ar.incentive.offer'].search_fetch([
            ('policy_id', 'in', self.ids), ('company_id', '=', company.id),
            ('state', 'in', ENDED)]).grouped('policy_id')
        none = self.env['ar.incentive.offer']
        return {
            policy: measure(
                [offer._outcome() for offer in offers.get(policy._origin, none)], capital)
            for policy in self}
