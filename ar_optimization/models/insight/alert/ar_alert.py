from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import clean_context, format_date, formatLang

from ....tools import alerting

# What a person fills in about an event that no measure sees; everything else is the engine's.
FORM = {
    'account_id', 'description', 'document', 'document_name', 'event_date', 'severity', 'source'}
OUTSIDE = ('message_', 'activity_', 'my_activity_', 'website_message_', 'rating_')
# What the log says of a warning.
LOGGED = ('outcome', 'outcome_note', 'severity', 'state', 'value')
EVENT = 'event'


class Indicator(NamedTuple):
    """What a measure is called, in which unit it counts, and how a warning puts it into words:
    %(value)s, %(base)s and %(date)s are filled in."""

    name: str
    unit: str
    words: str
    has_window: bool = False
    falls: bool = False


class ArAlert(models.Model):
    """A reason to look at a customer before money is lost: a measure that crossed the bound of a
    rule, or an event that a person entered. It changes nothing by itself; a person looks into it
    and says what it was."""
    _name = 'ar.alert'
    _description = "Early Warning"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'severity, deadline, id desc'
    _rec_names_search = ['partner_id.complete_name']
    _mail_post_access = 'read'  # salespeople answer about their customers

    rule_id = fields.Many2one(
        'ar.alert.rule', readonly=True, index='btree_not_null', ondelete='set null')
    indicator = fields.Selection(
        selection='_selection_indicator', required=True, readonly=True, default=EVENT)
    origin = fields.Selection(
        [('rule', "Measured"), ('person', "Entered by Hand")], required=True, readonly=True,
        default='person')
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", index='btree_not_null', ondelete='cascade',
        check_company=True, help="Empty for what concerns the company as a whole.")
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    severity = fields.Selection(
        [(alerting.RED, "Red"), (alerting.YELLOW, "Yellow")], required=True,
        default=alerting.YELLOW, tracking=True, help="Red: urgent. Yellow: worth a look.")
    state = fields.Selection(
        [('new', "New"), ('seen', "In Work"), ('closed', "Closed")], required=True, readonly=True,
        default='new', copy=False, index=True, tracking=True, group_expand=True)

    value = fields.Float(
        readonly=True, digits=(16, 2), aggregator=None,
        help="The measure, in the unit of the rule.")
    base_value = fields.Float(
        string="Compared With", readonly=True, digits=(16, 2), aggregator=None)
    figure_date = fields.Date(string="Figures Of", readonly=True)
    unit = fields.Char(compute='_compute_words')
    words = fields.Char(string="What Happened", compute='_compute_words')
    date = fields.Date(
        string="Since", required=True, readonly=True, default=fields.Date.context_today)
    calm_since = fields.Date(
        string="In Order Since", readonly=True, copy=False,
        help="From this day on the measure is no warning any more; a person closes it all the "
             "same, and says what it was.")

    source = fields.Char(help="Who says so: a bureau, a newspaper, a visit.")
    event_date = fields.Date(
        string="Happened On", default=fields.Date.context_today)
    description = fields.Text(string="What Is Known")
    document = fields.Binary(string="File", attachment=True)
    document_name = fields.Char()

    owner_id = fields.Many2one(
        'res.users', string="Owner in Finance", readonly=True, index='btree_not_null',
        ondelete='set null')
    sales_owner_id = fields.Many2one(
        'res.users', string="Owner in Sales", readonly=True, index='btree_not_null',
        ondelete='set null')
    response = fields.Selection(related='rule_id.response', string="Proposed")
    playbook = fields.Text(related='rule_id.playbook')
    deadline = fields.Datetime(
        string="Answer Until", readonly=True, copy=False,
        help="In working hours of the company, as the rule says.")
    is_late = fields.Boolean(
        string="Past Its Time", compute='_compute_is_late', search='_search_is_late')
    seen_on = fields.Datetime(string="Taken Up On", readonly=True, copy=False)
    seen_by_id = fields.Many2one(
        'res.users', string="Taken Up By", readonly=True, copy=False, ondelete='set null')
    response_hours = fields.Float(
        string="Response (Hours)", readonly=True, copy=False, aggregator='avg',
        help="Working hours until somebody took it up.")

    outcome = fields.Selection(
        [
            ('real', "Confirmed"), ('false', "False Alarm"), ('none', "No Action Needed"),
        ],
        readonly=True, copy=False, tracking=True,
        help="What a person found. Confirmed and false alarms make the precision of the rule.")
    outcome_note = fields.Text(
        string="What Was Found", copy=False, help="For the file, and for who looks next time.")
    closed_on = fields.Date(string="Closed", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='set null')

    _one_open = models.UniqueIndex(
        "(rule_id, company_id, COALESCE(account_id, 0)) "
        "WHERE state <> 'closed' AND origin = 'rule'",
        "This rule already has an open warning about the customer.")
    _latest_idx = models.Index("(company_id, indicator, account_id, id) WHERE origin = 'rule'")

    # === CONSTRAINTS === #

    @api.constrains('origin', 'account_id', 'source', 'event_date')
    def _check_event(self):
        today = fields.Date.context_today(self)
        for alert in self.filtered(lambda alert: alert.origin == 'person'):
            if not alert.account_id or not (alert.source or "").strip():
                raise ValidationError(self.env._(
                    "Say which customer it is about, and who says so."))
            if not alert.event_date or alert.event_date > today:
                raise ValidationError(self.env._("It cannot have happened in the future."))

    # === COMPUTE === #

    @api.model
    def _selection_indicator(self):
        return [(code, indicator.name) for code, indicator in self._indicators().items()]

    @api.depends('rule_id', 'partner_id', 'indicator')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = self._indicators()
        for alert in self:
            known = names.get(alert.indicator)
            title = alert.sudo().rule_id.name or (known and known.name) or ""
            alert.display_name = " · ".join(filter(None, [title, alert.partner_id.display_name]))

    @api.depends('indicator', 'value', 'base_value', 'figure_date', 'description', 'source')
    @api.depends_context('lang')
    def _compute_words(self):
        indicators = self._indicators()
        for alert in self:
            known = indicators.get(alert.indicator)
            alert.unit = known and known.unit
            alert.words = known and alert._fill(known.words)

    def _fill(self, words):
        """Words with the figures of this warning, as people read them."""
        values = {
            'value': self._number(self.value), 'base': self._number(self.base_value),
            'date': format_date(self.env, self.figure_date or self.event_date or self.date),
            'source': self.source or "", 'text': (self.description or "").strip(),
        }
        for name, text in values.items():
            words = words.replace(f'%({name})s', text)
        return words.strip(" :")

    def _number(self, value):
        whole = abs(value) >= 10 or value == round(value)
        return formatLang(self.env, value, digits=0 if whole else 1)

    @api.depends('state', 'deadline')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for alert in self:
            alert.is_late = alert.state == 'new' and bool(alert.deadline) and alert.deadline < now

    def _search_is_late(self, operator, value):
        if operator != 'in' or True not in value:
            return NotImplemented
        return [('state', '=', 'new'), ('deadline', '<', fields.Datetime.now())]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        self.env.user._ar_check_role('collector')
        self.check_access('create')
        # The values are checked; what the engine fills in needs the rules of the company.
        blank = self.sudo().with_context(clean_context(self.env.context))
        alerts = super(ArAlert, blank).create(
            [self._person_values(vals) for vals in vals_list]).with_env(self.env(su=True))
        self.env['ar.event']._log('alert.raised', alerts, after=alerts._images())
        return alerts.sudo(False)

    @api.model
    def _person_values(self, vals):
        """What counts of the values that a person gives: the form. Whatever defaults the context
        or the user have for the rest, it is the engine's.

        :raise AccessError: for a customer whom the user does not see.
        """
        account = self.env['ar.credit.account'].browse(vals.get('account_id') or ())
        account.check_access('read')
        return {
            **{name: value for name, value in vals.items() if name in FORM},
            **self._event_values(account.sudo()), 'account_id': account.id}

    @api.model
    def _event_values(self, account):
        """The engine's part of an event that a person enters: rule, owners and clock.

        :param account: `ar.credit.account`, with all rights.
        """
        company = account.company_id or self.env.company
        rule = self.env['ar.alert.rule'].sudo()._for_company(company).get(
            EVENT, self.env['ar.alert.rule'])
        return {
            'origin': 'person', 'indicator': EVENT, 'rule_id': rule.id, 'state': 'new',
            'date': fields.Date.context_today(self), 'value': 0.0, 'base_value': 0.0,
            'company_id': company.id, **self._owners(rule, account, company),
            'deadline': company._ar_after_hours(
                fields.Datetime.now(), rule.response_hours or alerting.USUAL_HOURS)}

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_writable(vals)
        before = self._form_images()
        result = super().write(vals)
        self.env['ar.event']._log_changes('alert.changed', self, before, self._form_images())
        return result

    def _check_writable(self, vals):
        """Refuse what the user may not change: figures and states are the engine's and the
        buttons', and what was measured is not typed.

        :raise AccessError:
        """
        if not self.env.user.has_group('ar_optimization.group_collector'):
            raise AccessError(self.env._("Early warnings are kept by finance. Answer below."))
        own = {name for name in vals
               if name in self._fields and not name.startswith(OUTSIDE)}
        if engine := own - FORM - {'outcome_note'}:
            raise AccessError(self.env._(
                "%s of an early warning cannot be set by hand.",
                self._fields[min(engine)]._description_string(self.env)))
        if own - {'outcome_note'} and any(alert.origin != 'person' for alert in self):
            raise AccessError(self.env._("What was measured cannot be changed by hand."))
        if 'account_id' in own:
            raise AccessError(self.env._("Enter it anew for another customer."))
        if own and any(alert.state == 'closed' for alert in self):
            raise UserError(self.env._("This warning is closed: open it again first."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("Early warnings are not deleted: close them."))

    # === BUSINESS === #

    @api.model
    def _owners(self, rule, account, company):
        """Who answers for a warning in finance and in sales.

        :param rule, account: with all rights, either may be empty.
        :return: values of the warning.
        """
        finance = account._alert_collector() if rule.finance_owner == 'collector' else (
            rule.user_id if rule.finance_owner == 'user' else rule.user_id.browse())
        def there(users):
            return users.filtered(
                lambda user: user.active and not user.share and company in user.company_ids)

        sales = there(account.partner_id.user_id) or there(rule.sales_user_id)
        return {
            'owner_id': (there(finance) or company._ar_credit_manager()).id,
            'sales_owner_id': sales.id if account and (rule.tells_sales or not rule) else False,
        }

    def _images(self):
        return self.env['ar.event']._images(self, LOGGED)

    def _form_images(self):
        return self.env['ar.event']._images(
            self, ('description', 'event_date', 'outcome_note', 'severity', 'source'))
