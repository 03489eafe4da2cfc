from odoo import fields, models

from ....tools import settlement
from .ar_contract_terms import PERIODS

LAW = (
    'active', 'country_id', 'country_group_id', 'debtor', 'usual_days', 'longest_days',
    'default_rate', 'default_period', 'reference_rate', 'reference_date', 'points',
    'highest_rate', 'limitation_years', 'checked_on',
)


class ArLegalTerm(models.Model):
    """What the law of a country, or of a group of countries, says about paying late: against it
    contracts are held. Not advice: laws and rates change, and a credit manager keeps the table.
    The lines that ship were compared with what is published, on the day that they name."""
    _name = 'ar.legal.term'
    _description = "Legal Payment Term"
    _inherit = ['ar.reviewed', 'ar.logged']
    _logged_as = 'legal.'
    _logged_names = LAW
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one('res.country', index='btree_not_null')
    country_group_id = fields.Many2one(
        'res.country.group', string="Countries", index='btree_not_null',
        help="Counts where the country itself has no line.")
    debtor = fields.Selection(
        [('business', "Business"), ('public', "Public Body")], string="Kind of Customer",
        required=True, default='business')
    usual_days = fields.Integer(
        string="Usual Term", help="In days, where nothing was agreed.")
    longest_days = fields.Integer(
        string="Longest Term",
        help="In days. Contracts with longer ones are warned about. 0: none.")
    default_rate = fields.Float(
        string="Rate Where None Was Agreed", digits=(8, 4), aggregator=None,
        help="In percent. 0: reference rate and points.")
    default_period = fields.Selection(PERIODS, required=True, default='year')
    reference_rate = fields.Float(
        digits=(8, 4), aggregator=None,
        help="In percent a year, such as that of the central bank. Enter it anew when it changes.")
    reference_date = fields.Date(string="Reference Rate Since")
    points = fields.Float(
        string="Points on Top", digits=(8, 4), aggregator=None,
        help="Reference rate and points are the lowest rate that contracts are not warned about.")
    highest_rate = fields.Float(
        digits=(8, 4), aggregator=None,
        help="In percent a year. Contracts with a higher rate are warned about. 0: none.")
    limitation_years = fields.Integer(
        string="Limitation Period", aggregator='max',
        help="Years after the due date in which a debt can be enforced at court, for companies in "
             "this country, in place of the setting. 0: as the setting says.")
    text = fields.Text(translate=True, string="What the Law Says")
    source = fields.Char(translate=True, help="Name and number of the law.")
    checked_on = fields.Date(
        string="Last Checked", help="When rates and days were last compared with what is "
        "published. Have lines that came with the program checked where you are before you rely on "
        "them: countries go further than what they have in common, and rates change.")
    owner_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)], default=lambda self: self.env.user,
        help="Keeps this line up to date.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the law again.")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', help="A law is that of all companies.")

    _somewhere = models.Constraint(
        'CHECK (country_id IS NOT NULL OR country_group_id IS NOT NULL)',
        "A legal term is that of a country or of a group of countries.")
    _not_negative = models.Constraint(
        'CHECK (usual_days >= 0 AND longest_days >= 0 AND default_rate >= 0 '
        'AND highest_rate >= 0 AND limitation_years >= 0)',
        "Days, rates and years are not negative.")

    # === COMPUTE === #

    def _compute_company_id(self):
        self.company_id = False

    # === BUSINESS === #

    def _of(self, partner, company, debtor):
        """The one of these lines that a contract falls under: that of the customer's country, or of
        the company's where the customer has none.

        :param str debtor: kind of customer.
        :return: a line, empty when nothing is known.
        """
        return self._of_country(partner.country_id or company.country_id, debtor)

    def _of_country(self, country, debtor):
        """The one of these lines that counts in a country: its own, else that of its group."""
        laws = self.filtered(lambda law: law.debtor == debtor)
        own = laws.filtered(lambda law: country and law.country_id == country)
        group = laws.filtered(lambda law: not law.country_id and country in (
            law.country_group_id.country_ids))
        return (own or group)[:1]

    def _law(self):
        """What is compared, as `tools.settlement.Law`."""
        return settlement.Law(
            self.longest_days or None, (self.reference_rate + self.points) or None,
            self.highest_rate or None)

    def _warning(self, days, rate):
        """What this law objects to, as text; False when nothing.

        :param int days: longest term agreed, None when nothing was agreed.
        :param float rate: penalty agreed, in percent a year, 0 when none was.
        """
        law = self._law()
        texts = {
            settlement.LATE: self.env._(
                "The last payment may be due after %(days)s days; the law expects %(longest)s at "
                "most.",
                days=days, longest=law.days),
            settlement.LOW: self.env._(
                "The penalty is %(rate)s %% a year; the law expects %(low)s %% at least.",
                rate=f"{rate:g}", low=f"{law.low or 0:g}"),
            settlement.HIGH: self.env._(
                "The penalty is %(rate)s %% a year; the law allows %(high)s %%.",
                rate=f"{rate:g}", high=f"{law.high or 0:g}"),
        }
        lines = [texts[reason] for reason in settlement.outside(law, days, rate)]
        return bool(lines) and "\n".join([*lines, f"{self.name}: {self.source or ''}".strip(": ")])
