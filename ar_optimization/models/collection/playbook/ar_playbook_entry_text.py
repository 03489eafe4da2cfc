from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ....tools import playbook
from .ar_playbook_entry import OPEN_END


class ArPlaybookEntry(models.Model):
    """What an entry says: its versions, and how it is shown where a collector works."""
    _inherit = 'ar.playbook.entry'

    # === VERSIONS === #

    @contextmanager
    def _new_versions(self, counts=True):
        """Count up the version of whatever entry says something else after the block; the change
        and its version are one event.

        :param bool counts: False when the block cannot change what is said.
        :return: these entries, to make the change with.
        """
        before = self._said() if counts else {}
        with self._logged() as entries:
            yield entries
            after = entries._said() if counts else {}
            for entry in entries.sudo():
                if before.get(entry.id) != after.get(entry.id):
                    entry.write({'version': entry.version + 1})

    def _said(self):
        """Text and steps as they are stored, in all languages.

        :return: {entry id: tuple of texts}
        """
        if not self.ids:
            return {}
        self.flush_model(['body', 'steps'])
        return {key: said for key, *said in self.env.execute_query(SQL(
            "SELECT id, body::text, steps::text FROM ar_playbook_entry WHERE id IN %s",
            tuple(self.ids)))}

    # === SHOWING === #

    @api.model
    def _show(self, company, situation):
        """What fits a situation, as a piece of a page: the script open, objections and cases to be
        opened, each with the reasons it was chosen for. The number of queries does not grow with
        the entries.

        :param company: `res.company` of the customer.
        :param situation: `tools.playbook.Situation`
        :return: `Markup`, empty when nothing fits.
        """
        entries = self.search([('company_id', 'in', (company.id, False))])
        matches = playbook.choose([entry._as_rule() for entry in entries], situation)
        if not matches:
            return False
        kinds = dict(self._fields['kind']._description_selection(self.env))
        shown = [self.browse(match.key)._card(match) for match in matches]
        return self.env['ir.qweb']._render('ar_optimization.playbook_in_place', {
            'groups': [(kinds[kind], [card for card in shown if card['kind'] == kind])
                       for kind in playbook.SHOWN
                       if any(card['kind'] == kind for card in shown)]})

    def _card(self, match):
        """An entry as the page shows it.

        :param match: `tools.playbook.Match`
        """
        self.ensure_one()
        own = self.lang in dict(self._lang_selection())  # else it is no longer installed
        said = self.with_context(lang=self.lang) if own else self
        return {
            'kind': self.kind, 'title': said.name, 'body': said.body,
            'steps': [line for line in (said.steps or "").splitlines() if line.strip()],
            'why': " · ".join(self._why(part) for part in match.why),
            'unread': not self.is_confirmed,
        }

    def _why(self, part):
        """A part of the situation that this entry was chosen by, in words."""
        texts = {
            'reason': lambda: ", ".join(self.reason_ids.mapped('name')),
            'rule': lambda: ", ".join(self.rule_ids.mapped('name')),
            'level': lambda: self.env._(
                "level %(low)s to %(high)s", low=self.level_from, high=self.level_to),
            'days': self._why_days,
            'tier': lambda: self.env._("tier %s", ", ".join(self.tier_ids.mapped('name'))),
            'lang': lambda: dict(self._lang_selection()).get(self.lang, self.lang),
        }
        return texts[part]()

    def _why_days(self):
        if self.days_to >= OPEN_END:
            return self.env._("from %s days overdue on", self.days_from)
        return self.env._(
            "%(low)s to %(high)s days overdue", low=self.days_from, high=self.days_to)
