from odoo import api, models
from odoo.tools import SQL


class ArDunningRun(models.Model):
    """Whom a run leaves alone, and whom it can reach."""
    _inherit = 'ar.dunning.run'

    @api.model
    def _blocking_terms(self):
        # EXTENDS dunning: an insolvency is looked at before anything else
        return [
            ('insolvent', SQL("account.insolvency_date <= %s", self._day())),
            *super()._blocking_terms()]

    @api.model
    def _address_terms(self):
        # EXTENDS dunning: who opted out of a channel gets a letter
        letter = self._known_sql(SQL(
            "COALESCE(each.street, '') <> '' AND COALESCE(each.city, each.zip, '') <> ''"))
        ways = {
            'mail': self._known_sql(SQL(
                "each.email_normalized IS NOT NULL"
                " AND each.email_normalized IS DISTINCT FROM each.ar_bounced_email")),
            'letter': letter,
            'phone': self._known_sql(SQL("COALESCE(each.phone, '') <> ''")),
            'visit': letter,
        }
        outs = self.env['ar.credit.account']._opt_out_names()
        return {**super()._address_terms(), **{
            channel: SQL(
                "CASE WHEN account.%s THEN %s ELSE %s END",
                SQL.identifier(outs[channel]), letter, known) if channel in outs else known
            for channel, known in ways.items()}}

    @api.model
    def _known_sql(self, condition):
        """Whether the customer, or whoever gets its reminders or invoices, has an address.

        :param condition: `SQL` over `each`, a contact.
        """
        return SQL(
            """
            EXISTS (SELECT 1 FROM res_partner each
                     WHERE each.commercial_partner_id = partner.id AND each.active AND %s
                       AND (each.id = partner.id OR each.type = 'invoice'
                            OR each.ar_gets_reminders))
            """, condition)
