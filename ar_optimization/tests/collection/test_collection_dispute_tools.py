import random

from odoo.tests import BaseCase, tagged

from ...tools import dispute
from ...tools.allocation import named_in
from ..pure import check_doctests


@tagged('post_install', '-at_install')
class TestDisputeTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, dispute)

    def test_what_is_kept_back_and_what_is_asked_for_add_up(self):
        rng = random.Random(5)
        for __ in range(500):
            residual, parts = rng.randint(0, 5000) / 100, []
            while rng.random() < 0.7:
                room = dispute.room_for(residual, parts)
                parts.append(rng.randint(0, round(room * 100)) / 100)
            kept = dispute.kept_back(sum(parts), residual)
            self.assertTrue(0 <= kept <= residual)
            self.assertAlmostEqual(kept, sum(parts), 2)
            self.assertAlmostEqual(dispute.room_for(residual, parts) + kept, residual, 2)

    def test_numbers_are_found_however_they_are_written(self):
        numbers = ["INV/2026/00012", "INV/2026/00123"]
        for text in ("inv-2026-00012", "pays INV 2026 00012!", "发票INV/2026/00012，谢谢"):
            found = named_in(text.replace("发票", "发票 "), numbers)
            self.assertEqual(found, numbers[:1], text)
        self.assertFalse(named_in("INV/2026/0001", numbers))
