from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

# What a person fills in; everything else on a request is the engine's.
FORM = (
    'type', 'partner_id', 'company_id', 'reason', 'new_mode', 'new_limit', 'new_tier_id',
    'new_term_id', 'new_status', 'new_group_id', 'new_values', 'date_from', 'date_to',
)
CHATTER = ('message_', 'activity_', 'my_activity_', 'website_message_', 'rating_')


class ArCreditRequest(models.Model):
    """Somebody asks for a change of what a customer is granted, and somebody else decides.

    One table for everything that needs a decision. A type is a value of `type` and two methods:
    `_prepare_<type>(account, values)` checks what is asked for and says how much is at stake;
    `_apply_<type>()` does it for approved requests. See `_submit` for how code asks.
    """
    _name = 'ar.credit.request'
    _description = "Credit Request"
    _inherit = ['ar.amount.mixin', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'id desc'
    _rec_names_search = ['name', 'partner_id.complete_name']

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    type = fields.Selection(
        [
            ('limit', "Credit Limit"), ('temporary_limit', "Temporary Limit"),
            ('tier_override', "Tier"), ('terms', "Payment Term"), ('status', "Status"),
            ('hold_release', "Release of a Hold"), ('shared_limit', "Shared Limit"),
            ('cover', "Cover"), ('policy', "Policy"),
        ],
        string="What For", required=True, default='limit')
    state = fields.Selection(
        [
            ('draft', "Draft"), ('waiting', "Waiting"), ('approved', "Approved"),
            ('refused', "Refused"), ('cancelled', "Cancelled"), ('expired', "Expired"),
        ],
        required=True, default='draft', readonly=True, copy=False, index=True)
    origin = fields.Selection(
        [
            ('person', "Asked For"), ('write', "Changed by Hand"), ('proposal', "Limit Proposal"),
            ('review', "Review"), ('application', "New Customer"), ('document', "Document"),
        ],
        required=True, default='person', readonly=True, copy=False)

    partner_id = fields.Many2one(
        'res.partner', string="Customer", index=True, ondelete='restrict',
        help="Empty where it is about a policy, a tier or a shared limit.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", index=True, ondelete='cascade',
        readonly=True, check_company=True, copy=False)
    requester_id = fields.Many2one(
        'res.users', string="Asked By", required=True, index=True, readonly=True, copy=False,
        default=lambda self: self.env.user)
    reason = fields.Text()

    # What is asked for: typed by people, as data for whoever applies it
    new_mode = fields.Selection(
        [('unlimited', "Unlimited"), ('limit', "Up to Limit"), ('prepay', "Prepayment Only")],
        string="Credit Mode", default='limit')
    new_limit = fields.Monetary(string="Limit", aggregator=None)
    new_tier_id = fields.Many2one(
        'ar.credit.tier', string="Tier", ondelete='restrict',
        domain="[('company_id', 'in', (company_id, False))]")
    new_term_id = fields.Many2one(
        'account.payment.term', string="Payment Term", ondelete='restrict', check_company=True)
    new_status = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._fields['status']
        ._description_selection(self.env),
        string="Status")
    new_group_id = fields.Many2one(
        'ar.credit.group', string="Shared Limit", ondelete='restrict',
        help="Empty: the customer shares no limit any more.")
    new_values = fields.Json(copy=False)  # a record and its values, see `_prepare_document`
    date_from = fields.Date(string="From", help="At once when empty.")
    date_to = fields.Date(string="Until and Including")
    values = fields.Json(readonly=True, copy=False)  # what is written once it is approved
    before = fields.Json(readonly=True, copy=False)  # what stood there when it was asked for
    amount = fields.Monetary(
        readonly=True, copy=False,
        help="How much is at stake: what the amounts of approval rules are compared with.")
    is_unlimited = fields.Boolean(
        readonly=True, copy=False,
        help="Unlimited credit, or what concerns every customer: above every amount.")
    amount_given = fields.Boolean(readonly=True, copy=False)  # by who asked, not by the type
    res_model = fields.Char(string="Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        string="Document", model_field='res_model', readonly=True, copy=False)
    res_name = fields.Char(string="Document Name", readonly=True, copy=False)

    # Who decides
    party_ids = fields.Many2many(
        'res.users', 'ar_credit_request_party_rel', string="Do Not Decide", readonly=True,
        copy=False, help="Have a part in what it is about, such as whose document is held.")
    rule_id = fields.Many2one(
        'ar.approval.rule', index='btree_not_null', readonly=True, copy=False,
        ondelete='restrict')
    other_rule_ids = fields.Many2many(
        'ar.approval.rule', string="Rules Overruled", readonly=True, copy=False,
        help="These rules speak about the request, too, but are less specific or less strict.")
    step_ids = fields.One2many('ar.credit.request.step', 'request_id', readonly=True, copy=False)
    decided_how = fields.Selection(
        [
            ('steps', "By Its Approvers"), ('rule', "At Once by Rule"),
            ('own', "By Own Authority"), ('alone', "Single-Person Mode"),
        ],
        string="How Decided", readonly=True, copy=False)
    decision_comment = fields.Text(readonly=True, copy=False)
    date_submitted = fields.Datetime(string="Asked On", readonly=True, copy=False)
    date_decided = fields.Datetime(string="Decided On", readonly=True, copy=False)
    deadline = fields.Datetime(
        readonly=True, copy=False,
        help="In working hours of the company, as the rule says; a working day where none speaks.")
    escalated = fields.Boolean(readonly=True, copy=False)
    hours_to_decision = fields.Float(
        string="Hours to Decision", readonly=True, copy=False, aggregator='avg',
        help="Working hours from asking to the decision.")
    is_late = fields.Boolean(
        string="Decided Late", readonly=True, copy=False,
        help="Decided after its deadline.")

    _one_waiting = models.UniqueIndex(
        "(account_id, type) WHERE state = 'waiting' AND COALESCE(res_id, 0) = 0",
        "There is already a request of this kind that waits for a decision on this customer.")
    _document_idx = models.Index('(res_model, res_id) WHERE res_id > 0')
    _about_something = models.Constraint(
        'CHECK (partner_id IS NOT NULL OR res_id > 0)',
        "A request is about a customer or about a document.")

    # === COMPUTE === #

    @api.depends('name', 'partner_id')
    def _compute_display_name(self):
        for request in self:
            number = self.env._("New") if request.name == "/" else request.name
            about = request.partner_id.display_name or request.res_name or ''
            request.display_name = f"{number} · {about}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        requests = self
        if not self.env.su:
            self.check_access('create')
            vals_list = [self._person_values(vals) for vals in vals_list]
            requests = self.sudo()  # the values are checked, those of the engine blank
        about = [vals for vals in vals_list if vals.get('partner_id')]
        partners = self.env['res.partner'].browse(vals['partner_id'] for vals in about)
        for vals, partner in zip(about, partners, strict=True):
            vals['partner_id'] = partner.commercial_partner_id.id
        requests = super(ArCreditRequest, requests).create(vals_list).sudo(self.env.su)
        requests.filtered(lambda request: not request.account_id)._find_account()
        return requests

    @api.model
    def _person_values(self, vals):
        """What counts of the values that a person gives: the form. Whatever defaults the context
        or the user have for the rest, it begins blank.

        :raise AccessError: for what a person cannot ask for.
        """
        given = vals.get('new_values') or self.env.context.get('default_new_values') or False
        vals, blank = {**vals, 'new_values': given}, self._blank_values()
        self._check_form(name for name, value in vals.items() if value and value != blank.get(name))
        document = self._document_of_person(given)
        if not document:
            self._check_may_ask(self.env['res.partner'].browse(vals.get('partner_id') or ()))
        company_id = document.get('company_id') or vals.get('company_id') or self.env.company.id
        if company_id not in self.env.companies.ids:
            raise AccessError(self.env._("You do not work in this company."))
        return {**vals, **blank, **document, 'company_id': company_id,
                'requester_id': self.env.uid}

    @api.model
    def _blank_values(self):
        """The engine's fields as they are on a new request."""
        return {
            name: field.default(self) if field.default and name != 'requester_id' else False
            for name, field in self._fields.items() if self._is_engine(name)
        }

    @api.model
    def _is_engine(self, name):
        """Whether only the engine writes a field."""
        field = self._fields.get(name)
        return bool(
            field and field.store and name not in FORM and name not in models.MAGIC_COLUMNS
            and not name.startswith(CHATTER))

    def write(self, vals):
        if not self.env.su:
            self._check_form(vals)
            if set(FORM) & set(vals):
                self._check_editable()
            about = {'partner_id', 'company_id'} & set(vals) and any(
                request.new_values for request in self)
            if 'new_values' in vals or about:  # the record it is about is known from the beginning
                raise AccessError(self.env._(
                    "What was asked for does not change any more. Cancel it and ask again."))
            if 'partner_id' in vals:
                self._check_may_ask(self.env['res.partner'].browse(vals['partner_id']))
        result = super().write(vals)
        if not self.env.su and set(FORM) & set(vals):
            self.sudo().party_ids = [Command.link(self.env.uid)]  # may ask, not decide
        if {'partner_id', 'company_id'} & set(vals) and 'account_id' not in vals:
            self._find_account()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(request.state != 'draft' for request in self):
            raise UserError(self.env._("What was asked for is kept. Cancel the request instead."))

    def _find_account(self):
        """Fill in the credit account of the customer, made when there is none yet."""
        for request in self.sudo().filtered('partner_id'):
            request.account_id = self.env['ar.credit.account'].sudo()._account_for(
                request.partner_id, request.company_id)

    @api.model
    def _check_form(self, names):
        """Refuse values that only the engine writes, whatever way they came in."""
        if engine := [name for name in names if self._is_engine(name)]:
            raise AccessError(self.env._(
                "%(field)s of a request cannot be set by hand.",
                field=self._fields[engine[0]]._description_string(self.env)))

    def _check_editable(self):
        if any(request.state != 'draft' for request in self):
            raise UserError(self.env._(
                "What was asked for does not change any more. Cancel it and ask again."))
        analyst = self.env.user.has_group('ar_optimization.group_credit_analyst')
        if not analyst and any(request.requester_id != self.env.user for request in self):
            raise AccessError(self.env._("This is somebody else's request."))

    @api.model
    def _check_may_ask(self, partner):
        """Refuse who does not even see the customer's credit figures."""
        if not partner._ar_credit_visible_to_user():
            raise AccessError(self.env._(
                "You can ask for credit for your own customers only."))

    # === ACTIONS === #

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    def action_open_document(self):
        """Open the document that the request came from, with the user's own rights."""
        self.ensure_one()
        document = self._document()
        if not document:
            raise UserError(self.env._("The document of this request is no longer there."))
        return document._get_records_action()

    def action_open_history(self):
        """What the event log says about the customer."""
        return self.account_id.action_open_history()

    def action_open_earlier(self):
        """The other requests for this customer."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_credit_request_action_all'),
            'domain': [('account_id', '=', self.account_id.id), ('id', '!=', self.id)],
            'context': {},
        }

    # === BUSINESS === #

    def _document(self):
        """The source document, empty when there is none (any more)."""
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()
