from odoo import api, fields, models


class ArCreditInputKind(models.Model):
    """What can be known of a customer besides the ledger: a balance-sheet ratio, a tax record, the
    rating of a bureau. Each kind says how long such a fact stays true."""
    _name = 'ar.credit.input.kind'
    _description = "Kind of Credit Information"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Used in data files and imports, e.g. equity_ratio.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    origin = fields.Selection(
        [
            ('financial', "Financial Statement"), ('record', "Public Record"),
            ('rating', "Third-Party Rating"), ('event', "External Event"),
        ],
        required=True, default='financial',
    )
    value_type = fields.Selection(
        [('number', "Numeric Value"), ('percent', "Percentage"), ('category', "Category")],
        required=True, default='number',
        help="A number falls into a range of the scorecard, a category has its own points.",
    )
    category_ids = fields.One2many('ar.credit.input.category', 'kind_id', string="Categories")
    is_computed = fields.Boolean(
        string="Computed", compute='_compute_is_computed', search='_search_is_computed',
        help="Entries of this kind are made by the system; nobody types one.")
    validity_months = fields.Integer(
        default=12, help="A value is out of date this many months after its date. 0: never.")

    _code_unique = models.Constraint('UNIQUE (code)', "This code is used by another kind.")
    _validity_positive = models.Constraint(
        'CHECK (validity_months >= 0)', "A validity cannot be negative.")

    # === COMPUTE === #

    @api.depends('code')
    def _compute_is_computed(self):
        computed = self._computed_kinds()
        for kind in self:
            kind.is_computed = kind._origin in computed

    def _search_is_computed(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('id', 'in', self._computed_kinds().ids)]

    # === BUSINESS === #

    @api.model
    def _computed_kinds(self):
        """Hook: the kinds that the system computes. Rooms add theirs.

        :return: `ar.credit.input.kind`
        """
        return self.browse()
