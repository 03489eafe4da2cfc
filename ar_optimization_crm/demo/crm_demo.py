"""Opportunities with customers of the demo: some pay well, one is stopped, one is late."""
from odoo import api, models

SELLER = "Sam Rivera"
# Customer, what it wants, for how much.
OPPORTUNITIES = [
    ("Hailong Precision Parts", "Yearly contract for bearings", 48_000),
    ("Castellan Build", "Couplers for the north site", 12_500),
    ("Meridian Foods", "Second conveyor line", 38_000),
    ("Arbor Furniture Group", "Lathes for the new workshop", 21_000),
]


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model
    def _ar_install_demo_opportunities(self):
        """Let the demo's salesperson work on some opportunities, once."""
        company = self.env.ref('base.main_company')
        seller = self.env['res.users'].search(
            [('name', '=', SELLER), ('share', '=', False)], limit=1)
        if not seller or self.env['crm.lead'].search_count(
                [('user_id', '=', seller.id)], limit=1):
            return
        seller.group_ids += self.env.ref('sales_team.group_sale_salesman')
        for customer, name, revenue in OPPORTUNITIES:
            partner = self.env['res.partner'].search([('name', '=', customer)], limit=1)
            partner.user_id = seller
            self.env['crm.lead'].create({
                'name': name, 'type': 'opportunity', 'partner_id': partner.id,
                'user_id': seller.id, 'company_id': company.id, 'expected_revenue': revenue})
