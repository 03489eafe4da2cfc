from odoo import fields, models


class ArWorklistRule(models.Model):
    """What puts a customer on the worklist, or only moves it up or down there, and by how many
    points. The measure of a rule is found by SQL, see `ar.worklist._worklist_terms`; what it is
    worth is said here."""
    _name = 'ar.worklist.rule'
    _description = "Worklist Rule"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _logged_as = 'worklist.rule_'
    _logged_names = (
        'active', 'points', 'factor', 'cap', 'is_occasion', 'is_urgent', 'sequence')

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, readonly=True, help="Which measure of the program the rule speaks about.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    points = fields.Float(
        digits=(16, 1), help="For being there at all. Negative: moves down.")
    factor = fields.Float(
        string="Points per Unit", digits=(16, 2), help="For each unit of the measure besides.")
    unit = fields.Char(readonly=True, translate=True, help="What is counted.")
    cap = fields.Float(string="At Most", digits=(16, 1), help="0: no bound.")
    is_occasion = fields.Boolean(
        string="Puts on the List",
        help="Without it, the rule only ranks customers that another rule has put on the list.")
    is_urgent = fields.Boolean(
        string="Does Not Wait",
        help="Brings a customer back before the next date that a collector has set.")
    reason = fields.Char(
        string="In Words", required=True, translate=True,
        help="What the collector reads. %(amount)s, %(number)s and %(date)s are filled in.")

    _code_unique = models.UniqueIndex('(code)', "There is a rule for this measure already.")
    _cap_positive = models.Constraint('CHECK (cap >= 0)', "A bound cannot be negative.")

    # === BUSINESS === #

    def _say(self, amount, number, date):
        """The reason with its figures, as texts; of no rule, nothing.

        :param str amount, number, date: what the point came from.
        """
        words = self.reason or ""
        for name, value in (('amount', amount), ('number', number), ('date', date)):
            words = words.replace(f'%({name})s', value)
        return words
