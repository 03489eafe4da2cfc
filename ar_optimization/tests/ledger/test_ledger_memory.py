from pathlib import Path
from unittest import skipUnless

from odoo.tests import BaseCase, tagged

from ...models.ledger import memory

MB = 1024 * 1024
CHUNK = 100_000  # bytes, which glibc puts on its heap


def resident():
    """Bytes of this process that are in memory."""
    pages = int(Path('/proc/self/statm').read_text().split()[1])
    return pages * 4096


@tagged('post_install', '-at_install')
@skipUnless(memory._trim(), "only the GNU C library is asked for its free memory")
class TestLedgerMemory(BaseCase):

    def test_what_is_free_is_given_back(self):
        """A night's step that is over leaves nothing to the next one, though one small thing of it
        lives on above a hundred megabytes that are free."""
        chunks = [bytearray(CHUNK) for _number in range(1_000)]
        kept = chunks[-1]
        full = resident()
        del chunks
        self.assertTrue(memory.give_back())
        self.assertLess(resident(), full - 80 * MB)
        self.assertEqual(len(kept), CHUNK)
