from odoo import api, models
from odoo.tools import SQL


class ArCoverDeadline(models.Model):
    """The limitation period of a country, where the legal table has one."""
    _inherit = 'ar.cover.deadline'

    _depends = {'ar.legal.term': ['active', 'country_id', 'limitation_years']}

    @api.model
    def _limitation_sql(self, due):
        # EXTENDS cover
        return SQL(
            """COALESCE(
                   (SELECT (%(due)s + make_interval(years => MAX(law.limitation_years)))::date
                      FROM ar_legal_term law
                     WHERE law.active AND law.limitation_years > 0
                       AND law.country_id = company.account_fiscal_country_id), %(setting)s)""",
            due=due, setting=super()._limitation_sql(due))
