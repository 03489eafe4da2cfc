"""What pytest adds to Odoo's own test classes in this repository.

* A WARNING or higher in the log while a test runs fails that test; outside a test it fails the
  run. ``assertLogs`` and ``mute_logger`` keep the lines a test expects away from here.
* With ``--inventory ADDON/tests``: a test file in that folder that was not run, or that Odoo's
  own runner would pass over in silence, fails the run.
* With ``--no-skip``: a test that is skipped fails the run.
"""

import logging

import pytest
from log_check import is_allowed
from test_inventory import Inventory


def pytest_addoption(parser):
    parser.addoption(
        '--inventory', action='append', default=[], metavar='FOLDER',
        help="fail when a test file in this folder was not run",
    )
    parser.addoption('--no-skip', action='store_true', help="fail when a test is skipped")


def pytest_configure(config):
    config.pluginmanager.register(LogGuard(), 'log-guard')
    if config.getoption('--inventory'):
        config.pluginmanager.register(InventoryGuard(config), 'inventory-guard')
    if config.getoption('--no-skip'):
        config.pluginmanager.register(SkipGuard(), 'skip-guard')


def fail_run(session, nodeid, text):
    """Count one more failure, which belongs to no test, in the closing line and exit status."""
    session.config.hook.pytest_runtest_logreport(report=pytest.TestReport(
        nodeid=nodeid, location=(nodeid, None, nodeid), keywords={}, outcome='failed',
        longrepr=text, when='call',
    ))
    session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope='session', autouse=True)
def asset_bundles(request, load_registry):
    """Build the bundles before the first browser test, as Odoo's own runner does: on a slow
    machine that takes longer than a browser test waits for a page.
    """
    from odoo import SUPERUSER_ID, api  # noqa: PLC0415 only importable once Odoo is set up
    from odoo.modules.registry import Registry  # noqa: PLC0415
    from odoo.tests import HttpCase, get_db_name  # noqa: PLC0415

    classes = {item.cls for item in request.session.items if getattr(item, 'cls', None)}
    if request.config.getoption('--odoo-http') and any(issubclass(c, HttpCase) for c in classes):
        with Registry(get_db_name()).cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})['ir.qweb']._pregenerate_assets_bundles()


@pytest.fixture(scope='session', autouse=True)
def company_with_chart(request, load_registry):
    """Make the companies that accounting tests work in once, not in every class: a chart of
    accounts takes longer than most tests. What a class does to them is rolled back. The second
    one sleeps until a test asks for it.
    """
    from odoo import SUPERUSER_ID, api  # noqa: PLC0415 only importable once Odoo is set up
    from odoo.modules.registry import Registry  # noqa: PLC0415
    from odoo.tests import get_db_name  # noqa: PLC0415

    classes = {item.cls for item in request.session.items if getattr(item, 'cls', None)}
    names = {
        (getattr(cls, name, None), name == 'ready_company')
        for cls in classes for name in ('ready_company', 'ready_other')}
    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {'active_test': False})
        companies, charts = env['res.company'], env['account.chart.template']
        for name, awake in sorted(pair for pair in names if pair[0]):
            if not companies.search_count([('name', '=', name)]):
                company = companies.create({'name': name})
                charts.try_loading(
                    charts._guess_chart_template(company.country_id), company, install_demo=False)
                company.active = awake


class LogGuard(logging.Handler):
    """Collects unexpected log records and Python warnings."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter('%(levelname)s %(name)s: %(message)s'))
        self.entries = []
        logging.getLogger().addHandler(self)

    def emit(self, record):
        self.note(self.format(record))

    def note(self, entry):
        if not is_allowed(entry):
            self.entries.append(entry)

    def take(self):
        taken, self.entries = self.entries, []
        return taken

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        self.outside = self.take()
        try:
            result = yield
        finally:
            inside, self.entries = self.take(), self.outside
        if inside:
            pytest.fail("unexpected in the log:\n" + '\n'.join(inside), pytrace=False)
        return result

    def pytest_warning_recorded(self, warning_message, nodeid):
        self.note('WARNING py.warnings: {0.filename}:{0.lineno}: {1}: {0.message} ({2})'.format(
            warning_message, warning_message.category.__name__, nodeid or "outside tests"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        entries = self.take()
        if entries:
            fail_run(session, 'log-outside-tests', '\n'.join(entries))


class InventoryGuard:
    """Compares the test files on disk with the tests that ran."""

    def __init__(self, config):
        self.inventory = Inventory(config.rootpath, config.getoption('--inventory'))

    def pytest_collection_modifyitems(self, items):
        for item in items:
            self.inventory.collected(item.path, getattr(item, 'cls', None))

    def pytest_runtest_logreport(self, report):
        if report.when == 'call' or report.skipped:
            self.inventory.ran(report.fspath)

    def pytest_sessionfinish(self, session):
        problems = self.inventory.problems()
        if problems:
            fail_run(session, 'test-inventory', '\n'.join(problems))


class SkipGuard:
    """Where everything is installed that a test may want, none has a reason to be skipped."""

    def __init__(self):
        self.skipped = []

    def pytest_runtest_logreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session):
        if self.skipped:
            fail_run(session, 'skipped-tests', '\n'.join(self.skipped))
