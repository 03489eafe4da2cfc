from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_date


class ArCreditInput(models.Model):
    """One thing known of a customer that the ledger does not say, with where it came from and how
    long it is to be believed. The latest one of a kind counts; older ones stay as history."""
    _name = 'ar.credit.input'
    _description = "Credit Information"
    _inherit = ['mail.thread']
    _order = 'date desc, id desc'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain=[('parent_id', '=', False)])
    company_id = fields.Many2one(
        'res.company', index=True, default=lambda self: self.env.company,
        help="Empty: every company may use it.")
    kind_id = fields.Many2one(
        'ar.credit.input.kind', required=True, index=True, ondelete='restrict', tracking=True)
    origin = fields.Selection(related='kind_id.origin', store=True)
    value_type = fields.Selection(related='kind_id.value_type')
    is_computed = fields.Boolean(related='kind_id.is_computed')
    value = fields.Float(
        string="Numeric Value", digits=(16, 4), tracking=True, aggregator=None,
        help="A percentage is entered as 0.35 for 35 %.")
    category_id = fields.Many2one(
        'ar.credit.input.category', domain="[('kind_id', '=', kind_id)]", tracking=True,
        ondelete='restrict', index='btree_not_null')
    value_text = fields.Char(string="Value", compute='_compute_value_text')
    source = fields.Char(
        required=True, tracking=True, help="Who says so: the annual accounts 2025, a bureau, …")
    date = fields.Date(
        string="As of", required=True, default=fields.Date.context_today, tracking=True,
        help="The day the fact is of: the balance-sheet date, not the day you typed it.")
    expiry_date = fields.Date(
        string="Valid until", compute='_compute_expiry_date', store=True, readonly=False,
        precompute=True, tracking=True)
    is_stale = fields.Boolean(
        string="Out of Date", compute='_compute_is_stale', search='_search_is_stale')
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Documents", bypass_search_access=True)
    note = fields.Text()
    active = fields.Boolean(default=True, tracking=True)

    _expiry_after_date = models.Constraint(
        'CHECK (expiry_date IS NULL OR expiry_date >= date)',
        "Information cannot expire before the day it is of.")
    _latest_idx = models.Index('(partner_id, kind_id, date DESC, id DESC) WHERE active')

    # === CONSTRAINTS === #

    @api.constrains('kind_id', 'category_id')
    def _check_category(self):
        for known in self:
            wants = known.kind_id.value_type == 'category'
            if wants != bool(known.category_id) or (
                    wants and known.category_id.kind_id != known.kind_id):
                raise ValidationError(self.env._(
                    "Choose one of the categories of %(kind)s.", kind=known.kind_id.name)
                    if wants else self.env._(
                    "%(kind)s is a number and has no category.", kind=known.kind_id.name))

    @api.constrains('date')
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(known.date > today for known in self):
            raise ValidationError(self.env._("Information cannot be of a day in the future."))

    # === COMPUTE === #

    @api.depends('kind_id', 'date')
    def _compute_expiry_date(self):
        for known in self:
            months = known.kind_id.validity_months
            known.expiry_date = months and known.date and known.date + relativedelta(months=months)

    @api.depends('expiry_date')
    def _compute_is_stale(self):
        today = fields.Date.context_today(self)
        for known in self:
            known.is_stale = bool(known.expiry_date and known.expiry_date < today)

    def _search_is_stale(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('expiry_date', '<', fields.Date.context_today(self))]

    @api.depends('value', 'category_id', 'kind_id')
    def _compute_value_text(self):
        for known in self:
            texts = {
                'category': known.category_id.name or "",
                'percent': f"{known.value * 100:.4g} %",
                'number': f"{known.value:,.4f}".rstrip('0').rstrip('.'),
            }
            known.value_text = texts.get(known.value_type, "")

    @api.depends('kind_id', 'value_text', 'date')
    def _compute_display_name(self):
        for known in self:
            known.display_name = self.env._(
                "%(kind)s %(value)s as of %(date)s", kind=known.kind_id.name,
                value=known.value_text, date=format_date(self.env, known.date))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env['res.partner'].browse(vals.get('partner_id'))
            # Facts are of the customer, not of the contact who sent them.
            vals['partner_id'] = partner.commercial_partner_id.id or partner.id
        known = super().create(vals_list)
        known._check_by_hand()
        return known

    def write(self, vals):
        self._check_by_hand()
        result = super().write(vals)
        if 'kind_id' in vals:
            self._check_by_hand()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(self.env._(
            "Credit information is part of the file of a decision: archive it instead."))

    def _check_by_hand(self):
        """Refuse a person who writes what the system computes.

        :raise AccessError:
        """
        if not self.env.su and any(self.kind_id.mapped('is_computed')):
            raise AccessError(self.env._(
                "%s is computed by the system: nobody writes it by hand.",
                ", ".join(self.kind_id.filtered('is_computed').mapped('name'))))

    # === BUSINESS === #

    @api.model
    def _get_latest(self, company, today, partner_ids=None):
        """What is known of customers on a day: per customer and kind the latest entry, the
        company's own before one shared by all.

        :param company: entries of other companies are not seen.
        :param date today: entries dated later are not seen.
        :param partner_ids: only these customers; None means all.
        :return: rows (customer id, code of the kind, entry id, value, date, last valid day); the
            value is a number or the code of a category.
        """
        self.flush_model()
        partners = SQL("TRUE") if partner_ids is None else SQL(
            "known.partner_id = ANY(%s)", partner_ids)
        return self.env.execute_query(SQL(
            """SELECT DISTINCT ON (known.partner_id, known.kind_id)
                      known.partner_id, kind.code, known.id,
                      COALESCE(to_jsonb(category.code), to_jsonb(known.value)),
                      known.date, known.expiry_date
                 FROM ar_credit_input known
                 JOIN ar_credit_input_kind kind ON kind.id = known.kind_id
            LEFT JOIN ar_credit_input_category category ON category.id = known.category_id
                WHERE known.active AND known.date <= %(today)s AND %(partners)s
                  AND (known.company_id = %(company)s OR known.company_id IS NULL)
             ORDER BY known.partner_id, known.kind_id, known.date DESC,
                      known.company_id NULLS LAST, known.id DESC""",
            today=today, company=company.id, partners=partners,
        ))
