from odoo.tests import BaseCase, tagged

from ...tools import compliance
from ..pure import check_doctests


@tagged('post_install', '-at_install')
class TestManagementComplianceTools(BaseCase):

    def test_doctests(self):
        check_doctests(self, compliance)
