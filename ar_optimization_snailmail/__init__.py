from . import models


def _uninstall(env):
    """Levels and notices that are left are letters again."""
    levels = env['ar.dunning.level'].with_context(active_test=False)
    levels.search([('channel', '=', 'snailmail')]).channel = 'letter'
    env['ar.dunning.notice'].search([
        ('channel', '=', 'snailmail'), ('state', 'in', ('draft', 'approved'))]).channel = 'letter'
