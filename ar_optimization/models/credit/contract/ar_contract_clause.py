import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PLACE = re.compile(r'{(\w+)}')
# What a clause may name: the words of `_words` of a version.
NAMES = frozenset((
    'number', 'customer', 'company', 'limit', 'start', 'end', 'term', 'settlement', 'penalty',
    'discount', 'currency'))


class ArContractClause(models.Model):
    """One clause, of a template or of a version of a contract. Names in braces stand for the terms:
    {settlement}, {penalty}."""
    _name = 'ar.contract.clause'
    _description = "Clause of a Contract"
    _order = 'sequence, id'

    template_id = fields.Many2one(
        'ar.contract.template', index='btree_not_null', ondelete='cascade')
    version_id = fields.Many2one('ar.contract.version', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ('payment', "Payment"), ('penalty', "Late Payment"), ('discount', "Discount"),
            ('currency', "Currency"), ('retention', "Retention of Title"),
            ('suspension', "Withholding of Deliveries"), ('dispute', "Disputes"),
            ('other', "Other"),
        ],
        required=True, default='other')
    name = fields.Char(string="Title", required=True, translate=True)
    text = fields.Text(
        required=True, translate=True,
        help="May name {number}, {customer}, {company}, {limit}, {start}, {end}, {term}, "
             "{settlement}, {penalty}, {discount} and {currency}.")
    on_invoice = fields.Boolean(
        string="Printed on Invoices", help="The text is printed below the totals of each invoice.")

    _belongs_to_one = models.Constraint(
        'CHECK (template_id IS NULL OR version_id IS NULL)',
        "A clause belongs to a template or to a contract.")

    # === CONSTRAINTS === #

    @api.constrains('text')
    def _check_text(self):
        for clause in self:
            if unknown := set(PLACE.findall(clause.text or '')) - NAMES:
                raise ValidationError(self.env._(
                    "The clause “%(clause)s” names {%(unknown)s}, which nobody knows.",
                    clause=clause.name, unknown="}, {".join(sorted(unknown))))

    # === COMPUTE === #

    @api.depends('template_id.company_id', 'version_id.company_id')
    def _compute_company_id(self):
        for clause in self:
            clause.company_id = clause.template_id.company_id or clause.version_id.company_id

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        clauses = super().create(vals_list)
        clauses._check_open()
        return clauses

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        self.check_access('write')  # an analyst does not move a clause into a template either
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_open()

    def _check_open(self):
        """Refuse to touch what was submitted or agreed, whoever comes in whatever way."""
        if any(clause.version_id.state not in (False, 'draft') for clause in self.sudo()):
            raise UserError(self.env._(
                "The clauses of an agreed version do not change any more: make a new version."))

    # === BUSINESS === #

    def _commands_values(self):
        """The values of copies of these clauses, in the language of the environment."""
        return [
            {name: clause[name] for name in ('sequence', 'kind', 'name', 'text', 'on_invoice')}
            for clause in self]

    def _rendered(self, words):
        """The text with the terms in place of their names.

        :param dict words: what `_words` of the version gave.
        """
        return PLACE.sub(lambda match: words.get(match[1], match[0]), self.text or '')
