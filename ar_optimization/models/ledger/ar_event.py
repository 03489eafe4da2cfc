from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools.chain import plain
from .account_move import NO_REASON

TOGETHER = 5000  # events that are written at once


class ArEvent(models.Model):
    """Append-only log of facts and decisions: who, what, which rule, the numbers at that moment.

    No foreign key and no reference field: plain ids and frozen names, so that neither a merge nor
    a deletion of the thing it speaks about can rewrite it. Names and reasons are personal text and
    live in `ar.event.note`; what stands here is sealed into a chain by `ar.event.seal`.

    A later version may add columns that are empty in old rows; see `_digest_sql`.
    """
    _name = 'ar.event'
    _description = "Receivables Event"
    _inherit = ['ar.append.only.company']
    _log_access = False
    _order = 'id desc'
    _rec_name = 'kind_name'
    _filled_once = ('chain_number', 'digest')

    date = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(
        selection='_selection_kind', required=True, readonly=True, index=True,
        help="Dotted name of what happened, e.g. limit.changed or due_date.changed.")
    company_name = fields.Char(string="Company", readonly=True)
    partner_id = fields.Integer(string="Customer ID", readonly=True, index=True)
    user_id = fields.Integer(string="User ID", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Integer(string="Record ID", readonly=True)
    rule = fields.Char(readonly=True, help="The rule that made the decision, in words.")
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    numbers = fields.Json(readonly=True, help="The figures that the decision looked at.")
    expiry_date = fields.Date(string="Ends On", readonly=True)
    note_hash = fields.Char(readonly=True, help="Salted hash of the event's personal text.")
    chain_number = fields.Integer(
        string="Number", readonly=True, default=None,
        help="Place in the company's chain, given when the event is sealed.")
    digest = fields.Char(readonly=True, help="Hash of this event, as it was sealed.")

    partner_name = fields.Char(
        string="Customer", compute='_compute_note', compute_sudo=True,
        search=lambda self, operator, value: self._search_note('partner_name', operator, value))
    user_name = fields.Char(
        string="User", compute='_compute_note', compute_sudo=True,
        search=lambda self, operator, value: self._search_note('user_name', operator, value))
    res_name = fields.Char(
        string="Record", compute='_compute_note', compute_sudo=True,
        search=lambda self, operator, value: self._search_note('res_name', operator, value))
    reason = fields.Char(
        compute='_compute_note', compute_sudo=True,
        search=lambda self, operator, value: self._search_note('reason', operator, value))
    texts = fields.Json(compute='_compute_note', compute_sudo=True)
    is_erased = fields.Boolean(compute='_compute_note', compute_sudo=True)
    chain_state = fields.Selection(
        [('waiting', "Waiting"), ('sealed', "Sealed")], string="Proof",
        compute='_compute_chain_state')

    _chain_idx = models.Index('(company_id, chain_number, id) WHERE chain_number IS NOT NULL')
    _waiting_idx = models.Index('(company_id, id) WHERE chain_number IS NULL')
    _record_idx = models.Index('(res_model, res_id)')
    _chain_number_positive = models.Constraint(
        'CHECK (chain_number > 0)', "The numbers of a chain begin with 1.")

    # === COMPUTE === #

    @api.depends_context('lang')
    def _compute_note(self):
        Note = self.env['ar.event.note']
        notes = {
            note.event_id: note for note in Note.search_fetch([('event_id', 'in', self.ids)])
        }
        for event in self:
            note = notes.get(event.id, Note)
            event.is_erased = not note.salt
            for name in Note.TEXTS:
                event[name] = note[name] or False
            if note.reason == NO_REASON:
                event.reason = self.env._("no reason")

    def _search_note(self, name, operator, value):
        notes = self.env['ar.event.note'].sudo()._search([(name, operator, value)])
        return Domain('id', 'in', notes.subselect('event_id'))

    @api.depends('chain_number')
    def _compute_chain_state(self):
        for event in self:
            event.chain_state = 'sealed' if event.chain_number else 'waiting'

    def _values(self):
        """The values before and after, free text included while it is not erased."""
        texts = self.texts or {}
        return tuple(
            {**(values or {}), **(texts.get(name) or {})}
            for name, values in (('before', self.before), ('after', self.after)))

    # === ACTIONS === #

    def action_open_record(self):
        """Open what the event speaks about, when it is still there."""
        self.ensure_one()
        record = self._record().exists()
        if not record:
            raise UserError(self.env._("The record of this event is no longer there."))
        return record.get_formview_action()

    def _record(self):
        """The record the event speaks about, perhaps deleted; empty when its model is gone."""
        if self.res_model not in self.env:
            return self.env['ar.credit.account']
        return self.env[self.res_model].browse(self.res_id)

    def action_erase_text(self):
        """Erase names and reasons of the events, as privacy law may ask. The chain stays valid."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        self._check_erasable()
        erased = self.browse(self.env['ar.event.note']._erase(self.ids))
        self.invalidate_recordset()
        for company_id, events in erased.grouped('company_id').items():
            company = self.env['res.company'].browse(company_id).exists() or self.env.company
            self._log(
                'note.erased', company, numbers={company.id: {'events': sorted(events.ids)}})
        return self._notify(
            self.env._("Personal text of one event erased.") if len(erased) == 1
            else self.env._("Personal text of %s events erased.", len(erased)))

    def _check_erasable(self):
        """Hook: refuse to erase what has to be kept.

        :raise UserError: naming what stands in the way.
        """

    def _notify(self, message, refusals=(), reload=True):
        """A notification; the view under it is loaded again when something changed."""
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if refusals else 'success',
                'message': "\n".join([message, *refusals[:5]]),
                'sticky': bool(refusals),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'} if reload else None,
            },
        }

    # === BUSINESS === #

    @api.model
    def _log(self, kind, records, *, rule=None, reason=None, before=None, after=None,
             numbers=None, expiry=None):
        """Write one event per record. The number of queries does not grow with the records.

        Dicts `before` and `after` that are keyed by field names of a credit account can be undone
        from the log. They are sealed and can never be erased: ids, codes and figures. Free text
        among them goes to the note, see `_personal_names`.

        :param str kind: dotted name of what happened, e.g. `tier.changed`.
        :param records: what it happened to; their company and partner are frozen into the event.
        :param before, after, numbers: dicts by record id, JSON values or dates.
        :param str rule: what decided, in words; `reason`: what a person gave as a reason.
        :param expiry: date on which the decision ends, or None.
        :return: the events.
        """
        events = self.sudo().browse()
        for some in split_every(TOGETHER, records.ids, records.browse):
            events += self._log_together(kind, some, rule, reason, expiry, *(
                {key: values[key] for key in some.ids if key in values} if values else {}
                for values in (before, after, numbers)))
            if len(records) > TOGETHER:
                self.env.invalidate_all()  # the names of a hundred thousand are not kept
        return events

    @api.model
    def _log_together(self, kind, records, rule, reason, expiry, before, after, numbers):
        """As `_log`, of so many that all of it is in memory."""
        Note = self.env['ar.event.note']
        ids = self._next_ids(len(records))
        personal = self._personal_names(records)
        before, before_texts = self._split(before, personal)
        after, after_texts = self._split(after, personal)
        notes = [
            {**self._names(record), 'event_id': event_id, 'reason': reason or None,
             'texts': self._texts(before_texts.get(record.id), after_texts.get(record.id)),
             'salt': Note._new_salt()}
            for event_id, record in zip(ids, records.sudo(), strict=True)
        ]
        self._append([
            {
                **self._freeze(record),
                'id': note['event_id'],
                'kind': kind,
                'rule': rule or None,
                'before': before.get(record.id),
                'after': after.get(record.id),
                'numbers': plain(numbers.get(record.id)),
                'expiry_date': plain(fields.Date.to_date(expiry) or None),
                'note_hash': Note._hash(note, note['salt']),
            }
            for note, record in zip(notes, records.sudo(), strict=True)
        ])
        Note._append(notes)
        return self.sudo().browse(ids)

    @api.model
    def _log_changes(self, kind, records, before, after, *, rule=None, reason=None):
        """Write one event for each record whose values are others than before, with those only.

        :param dict before, after: all values by record id, as JSON.
        """
        changed = {
            key: [name for name, value in image.items() if value != before[key].get(name)]
            for key, image in after.items()}
        self._log(
            kind, records.filtered(lambda record: changed.get(record.id)), rule=rule, reason=reason,
            before={key: {name: before[key].get(name) for name in changed[key]} for key in after},
            after={key: {name: after[key][name] for name in changed[key]} for key in after})

    @api.model
    def _observe(self, kind, company, numbers):
        """Write what would have been done in a company, unless the last such event says the same.

        :param str kind: `observed.` and of what.
        """
        last = self.search(
            [('kind', '=', kind), ('company_id', '=', company.id)], order='id desc', limit=1)
        if last.numbers != numbers:
            self._log(kind, company, numbers={company.id: numbers})

    @api.model
    def _personal_names(self, records):
        """Hook: names of values that are free text, which may speak about people, and therefore
        belong into the note. Texts of several lines do anyhow; rooms add their other ones."""
        return {
            name for name, field in records._fields.items() if field.type in ('text', 'html')
        } | {'ar_event_head_emails'}

    @api.model
    def _split(self, values, personal):
        """Part values by record id into what is sealed and what is personal text.

        :return: two dicts by record id, of JSON values.
        """
        values = {key: plain(value) for key, value in (values or {}).items()}
        texts = {
            key: {name: value.pop(name) for name in personal & value.keys()}
            for key, value in values.items() if value
        }
        return values, {key: value for key, value in texts.items() if value}

    @api.model
    def _texts(self, before, after):
        return {'before': before, 'after': after} if before or after else None

    @api.model
    def _subject(self, record):
        """The company and the commercial partner that an event on a record belongs to."""
        if record._name == 'res.company':
            company = record
        else:
            company = record.company_id if 'company_id' in record._fields else self.env.company
        if record._name == 'res.partner':
            partner = record
        else:
            partner = record['partner_id'] if 'partner_id' in record._fields else None
        partner = partner or self.env['res.partner'].sudo()
        return company, partner.commercial_partner_id or partner

    @api.model
    def _freeze(self, record):
        """The ids of a record, its company, its partner and the acting user, as of now."""
        company, partner = self._subject(record)
        return {
            'date': plain(fields.Datetime.now()),
            'company_id': company.id or 0,
            'company_name': company.name or None,
            'partner_id': partner.id or None,
            'user_id': self.env.uid,
            'res_model': record._name,
            'res_id': record.id,
        }

    @api.model
    def _names(self, record):
        """The names that go with `_freeze`."""
        _company, partner = self._subject(record)
        return {
            'partner_name': partner.display_name if partner else None,
            'user_name': self.env.user.sudo().name,
            'res_name': record.display_name,
        }

    @api.model
    def _digest_sql(self, alias):
        """SQL of an event's hash: SHA-256 of its columns as canonical JSON text.

        Empty columns do not take part, so that a column added later leaves old hashes valid. The
        payloads go in as text: what is empty inside them does take part.

        :param str alias: alias of the table in the statement.
        """
        event = SQL.identifier(alias)
        return SQL(
            """encode(sha256(convert_to(jsonb_strip_nulls(
                (to_jsonb(%(event)s) - ARRAY['chain_number', 'digest'])
                || jsonb_build_object('before', %(event)s.before::text,
                                      'after', %(event)s.after::text,
                                      'numbers', %(event)s.numbers::text)
            )::text, 'UTF8')), 'hex')""",
            event=event,
        )

    # === PROOF === #

    @api.model
    def verify(self, company_ids=None, heads=None):
        """Hold the log against its seals, and its seals against heads kept elsewhere.

        :param company_ids: list of company ids; default every company the user may read.
        :param heads: dict of company id to `(seal number, hash)`, as mailed out.
        :return: list of dicts, one per company: `company_id`, `company_name`, `valid`, `problem`
            (plain words, the first broken link; empty when valid), `seals`, `sealed` and
            `waiting` (events), `head` (text to keep elsewhere).
        :raise AccessError: for a company that the user may not read, or who may not read the log.
        """
        self.check_access('read')
        companies = self.env['ar.event.seal']._companies(company_ids)
        heads = {int(company_id): head for company_id, head in (heads or {}).items()}
        return [
            self.env['ar.event.seal'].sudo()._verify(company_id, heads.get(company_id))
            for company_id in companies
        ]
