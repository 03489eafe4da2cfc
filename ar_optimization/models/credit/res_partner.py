from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ResPartner(models.Model):
    """The credit figures on the customer's own form, always of its commercial entity and of the
    company the user works in. Salespeople without accounting rights see those of their customers:
    the fields are read with `sudo`, and are empty for anybody else."""
    _inherit = 'res.partner'

    ar_credit_visible = fields.Boolean(compute='_compute_ar_credit')
    ar_limits_on = fields.Boolean(compute='_compute_ar_limits_on')
    ar_credit_account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", compute='_compute_ar_credit')
    ar_credit_currency_id = fields.Many2one('res.currency', compute='_compute_ar_credit')
    ar_tier_id = fields.Many2one(
        'ar.credit.tier', string="Tier", compute='_compute_ar_credit', search='_search_ar_tier_id')
    ar_tier_code = fields.Char(string="Tier Letter", compute='_compute_ar_credit')
    ar_tier_color = fields.Integer(compute='_compute_ar_credit')
    ar_tier_reason = fields.Text(string="Why This Tier", compute='_compute_ar_credit')
    ar_score = fields.Float(string="Score", compute='_compute_ar_credit')
    ar_credit_mode = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._fields['credit_mode']
        ._description_selection(self.env),
        string="Credit Mode", compute='_compute_ar_credit')
    ar_credit_status = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._fields['status']
        ._description_selection(self.env),
        string="Credit Status", compute='_compute_ar_credit')
    ar_effective_limit = fields.Monetary(
        string="Limit Today", currency_field='ar_credit_currency_id', compute='_compute_ar_credit')
    ar_exposure = fields.Monetary(
        string="Exposure", currency_field='ar_credit_currency_id', compute='_compute_ar_credit')
    ar_available_credit = fields.Monetary(
        string="Available Credit", currency_field='ar_credit_currency_id',
        compute='_compute_ar_credit')
    ar_overdue_amount = fields.Monetary(
        string="Overdue", currency_field='ar_credit_currency_id', compute='_compute_ar_credit')
    ar_utilisation = fields.Float(string="Used Part of the Limit", compute='_compute_ar_credit')
    ar_utilisation_percent = fields.Float(string="Used", compute='_compute_ar_credit')

    # === COMPUTE === #

    @api.model
    def _ar_credit_fields(self):
        """Which field of the credit account each field of the partner shows."""
        return {
            'ar_credit_account_id': 'id',
            'ar_tier_id': 'tier_id',
            'ar_tier_code': 'tier_code',
            'ar_tier_color': 'tier_color',
            'ar_tier_reason': 'tier_reason',
            'ar_score': 'score',
            'ar_credit_mode': 'credit_mode',
            'ar_credit_status': 'status',
            'ar_effective_limit': 'effective_limit',
            'ar_exposure': 'exposure',
            'ar_available_credit': 'available_credit',
            'ar_overdue_amount': 'overdue_amount',
            'ar_utilisation': 'utilisation',
        }

    @api.depends_context('company', 'uid', 'lang')
    @api.depends('commercial_partner_id', 'user_id')
    def _compute_ar_credit(self):
        shown = self._ar_credit_fields()
        visible = self._ar_credit_visible_to_user()
        accounts = visible.sudo()._ar_account(self.env.company).grouped('partner_id')
        for partner in self:
            partner.ar_credit_visible = partner in visible
            partner.ar_credit_currency_id = self.env.company.currency_id
            account = partner in visible and accounts.get(partner.sudo().commercial_partner_id)
            for field, source in shown.items():
                partner[field] = account and account[source]
            partner.ar_utilisation_percent = 100 * partner.ar_utilisation

    @api.depends_context('company')
    def _compute_ar_limits_on(self):
        self.ar_limits_on = self.env.company.sudo().ar_position_limits == 'on'

    def _ar_credit_visible_to_user(self):
        """The partners whose credit figures the user may see: all for a collector and up, for
        anybody else of the company the customers that are theirs."""
        user = self.env.user
        if user.has_group('ar_optimization.group_collector'):
            return self
        if not user._is_internal():
            return self.browse()
        # As stored: a salesperson typed into an unsaved form opens nothing.
        return self.filtered(lambda p: user in (
            p.sudo()._origin.user_id | p.sudo().commercial_partner_id._origin.user_id))

    def _search_ar_tier_id(self, operator, value):
        if operator != 'in':
            return NotImplemented  # the ORM turns the others into this one
        self.env.user._ar_check_role('collector')
        in_company = Domain('company_id', '=', self.env.company.id)
        accounts = 'commercial_partner_id.ar_account_ids'
        domain = Domain(accounts, 'any', in_company & Domain('tier_id', 'in', value))
        if False in value:
            domain |= ~Domain(accounts, 'any', in_company & Domain('tier_id', '!=', False))
        return domain

    # === ACTIONS === #

    def action_open_credit_account(self):
        """Open the credit account of this customer in the user's company, with the user's own
        rights."""
        self.ensure_one()
        return self._ar_account(self.env.company)._get_records_action()

    def action_ar_exposure(self):
        """Show the documents behind the exposure of this customer in the user's company.

        :raise AccessError: for who may not see the figures of this customer.
        """
        self.ensure_one()
        if not self._ar_credit_visible_to_user():
            raise AccessError(self.env._(
                "The credit figures of this customer are not shown to you."))
        return self.sudo()._ar_account(self.env.company).action_exposure()

    def action_make_credit_account(self):
        """Make the credit account of this customer in the user's company, and open it.

        :raise AccessError: when the user may not make credit accounts.
        """
        self.ensure_one()
        accounts = self.env['ar.credit.account']
        accounts.check_access('create')
        accounts.sudo()._ensure_accounts(self.env.company, self.commercial_partner_id)
        self.invalidate_recordset(list(self._ar_credit_fields()))
        return self.action_open_credit_account()
