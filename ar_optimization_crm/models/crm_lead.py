from odoo import api, fields, models
from odoo.exceptions import AccessError

# Shown as the customer's own form shows it to the same user.
SHOWN = ('ar_tier_code', 'ar_tier_color', 'ar_credit_status', 'ar_credit_mode',
         'ar_available_credit', 'ar_overdue_amount')


class CrmLead(models.Model):
    """How good a customer is for its money, where a salesperson looks before making an offer: the
    figures of the customer's form, in the company of the opportunity, empty for whoever does not
    see them there."""
    _inherit = 'crm.lead'

    ar_tier_code = fields.Char(string="Tier", compute='_compute_ar_credit')
    ar_tier_color = fields.Integer(string="Color of the Tier", compute='_compute_ar_credit')
    ar_credit_status = fields.Selection(
        selection=lambda self: self._ar_selection('ar_credit_status'), string="Credit Status",
        compute='_compute_ar_credit')
    ar_credit_mode = fields.Selection(
        selection=lambda self: self._ar_selection('ar_credit_mode'), string="Credit Mode",
        compute='_compute_ar_credit')
    ar_available_credit = fields.Monetary(
        string="Available Credit", currency_field='company_currency', compute='_compute_ar_credit',
        aggregator=None, help="What the customer may still order on credit today.")
    ar_overdue_amount = fields.Monetary(
        string="Overdue", currency_field='company_currency', compute='_compute_ar_credit',
        aggregator=None, help="What the customer should have paid by now.")

    # === COMPUTE === #

    @api.model
    def _ar_selection(self, name):
        return self.env['res.partner']._fields[name]._description_selection(self.env)

    @api.depends('company_id', 'partner_id.commercial_partner_id', 'partner_id.user_id')
    @api.depends_context('allowed_company_ids', 'company', 'uid', 'lang')
    def _compute_ar_credit(self):
        for company, leads in self.grouped(
                lambda lead: lead.company_id or self.env.company).items():
            customers = {customer.id: customer for customer in leads._ar_customers(company)}
            for lead in leads:
                customer = customers.get(lead.partner_id.id)
                for name in SHOWN:
                    lead[name] = customer and customer[name]

    def _ar_customers(self, company):
        """The customers of these opportunities as a company sees them, none where the user does
        not work in it.

        :return: `res.partner` that the user may read
        """
        customers = self.partner_id.with_company(company)
        return customers._filtered_access('read') if company in self.env.companies else (
            customers.browse())

    # === ACTIONS === #

    def action_ar_customer(self):
        """Open the credit account of the customer, with the user's own rights.

        :raise AccessError: for another company than those the user works in.
        """
        self.ensure_one()
        self.check_access('read')
        company = self.company_id or self.env.company
        if not self._ar_customers(company):
            raise AccessError(self.env._(
                "The credit figures of this customer are not shown to you."))
        return self.partner_id.with_company(company).action_open_credit_account()
