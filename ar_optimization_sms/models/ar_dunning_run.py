from odoo import api, models
from odoo.tools import SQL

NUMBER = SQL("COALESCE(each.phone_sanitized, '') <> ''")
WANTED = SQL("""
    COALESCE(each.phone_sanitized, '') <> '' AND NOT EXISTS (
        SELECT 1 FROM phone_blacklist black
         WHERE black.active AND black.number = each.phone_sanitized)
    """)


class ArDunningRun(models.Model):
    """Whom text messages reach: who is on the phone blacklist gets a letter."""
    _inherit = 'ar.dunning.run'

    @api.model
    def _address_terms(self):
        # EXTENDS 'ar_optimization'
        terms = super()._address_terms()
        return {**terms, 'sms': SQL(
            "CASE WHEN account.no_sms OR %s THEN %s ELSE %s END",
            self._blacklisted_sql(), terms['letter'], self._known_sql(NUMBER))}

    def _fall_back_to_letters(self):
        # EXTENDS 'ar_optimization'
        result = super()._fall_back_to_letters()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_step step SET channel = 'letter', is_letter = TRUE
              FROM res_partner partner
             WHERE partner.id = step.partner_id AND step.channel = 'sms' AND %s
            """, self._blacklisted_sql()))
        return result

    @api.model
    def _blacklisted_sql(self):
        """Whether all the numbers of a customer are on the phone blacklist, over `partner`."""
        return SQL("(%s AND NOT %s)", self._known_sql(NUMBER), self._known_sql(WANTED))
