from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


class ArCreditApplication(models.Model):
    """A new customer applies for credit: what has to be known first, and then a request like any
    other. Until it is decided the customer pays in advance, and gets no more than the cap of the
    tier that new customers start in."""
    _name = 'ar.credit.application'
    _description = "Credit Application"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _rec_name = 'partner_id'
    _order = 'id desc'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        [('open', "Being Collected"), ('waiting', "Waiting"), ('granted', "Granted"),
         ('refused', "Refused"), ('cancelled', "Cancelled")],
        required=True, default='open', readonly=True, copy=False, tracking=True)
    user_id = fields.Many2one(
        'res.users', string="Responsible", default=lambda self: self.env.user,
        domain=[('share', '=', False)])
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", index=True, ondelete='cascade',
        readonly=True, copy=False)
    wanted_limit = fields.Monetary(string="Limit", aggregator=None)
    wanted_term_id = fields.Many2one(
        'account.payment.term', string="Payment Term", check_company=True, ondelete='restrict')
    starter_tier_id = fields.Many2one(
        'ar.credit.tier', string="Starts in Tier", compute='_compute_starter_tier_id')
    cap = fields.Float(
        string="At Most", compute='_compute_starter_tier_id', digits='Account',
        help="The highest limit of the tier that new customers start in. 0: no such amount.")
    item_ids = fields.One2many(
        'ar.credit.application.item', 'application_id', string="Checklist",
        default=lambda self: self._default_items())
    reference_ids = fields.One2many(
        'ar.credit.reference', 'application_id', string="Trade References")
    missing_count = fields.Integer(string="Missing", compute='_compute_missing_count')
    note = fields.Text(string="What Speaks for It")
    request_id = fields.Many2one('ar.credit.request', readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(account_id) WHERE state IN ('open', 'waiting')",
        "This customer has an application that is not decided yet.")

    @api.model
    def _default_items(self):
        items = self.env['ar.credit.checklist'].search([
            ('company_id', 'in', (self.env.company.id, False))])
        return [Command.create({
            'name': item.name, 'sequence': item.sequence, 'required': item.required,
            'needs_document': item.needs_document}) for item in items]

    # === COMPUTE === #

    @api.depends('company_id')
    def _compute_starter_tier_id(self):
        for application in self:
            tiers = self.env['ar.credit.tier']._for_company(application.company_id)
            application.starter_tier_id = tiers.filtered('is_starter')[:1]
            application.cap = application.starter_tier_id.limit_cap

    @api.depends('item_ids.required', 'item_ids.done', 'item_ids.attachment_ids')
    def _compute_missing_count(self):
        for application in self:
            application.missing_count = len(
                application.item_ids.filtered(lambda item: item._is_missing()))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        applications = super().create([
            {**vals, 'state': 'open', 'request_id': False, 'account_id': False}
            for vals in vals_list])
        for application in applications:
            application._open_account()
            application._complete_items()
        return applications

    def write(self, vals):
        if not self.env.su:
            if {'state', 'account_id', 'request_id'} & vals.keys():
                raise UserError(self.env._("The state of an application follows its request."))
            submitted = any(application.state != 'open' for application in self)
            if {'partner_id', 'company_id'} & vals.keys() or (
                    submitted and {'wanted_limit', 'wanted_term_id'} & vals.keys()):
                raise UserError(self.env._(
                    "What was asked for does not change any more. Cancel it and ask again."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(application.request_id for application in self):
            raise UserError(self.env._("What was asked for is kept."))

    def _open_account(self):
        """Give a new customer its account. Who has never been invoiced pays in advance until the
        application is decided."""
        account = self.env['ar.credit.account'].sudo()._account_for(
            self.partner_id, self.company_id).sudo()
        self.sudo().write({'account_id': account.id, 'partner_id': account.partner_id.id})
        if account.credit_mode == 'unlimited' and not (
                account._was_invoiced() or account._was_granted()):
            account.write({'credit_mode': 'prepay'})

    def _complete_items(self):
        """Put back what somebody left out of the checklist who may not change it."""
        if self.env.su or self.env.user.has_group('ar_optimization.group_credit_manager'):
            return
        names = ('name', 'required', 'needs_document')
        given = {tuple(item[name] for name in names) for item in self.item_ids}
        self.item_ids = [
            command for command in self._default_items()
            if tuple(command[2][name] for name in names) not in given]

    # === ACTIONS === #

    def action_submit(self):
        """Ask for the limit once everything is there."""
        self.ensure_one()
        self.check_access('write')
        self._check_complete()
        self.env['ar.credit.request']._submit('application', self.account_id, {
            'credit_mode': 'limit', 'credit_limit': self.wanted_limit,
            'granted_term_id': self.wanted_term_id.id,
        }, self.note or self.env._("Application of a new customer"), document=self)

    def action_cancel(self):
        """The customer does not want credit after all; it goes on paying in advance."""
        self.check_access('write')
        for application in self.sudo():
            if application.state not in ('open', 'waiting'):
                raise UserError(self.env._("This application is decided."))
            application.state = 'cancelled'
            if application.request_id.state == 'waiting':
                application.request_id._close('cancelled')

    def action_open_request(self):
        """Open the request that this application became."""
        return self.request_id._get_records_action()

    # === BUSINESS === #

    def _check_complete(self):
        if self.state != 'open':
            raise UserError(self.env._("This was asked for already."))
        if missing := self.item_ids.filtered(lambda item: item._is_missing()):
            raise UserError(self.env._(
                "Still missing: %s", ", ".join(missing.mapped('name'))))
        if self.wanted_limit <= 0:
            raise UserError(self.env._("Say which limit the customer wants."))
        self._check_cap(self.account_id, self.wanted_limit)

    @api.model
    def _check_cap(self, account, limit):
        """Refuse more than the tier gives that new customers start in."""
        tiers = self.env['ar.credit.tier']._for_company(account.company_id)
        cap = tiers.filtered('is_starter')[:1].limit_cap
        if cap and limit > cap:
            raise ValidationError(self.env._(
                "New customers get at most %(cap)s. Later reviews may give more.",
                cap=account._money(cap)))
