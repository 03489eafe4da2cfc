import logging
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools import chain

_logger = logging.getLogger(__name__)

HEAD = re.compile(r'\b(\d+)-(\d+)-([0-9a-f]{64})\b')


class ArEventSeal(models.Model):
    """The seal on a batch of events of one company, chained to the seal before.

    A seal takes the events that have no number in the chain yet, as far as it can see them: those
    of transactions that have committed, in whatever order. An event with a lower id that commits
    later is taken by the next seal, so nothing is lost, and neither writers nor the sealer wait
    for each other. All that is needed lies in the rows: a dump restored elsewhere, or a duplicate
    of the database, has the same chain and goes on with it.

    Not noticed: what somebody with the database's password, who also switches off the trigger,
    does to an event before it is sealed (`data/ar_cron.xml`: within ten minutes).
    """
    _name = 'ar.event.seal'
    _description = "Seal of Receivables Events"
    _inherit = ['ar.append.only.company']
    _log_access = False
    _order = 'company_id, number desc'
    _rec_name = 'number'

    SIZE = 10_000  # events per seal: bounds the memory of sealing and verifying
    BEFORE_ALL = (-2**31, 0)  # number and id: a number below 1 is a fault to be found, too

    company_name = fields.Char(string="Company", compute='_compute_company_name')
    number = fields.Integer(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    first = fields.Integer(string="From Event", required=True, readonly=True, aggregator=None)
    last = fields.Integer(string="To Event", required=True, readonly=True, aggregator=None)
    count = fields.Integer(string="Events", required=True, readonly=True)
    previous = fields.Char(string="Previous Hash", required=True, readonly=True)
    digest = fields.Char(string="Hash", required=True, readonly=True)
    head = fields.Char(compute='_compute_head', help="What to keep elsewhere to check against.")
    heads = fields.Text(
        compute='_compute_heads', help="This head and that of the log all companies share.")

    _number_unique = models.UniqueIndex('(company_id, number)')

    # === COMPUTE === #

    @api.depends('company_id')
    def _compute_company_name(self):
        names = {company_id: self._company_name(company_id)
                 for company_id in set(self.mapped('company_id'))}
        for seal in self:
            seal.company_name = names[seal.company_id]

    @api.model
    def _company_name(self, company_id):
        """The name of a chain: its company, perhaps deleted, or what all companies share."""
        if not company_id:
            return self.env._("All companies")
        return self.env['res.company'].sudo().browse(company_id).exists().name or f'#{company_id}'

    @api.depends('company_id', 'number', 'digest')
    def _compute_head(self):
        for seal in self:
            seal.head = f'{seal.company_id}-{seal.number}-{seal.digest}'

    @api.depends('number', 'company_id')
    def _compute_display_name(self):
        for seal in self:
            seal.display_name = self.env._(
                "Seal %(number)s of %(company)s", number=seal.number, company=seal.company_name)

    @api.depends('head')
    def _compute_heads(self):
        shared = self._last(0).head
        for seal in self:
            seal.heads = "\n".join(filter(None, [seal.head, shared]))

    # === ACTIONS === #

    def action_open_events(self):
        """The events under this seal."""
        self.ensure_one()
        action = self.env['ir.actions.actions']._for_xml_id('ar_optimization.ar_event_action')
        return {
            **action,
            'domain': [('company_id', '=', self.company_id),
                       ('chain_number', '>=', self.first), ('chain_number', '<=', self.last)],
        }

    # === SEALING === #

    @api.model
    def _seal(self, company_id):
        """Seal the oldest committed events of a company that are not sealed yet.

        Two sealers at once: the second one fails on the first one's rows and is tried again.

        :return: number of events sealed, at most `SIZE`.
        """
        last = self._last(company_id)
        numbered = self.env.execute_query(SQL(
            """
            UPDATE ar_event event SET chain_number = %(last)s + waiting.place, digest = %(digest)s
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM ar_event
                     WHERE company_id = %(company)s AND chain_number IS NULL
                     ORDER BY id LIMIT %(size)s) waiting
             WHERE waiting.id = event.id
            RETURNING event.chain_number, event.id, event.digest
            """,
            last=last.last, digest=self.env['ar.event']._digest_sql('event'),
            company=company_id, size=self.SIZE,
        ))
        if numbered:
            rows = sorted(chain.Row(*row) for row in numbered)
            self._append_seal(company_id, chain.seal(
                rows, number=last.number + 1, first=last.last + 1, last=last.last + len(rows),
                previous=last.digest or chain.GENESIS,
            ))
            self.env['ar.event'].invalidate_model(['chain_number', 'digest'])
        return len(numbered)

    def _append_seal(self, company_id, seal):
        self._append([{
            'company_id': company_id,
            'date': chain.plain(fields.Datetime.now()),
            'number': seal.number,
            'first': seal.first,
            'last': seal.last,
            'count': seal.count,
            'previous': seal.previous,
            'digest': seal.digest,
        }])

    @api.model
    def _last(self, company_id):
        """The newest seal of a company: the head of its chain."""
        return self.search([('company_id', '=', company_id)], order='number desc', limit=1)

    @api.model
    def _companies_waiting(self):
        """Ids of the companies that have events to seal; a partial index holds just those."""
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT company_id FROM ar_event WHERE chain_number IS NULL
                ORDER BY company_id"""
        ))
        return [row[0] for row in rows]

    @api.model
    def _companies_sealed(self):
        """Ids of the companies that have a seal, or an event that claims to be under one."""
        rows = self.env.execute_query(SQL(
            """SELECT company_id FROM ar_event_seal UNION
               SELECT company_id FROM ar_event WHERE chain_number IS NOT NULL"""
        ))
        return {row[0] for row in rows}

    @api.model
    def _seal_all(self):
        """Seal everything that waits, at once: before an export, in tests."""
        for company_id in self._companies_waiting():
            while self._seal(company_id) == self.SIZE:
                pass

    # === VERIFYING === #

    @api.model
    def _companies(self, company_ids=None):
        """The companies to verify, those of the user by default.

        :raise AccessError: for a company the user may not read.
        """
        allowed = None if self.env.su else self._visible_companies()
        if company_ids is None:
            wanted = set(self.env.companies.ids) | self._companies_sealed()
            return sorted(wanted if allowed is None else wanted & set(allowed))
        if allowed is not None and set(company_ids) - set(allowed):
            raise AccessError(self.env._("You cannot read the log of this company."))
        return sorted(company_ids)

    @api.model
    def _verify(self, company_id, head=None):
        """See `ar.event.verify`."""
        last = self._last(company_id)
        problem = (
            self._find_missing_guard()
            or self._find_broken_link(company_id, chain.Head(*head) if head else None)
            or self._find_loose_event(company_id, last)
            or self.env['ar.event.note']._find_changed(company_id)
        )
        return {
            'company_id': company_id,
            'company_name': self._company_name(company_id),
            'valid': not problem,
            'problem': problem or '',
            'seals': last.number,
            'sealed': last.last,
            'waiting': self.env['ar.event'].search_count(
                [('company_id', '=', company_id), ('chain_number', '=', False)]),
            'head': last.head or '',
        }

    @api.model
    def _find_missing_guard(self):
        if not (self._is_guarded() and self.env['ar.event']._is_guarded()):
            return self.env._(
                "The database no longer refuses changes: the trigger was switched off or dropped.")
        return None

    @api.model
    def _find_broken_link(self, company_id, head):
        faults = chain.verify(self._stored_seals(company_id), self._event_rows(company_id), head)
        return self._describe(company_id, faults[0]) if faults else None

    def _stored_seals(self, company_id):
        """Generate the seals of a company, first to last."""
        domain = [('company_id', '=', company_id)]
        number = 0
        while seals := self.search([*domain, ('number', '>', number)], order='number', limit=1000):
            for seal in seals:
                number = seal.number
                yield chain.Seal(
                    seal.number, seal.first, seal.last, seal.count, seal.previous, seal.digest)

    def _event_rows(self, company_id):
        """Generate the sealed events of a company with the hash of what they say now."""
        place = self.BEFORE_ALL
        while rows := self.env.execute_query(SQL(
            """SELECT event.chain_number, event.id, %(digest)s FROM ar_event event
                WHERE event.company_id = %(company)s AND event.chain_number IS NOT NULL
                  AND (event.chain_number, event.id) > %(place)s
                ORDER BY event.chain_number, event.id LIMIT %(size)s""",
            digest=self.env['ar.event']._digest_sql('event'),
            company=company_id, place=place, size=self.SIZE,
        )):
            yield from map(chain.Row._make, rows)
            place = rows[-1][:2]

    @api.model
    def _find_loose_event(self, company_id, last):
        """An event that claims a place after the last seal: a seal was cut off. One before the
        first seal is found by that seal, where there is one."""
        loose = self.env.execute_query_dict(SQL(
            """SELECT chain_number AS number, id FROM ar_event
                WHERE company_id = %s AND (chain_number > %s OR chain_number < 1)
                ORDER BY chain_number LIMIT 1""",
            company_id, last.last))
        if loose:
            return self.env._(
                "Event no. %(number)s (id %(id)s) was sealed, but its seal is gone: the chain was "
                "cut after seal %(seal)s.", seal=last.number, **loose[0])
        return None

    @api.model
    def _describe(self, company_id, fault):
        """A fault of the chain in words that name the place."""
        words = {
            'sequence': self.env._("Seal %(wanted)s is missing; seal %(found)s follows instead."),
            'link': self.env._(
                "Seal %(seal)s does not fit the seal before it: one of them was changed."),
            'extra': self.env._(
                "Event id %(event)s stands where no seal knows it, before seal %(seal)s."),
            'count': self.env._(
                "Seal %(seal)s no longer covers what it closed. Events then: %(wanted)s, now: "
                "%(found)s."),
            'content': self.env._("Seal %(seal)s or an event under it was changed."),
            'shortened': self.env._(
                "The chain ends at seal %(found)s, but the head given is of seal %(wanted)s: the "
                "chain was shortened."),
            'rewritten': self.env._(
                "Seal %(seal)s has another hash than the head given: the chain was rewritten."),
        }
        text = words[fault.kind] % fault._asdict()
        named = self._name_event(company_id, fault) if fault.kind in ('count', 'content') else None
        return f'{text} {named}' if named else text

    @api.model
    def _name_event(self, company_id, fault):
        """Name the event that makes a seal's fault, when it can be told."""
        seal = self.search([('company_id', '=', company_id), ('number', '=', fault.seal)])
        rows = self.env.execute_query(SQL(
            """
            SELECT place, event.id, event.digest IS DISTINCT FROM %(digest)s
              FROM generate_series(%(first)s, %(last)s) place
              LEFT JOIN ar_event event ON event.company_id = %(company)s
                                      AND event.chain_number = place
             WHERE event.id IS NULL OR event.digest IS DISTINCT FROM %(digest)s
             ORDER BY place LIMIT 1
            """,
            digest=self.env['ar.event']._digest_sql('event'),
            first=seal.first, last=seal.last, company=company_id,
        ))
        if not rows:
            return None
        number, event_id, _changed = rows[0]
        if event_id:
            return self.env._(
                "Event no. %(number)s (id %(id)s) was changed.", number=number, id=event_id)
        return self.env._("Event no. %s was deleted.", number)

    # === CRON === #

    @api.model
    def _cron_seal(self):
        """Seal what waits, then mail the heads that are due."""
        cron = self.env['ir.cron']
        for company_id in self._companies_waiting():
            while (sealed := self._seal(company_id)):
                cron._commit_progress(sealed)
                if sealed < self.SIZE:
                    break
        self._mail_heads()

    @api.model
    def _mail_heads(self):
        """Mail the head of each company's chain to the addresses in its settings, once a day."""
        today = fields.Date.context_today(self)
        template = self.env.ref(
            'ar_optimization.mail_template_event_head', raise_if_not_found=False)
        if not template:
            _logger.error("heads of event logs are not mailed: the template was deleted")
            return
        for company in self.env['res.company'].sudo().search([
            ('ar_event_head_emails', '!=', False),
            '|', ('ar_event_head_date', '=', False), ('ar_event_head_date', '<', today),
        ]):
            try:
                with self.env.cr.savepoint():
                    self._mail_head(template, company, today)
            except Exception:
                # A template that fails must not stop the seals, nor the mail of other companies.
                _logger.exception("head of the event log of company %s not mailed", company.id)

    @api.model
    def _mail_head(self, template, company, today):
        """Mail the head of a company's chain, unless it is the one that was mailed last."""
        head = self._last(company.id)
        if head and head.number != company.ar_event_head_number:
            template.send_mail(
                head.id, email_values={'email_to': company.ar_event_head_emails})
            company.write({'ar_event_head_date': today, 'ar_event_head_number': head.number})

    @api.model
    def _cron_verify(self):
        """Verify every company and tell its credit manager when something is broken."""
        for result in self.env['ar.event'].sudo().verify():
            if not result['valid']:
                _logger.error(
                    "event log of company %s: %s", result['company_id'], result['problem'])
                self._tell_broken(result)

    @api.model
    def _tell_broken(self, result):
        company = self.env['res.company'].browse(result['company_id'] or self.env.company.id)
        manager = company._ar_credit_manager()
        self.env['mail.thread'].message_notify(
            partner_ids=manager.partner_id.ids,
            subject=self.env._("Event log of %s is broken", result['company_name']),
            body=result['problem'],
        )

    @api.model
    def _parse_heads(self, text):
        """The heads in a pasted text, e.g. a whole mail: dict of company id to (number, hash)."""
        return {
            int(company): (int(number), digest) for company, number, digest in HEAD.findall(text)
        }
