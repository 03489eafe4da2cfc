"""What Odoo's exporter finds in the app and its bridges and what the Chinese translations have are
the same."""

import io
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

ADDON = 'ar_optimization'
LANGUAGE = 'zh_CN'
# What a translation must keep: placeholders, tags and their expressions. Words in title="…" and
# the text between tags are what is translated.
KEPT = re.compile(r"%\(\w+\)[.\d]*[a-z%]|%[.\d]*[sdf]|%%|\{\{.*?\}\}|</?[a-z]+|\st-out=\"[^\"]*\"")
# The same in every language.
UNTRANSLATED = {
    '30,60,90,120', 'Excel', 'GB/T 45251-2025', 'ID', 'PDF', 'PR-AUC', 'ROC-AUC',
    'auditor@example.com', 'object._agreement_filename()', 'object._file_name()',
    'object._letter_filename()', 'object._statement_filename()'}
# So many terms at least: an exporter that finds nothing would agree with an empty file.
TERMS = 1000


@tagged('post_install', '-at_install')
class TestShellI18n(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addons = cls.env['ir.module.module'].search([
            ('name', '=like', f'{ADDON}%'), ('state', '=', 'installed'),
        ], order='name').mapped('name')
        cls.translated = {
            addon: polib.pofile(file_path(f'{addon}/i18n/{LANGUAGE}.po')) for addon in cls.addons}

    @staticmethod
    def _places(entries):
        """Each term with where it is used. Odoo loads a translation for these places only."""
        return {
            (entry.msgid, place, language)
            for entry in entries
            for place, _line in entry.occurrences
            for language in re.findall(r'^odoo-\w+', entry.comment, re.MULTILINE) or ['']
        }

    def test_every_term_and_no_other(self):
        """Of the core where it is alone: other apps add fields to its models."""
        for addon in [addon for addon in self.addons if addon != ADDON] or [ADDON]:
            with self.subTest(addon):
                stream = io.BytesIO()
                trans_export(None, [addon], stream, 'po', self.env)
                found = self._places(polib.pofile(stream.getvalue().decode()))
                self.assertGreater(len(found), TERMS if addon == ADDON else 0)
                for path in (f'{LANGUAGE}.po', f'{addon}.pot'):
                    known = self._places(polib.pofile(file_path(f'{addon}/i18n/{path}')))
                    self.assertFalse(found - known, f"not in {path}: run script/i18n")
                    self.assertFalse(
                        known - found, f"{path} has more than the code: run script/i18n")

    def test_every_term_is_translated(self):
        for addon, translated in self.translated.items():
            with self.subTest(addon):
                same = {entry.msgid for entry in translated if entry.msgid == entry.msgstr}
                self.assertEqual(same, UNTRANSLATED if addon == ADDON else same & UNTRANSLATED)
                self.assertFalse([
                    entry.msgid for entry in translated if not entry.msgstr or entry.fuzzy])

    def test_placeholders_and_tags_are_kept(self):
        self.assertFalse({
            entry.msgid: entry.msgstr
            for translated in self.translated.values() for entry in translated.translated_entries()
            if sorted(KEPT.findall(entry.msgid)) != sorted(KEPT.findall(entry.msgstr))})

    def test_spaces_at_the_ends_are_kept(self):
        """A term before or after a field on the screen must not grow together with it."""
        self.assertFalse([
            entry.msgid for translated in self.translated.values() for entry in translated
            if (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())
            != (entry.msgstr[:1].isspace(), entry.msgstr[-1:].isspace())])

    def test_every_kind_of_event_has_a_name(self):
        """A group of events without one would be called "None"."""
        logged = {
            kind for room in ('models', 'wizard', 'report', 'cli', 'demo')
            for path in Path(file_path(f'{ADDON}/{room}')).rglob('*.py')
            for kind in re.findall(r"_log\(\s*'([\w.]+)'", path.read_text(encoding='utf-8'))}
        self.assertGreater(len(logged), 15)
        kinds = self.env['ar.event'].fields_get(['kind'])['kind']['selection']
        self.assertFalse(logged - dict(kinds).keys())

    def test_the_log_speaks_the_language_of_its_reader(self):
        self.env['res.lang']._activate_lang(LANGUAGE)
        account = self.env['ar.credit.account'].create({
            'partner_id': self.env['res.partner'].create({'name': "Wood"}).id})
        event = self.env['ar.event']._log(
            'projection.restored', account, rule="Odoo's own fields follow the credit account",
            before={account.id: {'trust': 'good'}}, after={account.id: {'trust': 'bad'}},
            numbers={account.id: {'rows': 3}})
        self.assertEqual(event.change.split(':')[1], " Good Debtor → Bad Debtor")
        event = event.with_context(lang=LANGUAGE)
        self.assertEqual(
            (event.rule_name, event.figures), ("Odoo 原生字段随信用账户更新", "发票: 3"))

    def test_choices_borrowed_from_another_model(self):
        self.env['res.lang']._activate_lang(LANGUAGE)
        self.env['ir.module.module']._load_module_terms([ADDON], [LANGUAGE])
        chinese = self.env(context={'lang': LANGUAGE})
        for model, field in (('res.partner', 'ar_credit_status'), ('ar.snapshot', 'credit_mode')):
            for _value, label in chinese[model]._fields[field]._description_selection(chinese):
                self.assertNotRegex(label, '[a-z]', f"{model}.{field}")
