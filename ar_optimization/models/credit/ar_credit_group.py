from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import limits

# What is logged when it changes: the terms that the members share.
TERMS = ('name', 'active', 'credit_limit', 'currency_id', 'company_id', 'across_companies')


class ArCreditGroup(models.Model):
    """Customers who share one limit, such as the companies of a corporation.

    A member's own limit stays: what counts is whichever leaves less. What one member has paid in
    excess frees nothing for the others, who are other debtors in law.
    """
    _name = 'ar.credit.group'
    _description = "Shared Credit Limit"
    _inherit = ['ar.approval.locked', 'mail.thread']
    _order = 'name, id'
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, tracking=True,
        default=lambda self: self.env.company)
    across_companies = fields.Boolean(
        string="Over Several Companies", tracking=True,
        help="Customers of all our companies can be members, and share the limit between them.")
    currency_id = fields.Many2one(
        'res.currency', required=True, tracking=True,
        default=lambda self: self.env.company.currency_id)
    credit_limit = fields.Monetary(string="Shared Limit", required=True, tracking=True)
    account_ids = fields.One2many('ar.credit.account', 'group_id', string="Members")
    exposure = fields.Monetary(
        compute='_compute_exposure', compute_sudo=True,
        help="What the members owe together, in the currency of the shared limit at today's rates. "
             "A member in credit counts as 0.")
    available_credit = fields.Monetary(compute='_compute_exposure', compute_sudo=True)
    utilisation_percent = fields.Float(
        string="Used", compute='_compute_exposure', compute_sudo=True)

    _limit_not_negative = models.Constraint(
        'CHECK (credit_limit >= 0)', "A credit limit cannot be negative. 0 is a limit, too.")

    @api.constrains('company_id', 'across_companies', 'currency_id')
    def _check_members(self):
        self.sudo().with_context(active_test=False).account_ids._check_group()

    # === COMPUTE === #

    @api.depends('credit_limit', 'currency_id', 'account_ids')
    def _compute_exposure(self):
        # What is stored: over RPC a form may name customers of any company as members.
        exposures = self._origin._exposures()
        for group in self:
            stored = group._origin
            exposure = exposures.get(stored, 0.0)
            digits = stored.currency_id.decimal_places
            group.exposure = exposure
            group.available_credit = limits.available(stored.credit_limit, exposure, digits)
            group.utilisation_percent = 100 * limits.utilisation(stored.credit_limit, exposure)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        self.env['ar.event']._log('group.created', groups, after=groups._terms())
        return groups

    def write(self, vals):
        if not set(TERMS) & set(vals):
            return super().write(vals)
        before = self._terms()
        result = super().write(vals)
        self.env['ar.event']._log_changes('group.changed', self, before, self._terms())
        self.sudo().account_ids._after_decision(('group_id',))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_members(self):
        if self.sudo().with_context(active_test=False).account_ids:
            raise UserError(self.env._(
                "A shared limit with members is archived, not deleted: they would have more "
                "credit without it."))

    def _terms(self):
        return self.env['ar.event']._images(self, TERMS)

    # === BUSINESS === #

    def _exposures(self, known=None):
        """What the members of each group owe together, always from the database, by one query.

        :param known: {account id: exposure} of all members, where it was just read.
        :return: {group: amount in its currency}
        """
        groups = self.sudo().with_context(active_test=False)
        if known is None:
            figures = groups.account_ids._figures()
            known = {account_id: row['exposure'] for account_id, row in figures.items()}
        today = fields.Date.context_today(self)
        return {
            group.sudo(self.env.su): sum(
                account.currency_id._convert(
                    max(0.0, known[account.id]), group.currency_id, account.company_id, today)
                for account in group.account_ids
            ) for group in groups
        }

    def _check_rate(self, company):
        """Refuse a currency that cannot be compared with the limit: Odoo would take it at 1:1.

        :param company: company of a member.
        """
        if not company._ar_knows_rate(self.currency_id):
            raise ValidationError(self.env._(
                "There is no exchange rate for %(currency)s in %(company)s: what its customers "
                "owe cannot be compared with the shared limit.",
                currency=self.currency_id.name, company=company.name))
