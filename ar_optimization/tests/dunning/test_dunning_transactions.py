"""Two runs at once, on two real cursors."""
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged

from ..transactions import BooksCase


@tagged('post_install', '-at_install')
class TestDunningTransactions(BooksCase):
    """One overdue invoice, and two people who prepare a run."""

    LEFT = (
        'ar_dunning_skip', 'ar_dunning_total', 'ar_dunning_notice_line', 'ar_dunning_notice',
        'ar_dunning_run', 'ar_dunning_item', 'ar_feature_change', 'account_move_line',
        'account_move', 'ar_credit_account')

    def prepare(self, env):
        env, partner, journal, sales = self.open_books(
            env, "Dunning at once", 'DU1', name="Asked once", email='once@example.com')
        day = fields.Date.today() - timedelta(days=30)
        self.invoice(journal, partner, sales, 60, day).action_post()
        company = journal.company_id
        env['ar.credit.account']._account_for(partner, company)
        company.write({'ar_position_dunning': 'on', 'ar_dunning_first_cap': 0})
        company.ar_dunning_open_date = day

    def run_of(self, env):
        company = env['res.company'].browse(self.company_id)
        return env['ar.dunning.run']._prepare(company, fields.Date.context_today(company))

    def test_one_of_two_runs_gives_the_level(self):
        with self.transaction() as first, self.registry.cursor() as slow:
            second = api.Environment(slow, SUPERUSER_ID, {})
            for env in (first, second):  # both snapshots are open
                env['res.company'].browse(self.company_id).read(['name'])
            self.assertEqual(self.run_of(first).notice_ids.line_ids.mapped('is_given'), [True])
            first.cr.commit()
            with self.assertRaises(ConcurrencyError):  # a request is done anew by Odoo
                self.run_of(second)
            slow.rollback()
            second.invalidate_all()
            again = self.run_of(second)
            self.assertFalse(again.notice_ids)
            self.assertEqual(again.skip_ids.mapped('reason'), ['other_run'])

    def test_the_night_leaves_to_a_person_what_he_prepares_at_that_moment(self):
        with self.transaction() as person, self.registry.cursor() as night_cursor:
            night = api.Environment(night_cursor, SUPERUSER_ID, {})
            company = night['res.company'].browse(self.company_id)
            company.read(['name'])  # the night has begun
            today = fields.Date.context_today(company)
            self.run_of(person)
            person.cr.commit()
            night['ar.credit.account']._nightly_step('_nightly_dunning', company, today)
            runs = night['ar.dunning.run'].search([('company_id', '=', company.id)])
            self.assertEqual(runs.mapped('is_automatic'), [True, False])
            self.assertEqual(len(runs.notice_ids), 1)
            self.assertEqual(runs[0].skip_ids.mapped('reason'), ['other_run'])
