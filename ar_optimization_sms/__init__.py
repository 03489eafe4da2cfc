from . import models


def _post_init(env):
    """Give the levels that are there the words that suit them; new ones have theirs by default."""
    for level in env['ar.dunning.level'].with_context(active_test=False).search([
            ('sms_template_id', '=', False)]):
        name = ('sms_template_dunning_last' if level.final_notice
                else 'sms_template_dunning' if level.days > 0 else 'sms_template_dunning_reminder')
        level.sms_template_id = env.ref(f'ar_optimization_sms.{name}')


def _uninstall(env):
    """Levels and notices that are left go out by mail."""
    levels = env['ar.dunning.level'].with_context(active_test=False)
    levels.search([('channel', '=', 'sms')]).channel = 'mail'
    env['ar.dunning.notice'].search([
        ('channel', '=', 'sms'), ('state', 'in', ('draft', 'approved'))]).channel = 'mail'
