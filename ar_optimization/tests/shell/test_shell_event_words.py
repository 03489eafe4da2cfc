"""What the event log shows is in words: no kind and no value reads like a name of the program."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged

from .. import architecture
from ..architecture_events import logged

# Explained in sentences of their own, by `_figure_lines`.
IN_SENTENCES = {
    'breaches', 'guard', 'is_request', 'run', 'erased', 'approved_by', 'source', 'rows',
    'step', 'instalments', 'request_id'}
# Where the records are written as a variable, they are one of these.
USUAL = ('ar.credit.account', 'res.company')


@tagged('post_install', '-at_install')
class TestEventWords(TransactionCase):

    def calls(self):
        """What this addon logs, and what those installed beside it do that bear its name."""
        addon = Path(__file__).parents[2]
        installed = self.env.registry._init_modules
        return [
            call for folder in sorted(addon.parent.glob(f'{addon.name}*'))
            if folder.name in installed for call in logged(architecture.read_tree(folder))]

    def models(self, call):
        """The models whose records a call may be about."""
        first, *path = call.records.split('.')
        if first != 'self' or not all(word.isidentifier() for word in path):
            return {call.model, *USUAL}
        model = self.env[call.model]
        for word in path:
            model = model[word]
        if model._abstract:
            return self.env.registry.descendants([model._name], '_inherit')
        return {model._name}

    def unnamed(self, model, names):
        """Those of the values of a model's events that nothing has words for."""
        event = self.env['ar.event'].new({'res_model': model})
        known = event._value_names()
        return {
            name for name, __, field in event._labels(names)
            if not field and name not in known and f'{model}.{name}' not in known}

    def test_every_kind_has_a_name(self):
        names = self.env['ar.event']._kind_names()
        kinds = {call.kind: call.path for call in self.calls() if call.kind}
        for name in self.env.registry.descendants(['ar.logged'], '_inherit'):
            model = self.env[name]
            if not model._abstract:
                kinds.update({
                    f'{model._logged_as}{end}': name
                    for end in (model._logged_new, 'changed', 'deleted')})
        self.assertGreater(len(kinds), 100)
        self.assertEqual({kind: kinds[kind] for kind in kinds.keys() - names.keys()}, {})

    def test_every_value_has_words(self):
        raw = {}
        calls = self.calls()
        for call in calls:
            names = call.names - IN_SENTENCES
            left = set.intersection(*(self.unnamed(model, names) for model in self.models(call)))
            if left:
                raw[f'{call.path}:{call.line}'] = sorted(left)
        self.assertGreater(sum(bool(call.names) for call in calls), 50)
        self.assertEqual(raw, {})

    def test_formats_are_those_of_fields(self):
        for name, value in self.env['ar.event']._value_names().items():
            with self.subTest(name=name):
                self.assertTrue(value.label or value.names)
                self.assertLessEqual(
                    set(value.names.split()), self.env[value.model]._fields.keys()
                    if value.model else set())

    def test_every_part_of_a_rule_has_words(self):
        raw = {}
        for name in self.env.registry.descendants(['ar.logged'], '_inherit'):
            model = self.env[name]
            rule = not model._abstract and (model.search([], limit=1) or model.new({}))
            if rule and (left := self.unnamed(name, rule._image())):
                raw[name] = sorted(left)
        self.assertEqual(raw, {})

    def test_what_is_left_empty_in_something_new_is_no_change(self):
        event = self.env['ar.event'].new({
            'kind': 'worklist.absence_created', 'res_model': 'ar.collector.absence',
            'after': {'date_from': '2026-06-30', 'substitute_id': False}})
        self.assertEqual(event.change, "First Day: 06/30/2026")

    def test_values_read_as_a_person_would_write_them(self):
        user = self.env.user
        for kind, model, numbers, shown in (
                ('worklist.pool_changed', 'ar.collector.pool', {'members': [[user.id, 40.0]]},
                 f"Members: {user.name} 40.00"),
                ('observed.worklist', 'res.company', {'handed_over': 3},
                 "Customers Handed Over: 3"),
                ('recovery.chosen', 'ar.credit.account', {'chosen': 'write_off'},
                 "Way Out Chosen: Write-Off"),
                ('recovery.chosen', 'ar.credit.account', {'values': {'law': 5.0, 'wait': 2.0}},
                 "Worth Today: Lawsuit 5.00; Wait 2.00"),
                ('report.signed', 'ar.risk.report', {'alone': True},
                 "Signed in Single-Person Mode: yes"),
                ('dispute.escalated', 'ar.dispute', {'step': 'manager', 'told': 3},
                 "Told: the credit manager"),
                ('tier.assigned', 'res.company', {'B': 2, 'A': 1}, "A: 1\nB: 2"),
                ('of.another_version', 'res.company', {'some_thing': 1}, "Some thing: 1")):
            with self.subTest(numbers=numbers):
                event = self.env['ar.event'].new(
                    {'kind': kind, 'res_model': model, 'numbers': numbers})
                self.assertEqual(event.figures, shown)
