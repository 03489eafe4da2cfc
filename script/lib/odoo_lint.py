"""A pytest plugin that points Odoo's own ``test_lint`` at our addons instead of all of Odoo's."""

from unittest.mock import patch

import pytest

OURS = 'ar_optimization'


@pytest.fixture(scope='session', autouse=True)
def only_our_addons(load_registry):
    """Reduce the manifests that the linters walk; the registry is loaded with all of them."""
    from odoo.modules import Manifest  # noqa: PLC0415 only importable once Odoo is set up

    ours = [each for each in Manifest.all_addon_manifests() if each.name.startswith(OURS)]
    assert ours, "none of our addons is in the addons path"
    with patch.object(Manifest, 'all_addon_manifests', staticmethod(lambda: ours)):
        yield


@pytest.fixture(scope='session', autouse=True)
def lint_our_docstrings(load_registry):
    """Let test_docstring check our methods as strictly as it checks those of ``base``."""
    from odoo.addons.test_lint.tests import test_docstring  # noqa: PLC0415 as above

    with patch.object(test_docstring, 'MODULES_TO_LINT', (OURS,)):
        yield
