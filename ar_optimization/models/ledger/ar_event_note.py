import secrets

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.chain import personal_hash


class ArEventNote(models.Model):
    """The personal text of an event: names of people and customers, and what somebody wrote.

    It stands outside the chain, so that privacy law can be obeyed: the event holds only a salted
    hash of it. With the text its salt is erased, and nobody can guess the text from the hash.
    """
    _name = 'ar.event.note'
    _description = "Personal Text of an Event"
    _inherit = ['ar.append.only']
    _log_access = False
    _rec_name = 'event_id'

    event_id = fields.Integer(string="Event ID", required=True, readonly=True)
    partner_name = fields.Char(readonly=True)
    user_name = fields.Char(readonly=True)
    res_name = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    texts = fields.Json(readonly=True, help="Free text among the values before and after.")
    salt = fields.Char(readonly=True, help="Empty once the text is erased.")

    _event_unique = models.UniqueIndex('(event_id)')

    TEXTS = ('partner_name', 'user_name', 'res_name', 'reason', 'texts')

    def init(self):
        """No trigger here: the text may be erased. A change is noticed by its hash."""

    @api.model
    def _new_salt(self):
        return secrets.token_hex(16)

    @api.model
    def _hash(self, texts, salt):
        """The hash that stands in the event.

        :param texts: mapping with the names in `TEXTS`.
        """
        return personal_hash([texts.get(name) or None for name in self.TEXTS], salt)

    @api.model
    def _erase(self, event_ids):
        """Erase the personal text of events.

        :return: ids of the events that still had some.
        """
        rows = self.env.execute_query(SQL(
            "UPDATE ar_event_note SET salt = NULL, %s WHERE event_id = ANY(%s) AND salt IS NOT NULL"
            " RETURNING event_id",
            SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in self.TEXTS),
            list(event_ids),
        ))
        self.invalidate_model()
        return sorted(row[0] for row in rows)

    @api.model
    def _find_changed(self, company_id):
        """The first personal text that was changed, or erased without a trace, in plain words."""
        place = 0
        while rows := self._read_hashed(company_id, place):
            for event_id, note_hash, salt, erased_openly, *texts in rows:
                named = dict(zip(self.TEXTS, texts, strict=True))
                if salt and self._hash(named, salt) != note_hash:
                    return self.env._("The personal text of event id %s was changed.", event_id)
                if not salt and not erased_openly:
                    return self.env._(
                        "The personal text of event id %s is gone, and no event says who erased"
                        " it.", event_id)
            place = rows[-1][0]
        return None

    def _read_hashed(self, company_id, after, size=10_000):
        """The next texts of a company's events with the hashes they must have."""
        return self.env.execute_query(SQL(
            """
            SELECT event.id, event.note_hash, note.salt,
                   note.salt IS NULL AND EXISTS (
                       SELECT FROM ar_event erasing
                        WHERE erasing.kind = 'note.erased'
                          AND erasing.numbers -> 'events' @> to_jsonb(event.id)
                   ),
                   %(texts)s
              FROM ar_event event
              LEFT JOIN ar_event_note note ON note.event_id = event.id
             WHERE event.company_id = %(company)s AND event.id > %(after)s
             ORDER BY event.id LIMIT %(size)s
            """,
            texts=SQL(", ").join(SQL.identifier('note', name) for name in self.TEXTS),
            company=company_id, after=after, size=size,
        ))
