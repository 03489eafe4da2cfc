import re
from ast import literal_eval

from odoo.tests import tagged

from ..common import ARCommon

STEPS = re.compile(r'\[[^\]]*\]')


@tagged('post_install', '-at_install')
class TestNightSteps(ARCommon):
    """The nightly chain is told twice: by the rooms, for a run at once, and by the scheduled
    actions. Both tell the same."""

    def test_the_scheduled_actions_run_every_step_once(self):
        crons = self.env['ir.cron'].with_context(active_test=False).search(
            [('code', 'like', '_cron_nightly(')])
        chains = [literal_eval(STEPS.search(cron.code)[0]) for cron in crons]
        accounts = self.env['ar.credit.account']
        steps = accounts._nightly_steps()
        self.assertEqual(sorted(step for chain in chains for step in chain), sorted(steps))
        self.assertEqual(len(set(steps)), len(steps))
        for chain in chains:
            self.assertEqual(chain, [step for step in steps if step in chain])
        for step in steps:
            self.assertTrue(callable(getattr(accounts, step, None)), step)

    def test_one_starts_the_next(self):
        """The figures come before what is decided from them."""
        crons = self.env['ir.cron'].search([('code', 'like', '_cron_nightly(')])
        steps = self.env['ar.credit.account']._nightly_steps()
        for cron in crons.filtered(lambda cron: 'then=' in cron.code):
            follower = self.env.ref(re.search(r"then='([^']+)'", cron.code)[1])
            own, its = (literal_eval(STEPS.search(c.code)[0]) for c in (cron, follower))
            self.assertLess(steps.index(own[-1]), steps.index(its[0]), cron.name)

    def test_whatever_is_to_be_called_by_itself_is(self):
        """Two scheduled actions of one name in the data are one, and the other never runs."""
        crons = self.env['ir.cron'].with_context(active_test=False).search([])
        codes = "\n".join(crons.mapped('code'))
        for model in self.env.registry.values():
            if not model._name.startswith('ar.'):
                continue
            for name in dir(model):
                if name.startswith('_cron_'):
                    self.assertIn(f'.{name}(', codes, model._name)
