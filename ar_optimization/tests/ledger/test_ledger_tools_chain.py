"""The chain of events: what is equal, what is noticed, what is named."""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import chain
from ..pure import examples

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | st.text()
payloads = st.recursive(scalars, lambda inner: (
    st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)), max_leaves=12)

few = st.sampled_from([None, True, False, 0, 1, 1.0, 0.5, "", "0", "1", "a", "s1:a"])
look_alikes = st.recursive(few, lambda inner: (
    st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)),
    max_leaves=3)


def same(one, other):
    """Equality that tells True from 1, as Python's does not, but not 1 from 1.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


@tagged('post_install', '-at_install')
class TestChain(BaseCase):

    @examples
    @given(payloads)
    def test_canonical_survives_json(self, value):
        self.assertEqual(chain.canonical(json.loads(json.dumps(value))), chain.canonical(value))

    @examples
    @given(look_alikes, look_alikes)
    def test_canonical_tells_values_apart(self, one, other):
        self.assertEqual(chain.canonical(one) == chain.canonical(other), same(one, other))

    def test_canonical_of_look_alikes(self):
        values = [
            None, True, False, 0, 1, "", "0", "1", "None", [], {}, [[]], [None], ["a", "b"],
            ["ab"], ["a,b"], {"a": "b"}, {"a": ["b"]}, {"ab": None}, [{"a": 1}, {"b": 2}],
            [{"a": 1, "b": 2}], 0.1, "0.1", 1e-7, 10**16, 10**16 + 1,
        ]
        texts = {chain.canonical(value) for value in values}
        self.assertEqual(len(texts), len(values))

    def test_canonical_of_what_postgresql_returns(self):
        # jsonb prints 1e16 as 10000000000000000, -0.0 as 0.0, 1e300 as 1 and 300 zeros.
        pairs = [(1e16, 10**16), (-0.0, 0), (1e300, 10**300), (Decimal("12.50"), 12.5), (2.0, 2)]
        for stored, read in pairs:
            self.assertEqual(chain.canonical(stored), chain.canonical(read))

    def test_dates_are_their_text(self):
        moment = datetime(2026, 11, 21, 8, 5, 1, 20)
        value = {"on": moment.date(), "at": moment, "sum": Decimal("1.5"), "pair": (1, 2)}
        stored = json.loads(json.dumps(chain.plain(value)))
        self.assertEqual(chain.canonical(stored), chain.canonical(value))

    def test_what_cannot_stand_in_an_event(self):
        for value in (float("nan"), float("inf"), Decimal("NaN")):
            self.assertRaises(ValueError, chain.canonical, value)
        for value in (b"x", {1: "x"}, object()):
            self.assertRaises(TypeError, chain.canonical, value)
            self.assertRaises(TypeError, chain.plain, value)

    def log(self, batches):
        """Return seals and rows of a log with that many events per batch."""
        rows, seals, previous, position = [], [], chain.GENESIS, 0
        for number, count in enumerate(batches, start=1):
            batch = [
                chain.Row(position + place, event, f"digest of {event}")
                for place, event in enumerate(range(100 * number, 100 * number - count, -1))
            ]
            last = position + max(count, 1)
            seals.append(chain.seal(batch, number, position, last, previous))
            rows += batch
            previous, position = seals[-1].digest, last + 1
        return seals, rows

    batches = st.lists(st.integers(0, 4), min_size=1, max_size=6)

    @examples
    @given(batches)
    def test_untouched_log_is_well(self, batches):
        seals, rows = self.log(batches)
        head = chain.Head(seals[-1].number, seals[-1].digest)
        unsealed = chain.Row(seals[-1].last + 1, 999, "ff")
        self.assertEqual(chain.verify(seals, [*rows, unsealed], head), [])

    @examples
    @given(batches.filter(any), st.data())
    def test_any_change_is_found_in_its_seal(self, batches, data):
        seals, rows = self.log(batches)
        place = data.draw(st.integers(0, len(rows) - 1))
        row = rows[place]
        number = next(seal.number for seal in seals if seal.first <= row.position <= seal.last)
        for kind, altered in (
            ("content", [*rows[:place], row._replace(digest="ee"), *rows[place + 1:]]),
            ("count", [*rows[:place], *rows[place + 1:]]),
            ("count", sorted([*rows, chain.Row(row.position, 7, "ee")])),
        ):
            fault = chain.verify(seals, altered)[0]
            self.assertEqual((fault.kind, fault.seal), (kind, number))

    def test_event_between_two_seals(self):
        rows = [chain.Row(1, 1, "aa"), chain.Row(3, 8, "dd"), chain.Row(6, 2, "bb")]
        first = chain.seal(rows[:1], 1, 1, 2)
        second = chain.seal(rows[2:], 2, 5, 9, first.digest)
        faults = chain.verify([first, second], rows)
        self.assertEqual([(f.kind, f.event) for f in faults], [("extra", 8)])

    def test_seal_rewritten_breaks_the_next(self):
        seals, rows = self.log([2, 2, 2])
        forged = [rows[0]._replace(digest="ab"), rows[1]]
        seals[0] = chain.seal(forged, 1, seals[0].first, seals[0].last)
        faults = chain.verify(seals, [*forged, *rows[2:]])
        self.assertEqual([(f.kind, f.seal) for f in faults], [("link", 2)])

    def test_seal_rewritten_and_the_next_repaired(self):
        seals, rows = self.log([2, 2])
        forged = [rows[0]._replace(digest="ab"), rows[1]]
        first = chain.seal(forged, 1, seals[0].first, seals[0].last)
        repaired = replace(seals[1], previous=first.digest)
        faults = chain.verify([first, repaired], [*forged, *rows[2:]])
        self.assertEqual([(f.kind, f.seal) for f in faults], [("content", 2)])

    def test_whole_chain_rewritten(self):
        seals, __ = self.log([2, 2])
        head = chain.Head(2, seals[-1].digest)
        others, rows = self.log([2, 3])
        self.assertEqual(chain.verify(others, rows), [])
        self.assertEqual([f.kind for f in chain.verify(others, rows, head)], ["rewritten"])

    def test_chain_cut_at_its_end(self):
        seals, rows = self.log([2, 2])
        head = chain.Head(2, seals[-1].digest)
        self.assertEqual(chain.verify(seals[:1], rows), [], "only the head can tell")
        self.assertEqual([f.kind for f in chain.verify(seals[:1], rows, head)], ["shortened"])
        self.assertEqual([f.found for f in chain.verify([], [], head)], [0])

    def test_seal_taken_out(self):
        seals, rows = self.log([1, 1, 1])
        kinds = [fault.kind for fault in chain.verify([seals[0], seals[2]], rows)]
        self.assertEqual(kinds, ["sequence", "link", "extra"])

    def test_numbers_of_a_seal_altered(self):
        seals, rows = self.log([2])
        faults = chain.verify([replace(seals[0], count=3)], rows)
        self.assertEqual([(f.kind, f.wanted, f.found) for f in faults], [("count", 3, 2)])

    def test_personal_hash(self):
        self.assertEqual(chain.personal_hash("王", "s"), chain.personal_hash("王", "s"))
        self.assertNotEqual(chain.personal_hash(None, "s"), chain.personal_hash("", "s"))
