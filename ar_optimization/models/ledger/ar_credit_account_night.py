import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from . import memory

_logger = logging.getLogger(__name__)

SUNDAY = 6
TRIES = 5  # of a nightly step that others get in the way of


class ArCreditAccount(models.Model):
    """The night: what is brought up to date without anybody asking."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _figure_steps(self):
        """Hook: names of the methods that bring figures up to date and decide nothing, in order;
        the first of `_nightly_steps`. Rooms that only look append theirs."""
        return ['_nightly_accounts', '_nightly_snapshots']

    @api.model
    def _nightly_steps(self):
        """Hook: names of the methods that make up the nightly chain, in order. Each takes
        `(companies, today, full)`, may be killed and run again, and does nothing twice.
        Rooms append theirs."""
        return self._figure_steps()

    @api.model
    def _run_nightly(self, companies=None, today=None, full=False, steps=None):
        """Run the whole nightly chain at once: after an import, from a button, in tests.

        :param companies: default all companies.
        :param date today: the day the figures are for.
        :param bool full: look at every account, not only at those whose facts changed.
        :param steps: some of `_nightly_steps`, in its order; default all.
        """
        companies = companies or self._nightly_companies()
        real_today = fields.Date.context_today(self)
        today = today or real_today
        if today != real_today:
            # Nothing that was booked later may be seen, in live figures either.
            self = self.with_context(ar_night=fields.Date.to_string(today))
            self.invalidate_model()
        for step in steps or self._nightly_steps():
            getattr(self, step)(companies, today, full)
            self.env.invalidate_all()  # as a commit does between the steps of a night
            memory.give_back()

    @api.model
    def _nightly_companies(self):
        return self.env['res.company'].search([('active', '=', True)], order='id')

    @api.model
    def _cron_nightly(self, steps, then=None):
        """Run some steps of the nightly chain for every company, committing as it goes, and start
        the next cron. What fails in one company does not stop the others. Once a week every account
        is looked at, should something have been changed behind Odoo's back.

        When the time of a cron is up it stops; Odoo starts it again, and it goes on where it was.

        :param steps: names of methods, see `_nightly_steps`.
        :param str then: XML id of the cron that goes on, if there is one.
        :raise Exception: the last error, once everything else is done.
        """
        cron, today, error = self.env['ir.cron'], fields.Date.context_today(self), None
        todo = self._nightly_todo(steps, today)
        cron._commit_progress(remaining=len(todo))
        for left, (step, company) in zip(reversed(range(len(todo))), todo, strict=True):
            try:
                self._nightly_step(step, company, today)
            except Exception as exception:
                self.env.cr.rollback()
                _logger.exception("%s failed in company %s", step, company.id)
                error = exception
                self._note_step(step, company, today)
            goes_on = cron._commit_progress(1)
            memory.give_back()
            if not goes_on and left:
                break
        else:
            self._end_night(steps, then)
        if error:
            raise error

    @api.model
    def _nightly_todo(self, steps, today):
        """What is left to do of the steps: pairs (step, company), without what a run of the same
        night did before its time was up."""
        companies = self._nightly_companies()
        companies.invalidate_recordset(['ar_night_done'])
        done = {company: company.sudo().ar_night_done or {} for company in companies}
        day = fields.Date.to_string(today)
        return [
            (step, company) for step in steps for company in companies
            if done[company].get(step) != day
        ]

    @api.model
    def _note_step(self, step, company, today):
        company = company.sudo()
        company.ar_night_done = {
            **(company.ar_night_done or {}), step: fields.Date.to_string(today)}

    @api.model
    def _end_night(self, steps, then):
        """Forget how far the steps had come, and start the next cron."""
        for company in self._nightly_companies().sudo():
            company.ar_night_done = {
                step: day for step, day in (company.ar_night_done or {}).items()
                if step not in steps}
        if then and (following := self.env.ref(then, raise_if_not_found=False)):
            following._trigger()
        self.env['ir.cron']._commit_progress()

    @api.model
    def _nightly_step(self, step, company, today):
        """Run a step for a company, in its language, for a night has none; anew when somebody
        saved the same accounts meanwhile, as Odoo does with requests: such a night must not be
        lost."""
        speaking = {'lang': company.partner_id.lang or self.env.lang}
        self, company = self.with_context(**speaking), company.with_context(**speaking)
        for tries_left in reversed(range(TRIES)):
            try:
                getattr(self, step)(company, today, today.weekday() == SUNDAY)
                self._note_step(step, company, today)
                self.env.flush_all()
                return
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError) as error:
                if not tries_left:
                    raise
                _logger.info("%s in company %s is done anew: %s", step, company.id, error)
                self.env.cr.rollback()

    @api.model
    def _commit_chunk(self):
        """Keep what a step has completely done for some accounts, so that whoever saves one of them
        meanwhile costs the night one chunk at most. At night only: a button or an import commits
        as a whole."""
        if self.env.context.get('ir_cron_progress_id'):
            self.env['ir.cron']._commit_progress()

    @api.model
    def _nightly_accounts(self, companies, today, full=False):
        """Give every customer its account, and every account back to its commercial entity."""
        self.env['res.partner']._ar_follow_commercial_entity()
        if self._ensure_accounts(companies):
            # The next steps read the new accounts. PostgreSQL, which knows of none of them yet,
            # plans for an empty table and takes minutes where it could take a second.
            self.env.cr.execute(SQL("ANALYZE ar_credit_account"))

    @api.model
    def _nightly_snapshots(self, companies, today, full=False):
        """Keep the figures of yesterday, and of each month that has ended since the last run."""
        self.env['ar.snapshot']._build_missing(companies, today)
