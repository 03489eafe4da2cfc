from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """Who of a customer gets the reminders, and what was sent, for the customer's salesperson."""
    _inherit = 'res.partner'

    ar_gets_reminders = fields.Boolean(
        string="Gets Reminders",
        help="Reminders go to this contact in place of the invoice address. Several may get them.")
    ar_bounced_email = fields.Char(
        string="Address That Came Back", readonly=True, copy=False, index='btree_not_null',
        help="Nothing is sent to this address until it is replaced, somebody writes from it, or a "
             "collector says that it works again.")
    ar_contact_count = fields.Integer(
        string="Reminders and Calls", compute='_compute_ar_contact_count',
        help="What was sent to the customer about overdue invoices, and what came back.")

    # Every letter asks who gets it, and Odoo keeps no index of commercial entities: with fifty
    # thousand customers each question read all of them.
    _ar_reminders_idx = models.Index("(commercial_partner_id) WHERE ar_gets_reminders IS TRUE")

    # === COMPUTE === #

    @api.depends_context('company', 'uid')
    @api.depends('commercial_partner_id', 'user_id')
    def _compute_ar_contact_count(self):
        visible = self._ar_credit_visible_to_user()
        counts = dict(self.env['ar.contact.log'].sudo()._read_group(
            [('partner_id', 'in', visible.commercial_partner_id.ids),
             ('company_id', '=', self.env.company.id)], ['partner_id'], ['__count']))
        for partner in self:
            partner.ar_contact_count = partner in visible and counts.get(
                partner.commercial_partner_id)

    # === ACTIONS === #

    def action_ar_contacts(self):
        """Show what was sent to this customer about overdue invoices.

        :raise AccessError: for who may not see the figures of this customer.
        """
        self.ensure_one()
        if not self._ar_credit_visible_to_user():
            raise AccessError(self.env._(
                "The credit figures of this customer are not shown to you."))
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_contact_log_action'),
            'domain': [('partner_id', '=', self.commercial_partner_id.id)],
            'context': {'create': False},
        }

    def action_ar_mail_works(self):
        """Reminders go to this address again, as after a full mailbox."""
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        self.sudo().ar_bounced_email = False

    # === BUSINESS === #

    def _ar_with_mail(self):
        """Those of these contacts that have an e-mail address which has not failed."""
        return self.filtered(
            lambda person: person.email_normalized
            and person.email_normalized != person.ar_bounced_email)

    def _ar_reminder_contacts(self):
        """Who of a customer is written to: contacts marked for it, else the invoice address.

        :return: `res.partner`, perhaps several, the customer itself at least.
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        marked = self.search([
            ('commercial_partner_id', '=', customer.id), ('ar_gets_reminders', '=', True)])
        return marked or self.browse(customer.address_get(['invoice'])['invoice'])
