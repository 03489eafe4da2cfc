from . import models


def _uninstall(env):
    """Levels and notices that are left go out by mail."""
    levels = env['ar.dunning.level'].with_context(active_test=False)
    levels.search([('channel', '=', 'sms')]).channel = 'mail'
    env['ar.dunning.notice'].search([
        ('channel', '=', 'sms'), ('state', 'in', ('draft', 'approved'))]).channel = 'mail'
