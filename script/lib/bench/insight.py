"""Steps of the insight room on the ledger of a first night: what is likely late, what comes in, and
the screen that shows both."""
from odoo import fields


def predicting(meter, _bare):
    """Fit the models and predict every open invoice."""
    with meter():
        meter.env['ar.prediction']._build(*_when(meter.env))


def judging_models(meter, _bare):
    """The backtest of every prediction, as it runs once a week."""
    with meter():
        meter.env['ar.model.evaluation']._judge(*_when(meter.env))


def forecasting(meter, _bare):
    """The cash of thirteen weeks and twelve months, under four scenarios."""
    with meter():
        meter.env['ar.forecast']._build(*_when(meter.env))


def opening_cockpit(meter, _bare):
    """All that the manager's cockpit shows when it is opened."""
    env = meter.env
    manager = env.ref('base.user_admin')
    manager.group_ids |= env.ref('ar_optimization.group_credit_manager')
    for _repeat in range(3):
        env.flush_all()
        env.invalidate_all()
        with meter():
            env['ar.cockpit'].with_user(manager).get_report()


def _when(env):
    return env.company, fields.Date.context_today(env['account.move'])
