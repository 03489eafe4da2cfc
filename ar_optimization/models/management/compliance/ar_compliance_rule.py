from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

TOPICS = [
    ('contact', "Contacting Customers"), ('interest', "Interest and Terms"),
    ('limitation', "Limitation"), ('privacy', "Privacy"), ('other', "Other")]
# Where a rule is enforced: the record that the engine reads.
ENFORCING = ('contact_policy_id', 'legal_term_id', 'limitation_rule_id', 'interest_policy_id')
IMAGE = (
    'active', 'topic', 'country_id', 'country_group_id', 'source', 'source_date', 'date_from',
    'date_to', 'is_verified', 'checked_on', 'next_review_date', *ENFORCING)


class ArComplianceRule(models.Model):
    """What the law of a country demands of whoever collects money, with its source and its days,
    and where this program enforces it. The table says what holds; hours, caps, rates and periods
    stand with the records that it refers to, once."""
    _name = 'ar.compliance.rule'
    _description = "Compliance Rule"
    _inherit = ['ar.reviewed', 'ar.logged']
    _order = 'topic, sequence, id'
    _logged_as = 'compliance.rule_'
    _logged_names = IMAGE

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    topic = fields.Selection(TOPICS, required=True, default='other', index=True)
    country_id = fields.Many2one('res.country', index='btree_not_null', ondelete='set null')
    country_group_id = fields.Many2one(
        'res.country.group', index='btree_not_null', ondelete='set null',
        help="For a rule that several countries have in common. Neither: everywhere.")
    text = fields.Text(
        string="What It Says", translate=True, help="In words that whoever works here understands.")
    source = fields.Char(translate=True, help="Law, decision or guideline, with its paragraph.")
    source_date = fields.Date(
        string="Version Of", help="Day of the text of the source that these words follow.")
    date_from = fields.Date(string="In Force From", help="Empty: has always been.")
    date_to = fields.Date(string="In Force Until", help="Empty: until further notice.")
    is_verified = fields.Boolean(
        string="Verified",
        help="Somebody at the firm, or its adviser, has compared this with the source. Until then "
             "rely on it for nothing: what came with the program and could not be compared with a "
             "published text is shipped not verified.")
    owner_id = fields.Many2one(
        'res.users', string="Answers for It", domain=[('share', '=', False)],
        default=lambda self: self.env.user, ondelete='set null')
    checked_on = fields.Date(
        string="Last Checked", help="When it was last held against its source.")
    next_review_date = fields.Date(
        string="Next Check", default=lambda self: self._next_review(),
        help="On this day whoever answers for the rule gets an activity.")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', help="A law is that of all companies.")
    state = fields.Selection(
        [('coming', "Not Yet in Force"), ('valid', "In Force"), ('due', "To Be Checked"),
         ('ended', "No Longer in Force")], compute='_compute_state', search='_search_state')

    # Where it is enforced
    contact_policy_id = fields.Many2one(
        'ar.contact.policy', index='btree_not_null', ondelete='set null',
        domain=[('is_legal', '=', True)], help="Hours and caps that the governor keeps.")
    legal_term_id = fields.Many2one(
        'ar.legal.term', string="Legal Payment Term", index='btree_not_null', ondelete='set null',
        help="Longest term and rates that contracts and interest are held against.")
    limitation_rule_id = fields.Many2one(
        'ar.limitation.rule', string="Limitation Period", index='btree_not_null',
        ondelete='set null', help="Period that the dates of claims follow.")
    interest_policy_id = fields.Many2one(
        'ar.interest.policy', index='btree_not_null', ondelete='set null')
    enforced_by = fields.Char(
        compute='_compute_enforced_by', help="What makes the program keep to it. Empty: people do.")
    breach_count = fields.Integer(string="Open Breaches", compute='_compute_breach_count')

    _days_in_order = models.Constraint(
        'CHECK (date_from <= date_to)', "A rule ends after it has begun.")

    # === COMPUTE === #

    def _compute_company_id(self):
        self.company_id = False

    @api.depends('date_from', 'date_to', 'next_review_date')
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for rule in self:
            if rule.date_from and rule.date_from > today:
                rule.state = 'coming'
            elif rule.date_to and rule.date_to < today:
                rule.state = 'ended'
            else:
                due = not rule.next_review_date or rule.next_review_date <= today
                rule.state = 'due' if due else 'valid'

    def _search_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        coming, ended = Domain('date_from', '>', today), Domain('date_to', '<', today)
        checked = Domain('next_review_date', '>', today)
        domains = {
            'coming': coming, 'ended': ~coming & ended,
            'valid': ~coming & ~ended & checked, 'due': ~coming & ~ended & ~checked}
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends(*ENFORCING)
    def _compute_enforced_by(self):
        for rule in self.sudo():
            found = [rule[name].display_name for name in ENFORCING if rule[name]]
            rule.enforced_by = ", ".join(found) or False

    def _compute_breach_count(self):
        counts = dict(self.env['ar.compliance.breach']._read_group(
            [('rule_id', 'in', self.ids), ('state', '=', 'open')], ['rule_id'], ['__count']))
        for rule in self:
            rule.breach_count = counts.get(rule, 0)

    # === ACTIONS === #

    def action_open_enforcing(self):
        """Open what enforces this rule.

        :raise UserError: when nothing does.
        """
        self.ensure_one()
        for name in ENFORCING:
            if self[name]:
                return self[name]._get_records_action()
        raise UserError(self.env._("People keep to this rule; no record enforces it."))

    def action_check(self):
        """Say that the rule was held against its source today; the next check is in a year."""
        self.check_access('write')
        self.write({
            'checked_on': fields.Date.context_today(self), 'is_verified': True,
            'next_review_date': self._next_review()})

    def action_breaches(self):
        """List what was found against this rule."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_compliance_breach_action'),
            'domain': [('rule_id', '=', self.id)], 'context': {},
        }
