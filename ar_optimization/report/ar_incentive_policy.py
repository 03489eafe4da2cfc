from odoo import api, models

from .download import download
from .report_workbook import DATE, DECIMAL, MONEY, NUMBER, Column, ReportWorkbook
from .workbook_fields import labels


class ArIncentivePolicy(models.Model):
    """The incentive lab as a workbook: what each policy has brought, and offer by offer why."""
    _inherit = 'ar.incentive.policy'

    # === ACTIONS === #

    @api.model
    def action_export_lab(self):
        """Download the lab of the selected companies."""
        return download('incentives.xlsx', companies=self.env.companies.ids)

    # === BUSINESS === #

    @api.model
    def _export_lab(self, stream):
        """Write the workbook: a sheet of policies and one of offers per company.

        :param stream: binary file that is written to.
        :return: file name.
        :raise AccessError: for who may not read offers.
        """
        self.env['ar.incentive.offer'].check_access('read')
        policies = self.with_context(active_test=False).search([('kind', '=', 'discount')])
        currencies = self.env['res.currency'].search([('active', 'in', (True, False))])
        with ReportWorkbook(stream, currencies) as workbook:
            for company in self.env.companies:
                self._write_policies(workbook, policies, company)
                self._write_offers(workbook, policies, company)
        return f"{self.env._('Incentive Lab')}.xlsx"

    @api.model
    def _write_policies(self, workbook, policies, company):
        sheet = workbook.add_sheet(
            f"{self.env._('Policies')} {company.name}", self.env._("Incentive Lab"),
            self._lab_facts(company), [
                Column(self.env._("Policy"), 'name', width=36),
                Column(self.env._("Offers Ended"), 'offered', NUMBER, 10),
                Column(self.env._("Taken"), 'taken', NUMBER, 10),
                Column(self.env._("Customers Earn (% a Year)"), 'rate', DECIMAL, 14),
                Column(self.env._("Days Gained"), 'days', DECIMAL, 12),
                Column(self.env._("Settled"), 'paid', MONEY, 16, total=True),
                Column(self.env._("Discounts"), 'cost', MONEY, 14, total=True),
                Column(self.env._("To Early Payers"), 'wasted', MONEY, 14, total=True),
                Column(self.env._("Capital Saved"), 'capital', MONEY, 14, total=True),
                Column(self.env._("Risk Avoided"), 'risk', MONEY, 14, total=True),
                Column(self.env._("Result"), 'net', MONEY, 14, total=True),
                Column(self.env._("Break-Even (%)"), 'even', DECIMAL, 12),
                Column(self.env._("Suggested (%)"), 'suggested', DECIMAL, 12),
                Column(self.env._("Warning"), 'warning', width=50),
            ], company.currency_id.id)
        for policy, lab in policies._labs(company).items():
            sheet.append({
                'name': policy.name, 'offered': lab.offered, 'taken': lab.taken,
                'rate': lab.customer_rate, 'days': lab.days, 'paid': lab.paid, 'cost': lab.cost,
                'wasted': lab.wasted, 'capital': lab.saved_capital, 'risk': lab.saved_risk,
                'net': lab.net, 'even': lab.break_even, 'suggested': lab.suggested,
                'warning': self._lab_warning(lab) or ''})
        sheet.finish(self.env._("Total"))

    @api.model
    def _lab_facts(self, company):
        company = company.sudo()
        return [
            (self.env._("Company"), company.name),
            (self.env._("Cost of Capital"), f"{company.ar_cost_of_capital:g} %"),
            (self.env._("Losses per Year"), f"{company.ar_incentive_risk:g} %"),
        ]

    @api.model
    def _write_offers(self, workbook, policies, company):
        offers = self.env['ar.incentive.offer'].search([
            ('policy_id', 'in', policies.ids), ('company_id', '=', company.id)])
        sheet = workbook.add_sheet(
            f"{self.env._('Offers')} {company.name}", self.env._("Early Payment Offers"), [], [
                Column(self.env._("Customer"), 'customer', width=32),
                Column(self.env._("Invoice"), 'invoice', width=20),
                Column(self.env._("Policy"), 'policy', width=30),
                Column(self.env._("State"), 'state', width=14),
                Column(self.env._("Pay By"), 'first', DATE, 12),
                Column(self.env._("Keep"), 'discount', MONEY, 14, 'currency'),
                Column(self.env._("Per Year (%)"), 'yearly', DECIMAL, 12),
                Column(self.env._("Paid On"), 'paid_on', DATE, 12),
                Column(self.env._("Discount Taken"), 'granted', MONEY, 14, 'currency'),
                Column(self.env._("Cost"), 'cost', MONEY, 14, total=True),
                Column(self.env._("Days Gained"), 'days', DECIMAL, 12),
                Column(self.env._("Paid Early Anyway"), 'early', width=12),
                Column(self.env._("Deducted Without Right"), 'claim', MONEY, 14, 'currency'),
            ], company.currency_id.id)
        states = labels(offers, 'state')['state']
        for offer in offers:
            sheet.append({
                'customer': offer.partner_id.display_name, 'invoice': offer.move_id.name,
                'policy': offer.policy_id.name, 'state': states[offer.state],
                'first': offer.date_first, 'discount': offer.discount,
                'yearly': offer.annual_rate, 'paid_on': offer.paid_on,
                'granted': offer.taken_amount, 'cost': offer.cost,
                'days': offer.days_gained if offer.habit_known else None,
                'early': self.env._("Yes") if offer.was_early else '',
                'claim': offer.claim_amount, 'currency': offer.currency_id.id})
        sheet.finish(self.env._("Total"))
