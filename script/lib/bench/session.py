"""An Odoo environment outside Odoo's own commands."""
from contextlib import contextmanager

import odoo.init  # noqa: F401  sets Odoo up
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


@contextmanager
def odoo_env(database, **context):
    """An environment of the superuser in a database; nothing is committed at the end."""
    configure(database)
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {'lang': 'en_US', **context})


def configure(database):
    """Read the project's configuration; only errors are logged."""
    config.parse_config([
        '--no-http', '--log-level=error', '--log-handler=py.warnings:CRITICAL', '-d', database,
    ], setup_logging=True)
