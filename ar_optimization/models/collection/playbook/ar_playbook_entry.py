from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ....tools import playbook

SAID = ('body', 'steps')  # what a new version is made of
OPEN_END = 9999  # days that stand for no upper bound


class ArPlaybookEntry(models.Model):
    """What to say, how to answer, and what helped before: a script, an objection with its answer,
    or a case, and for which situation it is written. Collectors see what fits where they work."""
    _name = 'ar.playbook.entry'
    _description = "Playbook Entry"
    _inherit = ['ar.reviewed', 'ar.logged']
    _check_company_auto = True
    _order = 'kind desc, sequence, id'
    _logged_as = 'playbook.'
    _logged_names = (
        'active', 'company_id', 'kind', 'name', 'version', 'body', 'steps', 'reason_ids',
        'rule_ids', 'has_level', 'level_from', 'level_to', 'has_days', 'days_from', 'days_to',
        'tier_ids', 'lang', 'owner_id')

    name = fields.Char(string="Title", required=True, translate=True)
    kind = fields.Selection(
        [(playbook.SCRIPT, "Script"), (playbook.OBJECTION, "Objection and Answer"),
         (playbook.CASE, "Case Study")], required=True, default=playbook.SCRIPT)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    body = fields.Html(
        string="Text", required=True, translate=True, sanitize=True, sanitize_attributes=True,
        help="What to say, in the words of a collector; of a case, what happened and what helped.")
    steps = fields.Text(
        translate=True, help="What to do, one step on each line; they are shown numbered.")
    owner_id = fields.Many2one(
        'res.users', default=lambda self: self.env.user, ondelete='set null',
        domain=[('share', '=', False)], help="Answers for this entry.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the entry again.")

    reason_ids = fields.Many2many(
        'ar.dispute.reason', string="Reasons of Disputes",
        help="The customer disputes something for one of these reasons. Empty: does not matter.")
    rule_ids = fields.Many2many(
        'ar.worklist.rule', string="Reasons of the Worklist",
        help="One of these has put the customer on the worklist. Empty: does not matter.")
    has_level = fields.Boolean(string="Only Some Levels")
    level_from = fields.Integer(string="Dunning Level From")
    level_to = fields.Integer(string="Dunning Level To")
    has_days = fields.Boolean(string="Only Some Days")
    days_from = fields.Integer(string="Days Overdue From")
    days_to = fields.Integer(string="Days Overdue To", default=OPEN_END)
    tier_ids = fields.Many2many(
        'ar.credit.tier', string="Tiers", help="Of the customer. Empty: all.", check_company=True)
    lang = fields.Selection(
        selection='_lang_selection', string="Language of the Customer",
        help="Only for customers of this language, and then shown in it. Empty: all, shown in the "
             "language of the collector.")

    version = fields.Integer(
        readonly=True, copy=False, default=1,
        help="Counts up by itself when text or steps change: whoever has read it reads it again.")
    training_ids = fields.One2many(
        'ar.playbook.training', 'entry_id', string="Read By", readonly=True)
    is_confirmed = fields.Boolean(
        string="Read by Me", compute='_compute_is_confirmed', search='_search_is_confirmed',
        help="You have confirmed that you have read and understood this version.")
    missing_ids = fields.Many2many(
        'res.users', string="Not Read By", compute='_compute_missing_ids',
        groups='ar_optimization.group_credit_manager',
        help="Collectors who have not confirmed this version yet.")

    _bounds_in_order = models.Constraint(
        'CHECK ((has_level IS NOT TRUE OR level_from <= level_to)'
        ' AND (has_days IS NOT TRUE OR days_from <= days_to))',
        "The first figure of a range comes before the last one.")

    # === COMPUTE === #

    @api.model
    def _lang_selection(self):
        return self.env['res.lang'].get_installed()

    @api.depends('version', 'training_ids.version')
    @api.depends_context('uid')
    def _compute_is_confirmed(self):
        read = self._read_by(self.env.user)
        for entry in self:
            entry.is_confirmed = self.env.user in read.get(entry._origin.id, ())

    def _search_is_confirmed(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self.env['ar.playbook.training'].flush_model()
        self.flush_model(['version'])
        return [('id', 'in', SQL(
            """(SELECT entry.id FROM ar_playbook_entry entry
                  JOIN ar_playbook_training training ON training.entry_id = entry.id
                   AND training.version = entry.version
                 WHERE training.user_id = %s)""", self.env.uid))]

    @api.depends('version', 'training_ids.version', 'company_id')
    @api.depends_context('allowed_company_ids')
    def _compute_missing_ids(self):
        collectors = self.env.ref('ar_optimization.group_collector').sudo().all_user_ids.filtered(
            lambda user: user.active and user._is_internal()
            and user != self.env.ref('base.user_root'))
        read = self._read_by(collectors)
        for entry in self:
            companies = entry.company_id or self.env.companies
            entry.missing_ids = collectors.filtered(
                lambda user, own=entry, among=companies: user.company_ids & among
                and user not in read.get(own._origin.id, ()))

    def _read_by(self, users):
        """Who of some users has confirmed the version of now.

        :return: {entry id: `res.users`}
        """
        read = {}
        for training in self.env['ar.playbook.training'].sudo().search(
                [('entry_id', 'in', self.ids), ('user_id', 'in', users.ids)]):
            if training.is_current:
                entry = training.entry_id.id
                read[entry] = read.get(entry, users.browse()) | training.user_id
        return read

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, 'version': 1} for vals in vals_list])

    def write(self, vals):
        if not self.env.su and 'version' in vals:
            raise AccessError(self.env._("Versions count by themselves."))
        with self._new_versions() as entries:
            return super(ArPlaybookEntry, entries).write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=''):
        # EXTENDS 'base': the words of another language are read again, too
        with self._new_versions(field_name in SAID) as entries:
            return super(ArPlaybookEntry, entries)._update_field_translations(
                field_name, translations, digest, source_lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_read(self):
        if self.sudo().training_ids:
            raise UserError(self.env._(
                "Somebody has been trained on this entry: archive it instead."))

    # === ACTIONS === #

    def action_confirm(self):
        """Confirm, for oneself and nobody else, that these entries were read and understood as
        they are now.

        :raise AccessError: for whoever is no collector or may not read them.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        unread = self.filtered(lambda entry: not entry.is_confirmed)
        self.env['ar.playbook.training'].sudo().create([
            {'entry_id': entry.id, 'version': entry.version, 'user_id': self.env.uid}
            for entry in unread])
        self.invalidate_recordset(['is_confirmed', 'missing_ids'])

    def action_trainings(self):
        """Show who has read which version of this entry."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_playbook_training_action'),
            'domain': [('entry_id', '=', self.id)], 'context': {},
        }

    # === BUSINESS === #

    def _as_rule(self):
        """This entry as `tools.playbook` looks at it."""
        self.ensure_one()
        return playbook.Entry(
            self.id, self.kind, frozenset(self.reason_ids.ids),
            frozenset(self.rule_ids.mapped('code')),
            (self.level_from, self.level_to) if self.has_level else (None, None),
            (self.days_from, self.days_to) if self.has_days else (None, None),
            frozenset(self.tier_ids.ids), self.lang or None, bool(self.company_id), self.sequence)
