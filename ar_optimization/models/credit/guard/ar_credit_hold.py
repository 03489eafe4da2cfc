from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ....tools import guard
from . import guard_text

# What a credit manager may write directly; all else follows from decisions and is logged.
FREE = {'responsible_id'}
# What somebody agreed to who releases a document for when a part of it is paid.
AGREED = (
    'advance_percent', 'release_total', 'release_percent', 'release_until', 'release_seen')
# What else a new hold has nothing of yet.
DECIDED = (
    *AGREED, 'decided_by_id', 'decided_on', 'decision_reason', 'stop_reason', 'stopped_by_id',
    'requester_id', 'escalated_user_id')
ACTIVITY = 'ar_optimization.mail_activity_hold'


class ArCreditHold(models.Model):
    """The documented credit decision on one document that did not pass: every reason with the
    numbers of that moment, who decides by when, and what was decided.

    It has no foreign key to the document, whose model may belong to a bridge; `_document` gives it.
    """
    _name = 'ar.credit.hold'
    _description = "Credit Hold"
    _inherit = ['ar.amount.mixin', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _rec_name = 'document_name'
    _mail_post_access = 'read'
    _order = 'state, deadline, id'

    # The document
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field='res_model', required=True, readonly=True)
    document_name = fields.Char(string="Document", required=True, readonly=True)
    document_kind = fields.Selection(
        [('order', "Order"), ('delivery', "Delivery"), ('invoice', "Invoice")],
        string="Kind", required=True, readonly=True)
    moment = fields.Char(readonly=True, help="What was stopped: confirm, post, deliver or change.")
    requester_id = fields.Many2one(
        'res.users', string="Asked by", readonly=True, help="Who wanted the document to go on.")

    # The customer
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, index=True, readonly=True,
        ondelete='restrict')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    is_natural_person = fields.Boolean(
        string="Natural Person", compute='_compute_is_natural_person', compute_sudo=True,
        help="Neither a company nor a contact of one: a rule alone must not decide on such a "
             "customer, a person does and tells the reason.")

    # Why, as of that moment
    action = fields.Selection(
        [('prepay', "Prepayment"), ('hold', "Decision")], string="Needs", required=True,
        readonly=True)
    reasons = fields.Json(string="Reasons as Data", readonly=True)
    ways = fields.Json(string="Ways Out as Data", readonly=True)
    numbers = fields.Json(readonly=True)
    amount = fields.Monetary(
        string="Adds to the Exposure", readonly=True, help="Of the document, at that moment.")
    total = fields.Monetary(readonly=True, help="Of the document, with taxes.")
    exposure = fields.Monetary(readonly=True, aggregator=None, help="At that moment.")
    credit_limit = fields.Monetary(
        string="Limit", readonly=True, aggregator=None, help="At that moment.")
    overdue_amount = fields.Monetary(
        string="Overdue", readonly=True, aggregator=None, help="At that moment.")
    worst_overdue_days = fields.Integer(
        string="Days Overdue", readonly=True, aggregator=None, help="At that moment.")
    exposure_now = fields.Monetary(string="Exposure Now", related='account_id.exposure')
    limit_now = fields.Monetary(string="Limit Now", related='account_id.effective_limit')
    overdue_now = fields.Monetary(string="Overdue Now", related='account_id.overdue_amount')
    status_now = fields.Selection(string="Status Now", related='account_id.status')
    reasons_text = fields.Text(string="Reasons", compute='_compute_texts')
    ways_text = fields.Text(string="Ways Out", compute='_compute_texts')

    # What becomes of it
    state = fields.Selection(
        [
            ('open', "Waiting"), ('released', "Released"), ('rejected', "Rejected"),
            ('cleared', "Ended by Itself"), ('cancelled', "Lapsed"),
        ],
        required=True, default='open', readonly=True, tracking=True, index=True)
    responsible_id = fields.Many2one(
        'res.users', string="Decides", tracking=True, index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]")
    deadline = fields.Date(string="Decide by", readonly=True)
    age_days = fields.Integer(string="Days Waiting", compute='_compute_age_days', aggregator=None)
    decided_by_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decision_reason = fields.Char(string="Reason Given", readonly=True, tracking=True)
    advance_percent = fields.Float(
        string="Goes on When Paid", readonly=True,
        help="In percent of the total: once so much is paid in advance, it is released.")
    release_total = fields.Monetary(
        string="Released Up To", readonly=True, aggregator=None,
        help="The total that was looked at when the release was asked for.")
    release_percent = fields.Float(
        string="Covers More by", readonly=True, help="In percent of the total looked at.")
    release_until = fields.Date(string="Released Until", readonly=True)
    release_seen = fields.Json(
        readonly=True, help="The reasons that were looked at: another one is not released.")

    _one_open = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'open'", "This document is held already.")
    _document_idx = models.Index('(res_model, res_id)')

    # === COMPUTE === #

    @api.depends('document_name', 'document_kind')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['document_kind']._description_selection(self.env))
        for hold in self:
            name = hold.document_name or ""  # a draft without a number says what it is
            if name[:1] == '*':
                name = f"{kinds.get(hold.document_kind, '')} {name}".strip()
            hold.display_name = name

    @api.depends('partner_id.is_company', 'partner_id.parent_id')
    def _compute_is_natural_person(self):
        for hold in self:
            partner = hold._origin.partner_id
            hold.is_natural_person = not partner.is_company and not partner.parent_id

    @api.depends('reasons', 'ways', 'numbers', 'partner_id')
    @api.depends_context('lang')
    def _compute_texts(self):
        for hold in self:
            hold.reasons_text = "\n".join(self._reason_lines(
                hold.reasons or (), hold.numbers or {}, hold.partner_id.display_name,
                hold.currency_id))
            hold.ways_text = guard_text.ways_text(
                self.env, hold.ways or (), hold.numbers or {}, hold.currency_id)

    @api.depends('create_date')
    def _compute_age_days(self):
        today = fields.Date.context_today(self)
        for hold in self:
            end = hold.decided_on or hold.write_date if hold.state != 'open' else None
            until = fields.Datetime.context_timestamp(self, end).date() if end else today
            begin = hold.create_date and fields.Datetime.context_timestamp(self, hold.create_date)
            hold.age_days = begin and (until - begin.date()).days

    @api.model
    def _reason_lines(self, reasons, numbers, partner, currency):
        """Reasons as stored → sentences in the reader's language; see `guard_text.reason_text`."""
        return [
            guard_text.reason_text(self.env, reason, numbers, partner, currency)
            for reason in reasons]

    def _decider_text(self):
        """Who decides by when, in one sentence."""
        self.ensure_one()
        return self.env._(
            "%(person)s decides by %(date)s.",
            person=self.sudo().responsible_id.name or self.env._("The credit manager"),
            date=format_date(self.env, self.deadline))

    def _rejected_text(self):
        return self.env._(
            "%(person)s did not release it: %(reason)s",
            person=self.sudo().decided_by_id.name, reason=self.decision_reason or "–")

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and (locked := vals.keys() - FREE):
            name = min(locked)
            raise AccessError(self.env._(
                "%(field)s follows from the decision and cannot be changed by hand.",
                field=self._fields[name]._description_string(self.env)
                if name in self._fields else name))
        result = super().write(vals)
        if vals.get('responsible_id'):
            self.sudo().activity_reschedule([ACTIVITY], new_user_id=vals['responsible_id'])
        return result

    # === ACTIONS === #

    def action_open_document(self):
        """Open what is held, with the user's own rights."""
        self.ensure_one()
        if not (record := self._record()):
            raise UserError(self.env._("%s is no longer there.", self.display_name))
        record.check_access('read')
        return record.get_formview_action()

    def action_open_account(self):
        """Open the customer's credit account."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _record(self):
        """What is held, as a record of its own model; empty when it or its model is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    def _document(self):
        """What is held, when the guard (still) looks at such documents: its bridge may be gone.

        :return: a record of a model that inherits `ar.credit.guard`, or an empty recordset.
        """
        record = self._record()
        return record if self._is_guarded(record._name) else self.browse()

    @api.model
    def _is_guarded(self, model):
        """Whether documents of a model are looked at by the guard."""
        return model in self.env.registry.descendants(['ar.credit.guard'], '_inherit')

    @api.model
    def _of_documents(self, documents):
        """The latest open or decided hold of each of some documents.

        :param documents: set of (model, id)
        :return: {(model, id): hold}
        """
        ids = [res_id for __, res_id in documents if res_id]
        found = {}
        for hold in self.sudo().search([
            ('res_model', 'in', [name for name, __ in documents]), ('res_id', 'in', ids),
            ('state', 'in', ('open', 'released', 'rejected')),
        ], order='id DESC'):
            found.setdefault((hold.res_model, hold.res_id), hold)
        return found

    @api.model
    def _latest_sql(self, model):
        """What `_of_documents` finds, for every document of a model: columns res_id and state."""
        self.flush_model(['res_model', 'res_id', 'state'])
        return SQL(
            """
            SELECT DISTINCT ON (res_id) res_id, state
              FROM ar_credit_hold
             WHERE res_model = %s AND state IN ('open', 'released', 'rejected')
          ORDER BY res_id, id DESC
            """, model)

    def _release_facts(self):
        """These holds of one document, the latest first, as releases: a rejection ends the ones
        before it, and so does a release against prepayment.

        :return: list of `tools.guard.Release` or None
        """
        facts = []
        for hold in self:
            if hold.state == 'rejected':
                break
            facts.append(hold._release_fact())
            if hold.advance_percent:
                break
        return facts

    def _release_fact(self):
        """This hold as a `tools.guard.Release`, None when it was not released, nor agreed to for
        when a part is paid in advance."""
        if self.state == 'released' or (self.state == 'open' and self.advance_percent):
            return guard.Release(
                self.release_total, self.release_percent, self.release_until or None,
                self.advance_percent, frozenset(self.release_seen or self._seen()))
        return None

    def _seen(self):
        """The reasons that somebody sees who looks at this hold now, see `tools.guard.sight`."""
        found = [guard.Reason(**reason) for reason in self.reasons or ()]
        return sorted(guard.sight(found, (self.numbers or {}).get('status')))

    @api.model
    def _hold(self, verdicts, moment):
        """Leave a hold on each of these documents: a new one, or the one it has, with the numbers
        of now. A rejected document stays rejected until it is smaller or somebody asks again.

        :param dict verdicts: document → `Verdict`
        :param str moment: what is stopped
        :return: the holds that are open.
        """
        fresh, held = {}, self.browse()
        for document, verdict in verdicts.items():
            hold = verdict.hold
            if hold.state == 'open':
                hold._update(document, verdict, moment)
                held |= hold
            elif hold.state != 'rejected' or verdict.facts.total > hold.total:
                fresh[document] = verdict
        return held | self._open(fresh, moment)

    @api.model
    def _open(self, verdicts, moment):
        holds = self.create([
            {**self._fresh(document, verdict, moment),
             'requester_id': document._ar_guard_requester().id}
            for document, verdict in verdicts.items()])
        self.env['ar.event']._log('hold.opened', holds, numbers=holds._images())
        for hold in holds:
            hold._ask()
        return holds

    @api.model
    def _fresh(self, document, verdict, moment):
        """Values of a new hold: all of them, as no default of the user or the context is to decide
        anything."""
        return {
            **dict.fromkeys(DECIDED, False), 'state': 'open',
            'res_model': document._name, 'res_id': document.id, 'moment': moment,
            'account_id': verdict.account.id, **self._frozen(document, verdict, moment),
            **self._due(verdict.account.company_id),
        }

    def _update(self, document, verdict, moment):
        """Take over the numbers of now; log it when the document has changed."""
        values = self._frozen(document, verdict, moment)
        changed, seen = self.total != values['total'], set(self._seen())
        if not self.requester_id:  # so far nobody but who stopped it
            values |= {'requester_id': document._ar_guard_requester().id, 'moment': moment}
        self.write(values)
        if changed or not seen.issuperset(self._seen()):
            self.env['ar.event']._log('hold.updated', self, numbers=self._images())
        if self.advance_percent and not set(self.release_seen or ()).issuperset(self._seen()):
            # What was agreed did not mean this: somebody has to look again.
            self.write({**dict.fromkeys(AGREED, False), 'decided_by_id': False})
            self._remind()

    @api.model
    def _frozen(self, document, verdict, moment):
        """The document and the numbers of this moment, as values of a hold."""
        image = document._ar_guard_image(verdict, moment)
        numbers = image['numbers']
        return {
            'document_name': document._ar_guard_name(),
            'document_kind': numbers['kind'],
            'action': image['action'], 'reasons': image['reasons'], 'ways': image['ways'],
            'numbers': numbers, 'amount': numbers['amount'], 'total': numbers['total'],
            'exposure': numbers['exposure'], 'credit_limit': numbers['limit'] or 0.0,
            'overdue_amount': numbers['overdue'], 'worst_overdue_days': numbers['days'],
        }

    def _images(self):
        """What the log keeps of each of these holds."""
        names = ('reasons', 'ways', 'numbers')
        return {hold.id: {'guard': {name: hold[name] for name in names}} for hold in self}

    @api.model
    def _due(self, company):
        """Who decides a hold of a company, and by when: working days from now."""
        calendar, today = company.resource_calendar_id, fields.Date.context_today(self)
        due, days = today, company.ar_guard_days
        if calendar and days:
            morning = fields.Datetime.to_datetime(fields.Date.add(today, days=1))
            planned = calendar.plan_days(days, morning, compute_leaves=True)
            due = planned.date() if planned else fields.Date.add(today, days=days)
        return {'responsible_id': self._decider(company).id, 'deadline': due}

    @api.model
    def _decider(self, company):
        """Hook: who is to decide the holds of a company: the credit manager of the settings, else
        anybody who may."""
        if company.ar_credit_manager_id:
            return company.ar_credit_manager_id
        managers = self.env.ref('ar_optimization.group_credit_manager').sudo().all_user_ids
        return managers.filtered(
            lambda user: user.active and user._is_internal() and company in user.company_ids
            and user != self.env.ref('base.user_root'))[:1]

    def _ask(self):
        """Tell who decides, and write on the document that it is held; whoever wants it to go on
        and is not at the screen, as the customer has signed or paid, is notified."""
        self._remind()
        requester = self.sudo().requester_id
        absent = requester.filtered(lambda user: user != self.env.user and not user.share)
        reader = self.with_context(lang=absent.lang) if absent else self
        self._post_on_document(reader.env._("Held by credit control."), absent.partner_id)

    def _remind(self):
        """Give who decides an activity, unless there is one."""
        self.ensure_one()
        if self.responsible_id and not self.activity_search([ACTIVITY]):
            reader = self.with_context(
                lang=self.responsible_id.lang, mail_activity_automation_skip=False)
            reader.activity_schedule(
                ACTIVITY, self.deadline, user_id=self.responsible_id.id,
                summary=reader.env._(
                    "Decide on the hold of %(document)s, %(customer)s",
                    document=reader.display_name, customer=self.partner_id.display_name))

    def _post_on_document(self, text, partners=None):
        """Write into the document's chatter, without figures: its followers may not see them.

        :param partners: `res.partner` to notify.
        """
        document = self._record().sudo()
        if document and hasattr(document, 'message_post'):
            document.message_post(
                body=Markup("<p>%s</p>") % text, partner_ids=partners.ids if partners else [],
                subtype_xmlid='mail.mt_note')
