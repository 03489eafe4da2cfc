from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...tools import contact
from ..pure import check_doctests, examples

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0))
RULES = st.builds(
    contact.Rules, cap=st.integers(0, 4), call_cap=st.integers(0, 4),
    hour_from=st.sampled_from((0, 7, 8.5)), hour_to=st.sampled_from((17.25, 20, 24)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1), gap_hours=st.integers(0, 72))
ASKED = st.builds(
    contact.Asked, MOMENTS, st.sampled_from(('mail', 'letter', 'phone')),
    st.sampled_from(('dunning', 'final', 'legal', 'marketing')),
    st.sampled_from(('UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kolkata')),
    st.lists(st.builds(contact.Contact, MOMENTS, st.booleans()), max_size=8).map(tuple),
    st.booleans(), st.booleans())


@tagged('post_install', '-at_install')
class TestDunningContactTools(BaseCase):
    def test_doctests(self):
        check_doctests(self, contact)

    @given(ASKED, RULES)
    @examples
    def test_the_next_moment_is_better(self, asked, rules):
        """The moment named is later, and the same reason no longer holds then."""
        verdict = contact.decide(asked, rules)
        if verdict.until:
            self.assertGreater(verdict.until, asked.moment)
            after = contact.decide(asked._replace(moment=verdict.until), rules)
            self.assertNotEqual(after.reason, verdict.reason)

    @given(ASKED, RULES)
    @examples
    def test_deadlines_are_kept(self, asked, rules):
        """No cap and no wish holds back a letter with a deadline; insolvency only lets a legal
        one pass."""
        for purpose in contact.EXEMPT:
            letter = asked._replace(purpose=purpose, channel='letter', insolvent=False)
            self.assertIsNone(contact.decide(letter, rules).reason)
        legal = asked._replace(purpose='legal', channel='letter', insolvent=True)
        self.assertIsNone(contact.decide(legal, rules).reason)

    def test_nothing_is_ever_allowed_on_no_day(self):
        rules = contact.Rules(weekdays=frozenset())
        asked = contact.Asked(datetime(2026, 6, 30, 12), 'mail')
        self.assertEqual(contact.decide(asked, rules), ('holiday', None))
        old = contact.Contact(asked.moment - timedelta(days=8))
        self.assertIsNone(
            contact.decide(asked._replace(contacts=(old,)), contact.Rules(cap=1)).reason)
