from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from .ar_dunning_run_gather import NOTHING


class ArDunningRun(models.Model):
    """The life of a run: prepared, worked on, approved, cancelled."""
    _inherit = 'ar.dunning.run'

    notice_count = fields.Integer(string="Number of Notices", compute='_compute_counts')
    draft_count = fields.Integer(string="Still in Preview", compute='_compute_counts')
    sent_count = fields.Integer(string="Sent", compute='_compute_counts')
    failed_count = fields.Integer(string="Failed", compute='_compute_counts')
    skip_count = fields.Integer(string="Items Left Out", compute='_compute_counts')
    held_back_count = fields.Integer(
        string="Items Held Back", compute='_compute_counts',
        help="By lot, to measure what notices do. They count as told once the run is approved.")
    collectable_amount = fields.Monetary(
        string="Amount Demanded", compute='_compute_counts', currency_field='currency_id')
    currency_id = fields.Many2one(related='company_id.currency_id')
    bank_text = fields.Char(string="Last Bank Entries", compute='_compute_bank_text')

    # === COMPUTE === #

    @api.depends('notice_ids.state', 'skip_ids')
    def _compute_counts(self):
        states = {}
        for run, state, count, amount in self.env['ar.dunning.notice']._read_group(
                [('run_id', 'in', self.ids)], ['run_id', 'state'],
                ['__count', 'collectable_amount:sum']):
            states.setdefault(run, {})[state] = count, amount or 0.0
        skips = {}
        for run, reason, count in self.env['ar.dunning.skip']._read_group(
                [('run_id', 'in', self.ids)], ['run_id', 'reason'], ['__count']):
            skips.setdefault(run, {})[reason] = count
        for run in self:
            found = states.get(run._origin, {})
            kept = [figures for state, figures in found.items() if state != 'cancelled']
            run.notice_count = sum(count for count, __ in kept)
            run.collectable_amount = sum(amount for __, amount in kept)
            for state in ('draft', 'sent', 'failed'):
                run[f'{state}_count'] = found.get(state, (0, 0.0))[0]
            left_out = skips.get(run._origin, {})
            run.skip_count = sum(left_out.values())
            run.held_back_count = left_out.get('holdout', 0)

    @api.depends('bank_dates')
    @api.depends_context('lang')
    def _compute_bank_text(self):
        for run in self:
            run.bank_text = ", ".join(
                f"{name}: {format_date(self.env, day)}" for name, day in run.bank_dates or [])

    # === ACTIONS === #

    def action_new(self):
        """Prepare a run of the company the user works in, and show it.

        :raise UserError: where dunning is switched off.
        """
        self.env.user._ar_check_role('collector')
        company = self.env.company
        if company._ar_position('dunning') == 'off':
            raise UserError(self.env._(
                "Dunning is switched off in %s. Switch it to Observe or On in the settings first.",
                company.name))
        run = self.sudo()._prepare(company, fields.Date.context_today(self))
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': run.id,
            'views': [(False, 'form')], 'name': run.display_name,
        }

    def action_refresh(self):
        """Decide anew, with what was paid and changed meanwhile. What somebody took out or changed
        by hand in this run is decided anew, too.

        :raise UserError: once a part of it was approved: that may have been sent.
        """
        self.ensure_one()._check_preview()
        if self.approve_date:
            raise UserError(self.env._(
                "A part of this run was approved already: what is left is approved or taken out."))
        run = self.sudo()
        run._drop_rows()
        run.date = fields.Date.context_today(self)
        run._fill()

    def action_approve(self):
        """Approve what is in preview. What needs a credit manager waits when it is not one who
        presses the button.

        :return: action that says so where everybody is held back by lot.
        :raise UserError: when there is nothing that this user may approve.
        """
        self.ensure_one()._check_preview()
        if self.position != 'on' or self.company_id._ar_position('dunning') != 'on':
            raise UserError(self.env._(
                "Dunning only observes here: nothing of this run is sent. Switch it to On in the "
                "settings to send."))
        drafts = self.notice_ids.filtered(lambda notice: notice.state == 'draft')
        if not self.env.user.has_group('ar_optimization.group_credit_manager'):
            mine = drafts.filtered(lambda notice: not notice.approval_required)
            if drafts and not mine:
                self.env.user._ar_check_role('credit_manager')
            drafts = mine
        if not drafts:
            return self._approve_held_back()
        self.sudo()._approve(drafts.sudo())

    def _approve_held_back(self):
        """Approve a run of which nobody is written to: who is held back by lot takes part.

        :return: action that says what happened.
        :raise UserError: when nobody is.
        """
        count = self.held_back_count
        if not count:
            raise UserError(self.env._(
                "Nobody is written to in this run. Left Out tells of each item why."))
        self.sudo()._approve(self.env['ar.dunning.notice'])
        self.sudo()._close()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'info', 'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
                'message': self.env._(
                    "Nothing is sent: all %s items of this run are held back by lot, to measure "
                    "what notices do. They count as told and go on to their next level.", count),
            },
        }

    def action_cancel(self):
        """Take back everything of this run that was not sent yet."""
        self.ensure_one()
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        notices = self.sudo().notice_ids.filtered(
            lambda notice: notice.state in ('draft', 'approved', 'failed'))
        if self.state in ('done', 'cancelled') and not notices:
            raise UserError(self.env._("Everything of this run was sent or taken back already."))
        self.env['ar.event']._log(
            'dunning.cancelled', self, numbers={self.id: {'notice_count': len(notices)}})
        notices._take_out(False)
        self.sudo().state = 'done' if self.sent_count else 'cancelled'

    def action_open_notices(self):
        """List the notices of this run."""
        return self._list('ar_dunning_notice_action', self.env._("Notices"))

    def action_open_skips(self):
        """List what is left out of this run, by reason."""
        return self._list('ar_dunning_skip_action', self.env._("Left Out"))

    def _list(self, name, title):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(f'ar_optimization.{name}'),
            'name': f"{title}: {self.display_name}", 'domain': [('run_id', '=', self.id)],
        }

    def _check_preview(self):
        """Refuse who may not work on runs, and what is no preview any more."""
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        if self.state != 'draft':
            raise UserError(self.env._("This run is no longer in preview."))

    # === BUSINESS === #

    @api.model
    def _prepare(self, company, today, automatic=False):
        """Make a run: who is to be written to, who is left out and why.

        :param company: `res.company`, one.
        :param date today: the day, which is today.
        :param bool automatic: made at night.
        :return: the run, in preview.
        """
        company = company.sudo()
        run = self.create({
            'company_id': company.id, 'date': today, 'is_automatic': automatic,
            'position': 'on' if company.ar_position_dunning == 'on' else 'observe',
        })
        if not company.ar_dunning_open_date:
            run._open_levels()
        run._fill()
        return run

    def _fill(self):
        company = self.company_id.sudo()
        dates = company._ar_bank_dates(self.date)
        journals = self.env['account.journal'].sudo().browse(
            [journal_id for *__, journal_id in dates])
        names = {journal.id: journal.name for journal in journals}
        self.write({
            'bank_dates': [
                (names[journal_id], fields.Date.to_string(day))
                for __, day, journal_id in sorted(dates, key=lambda row: row[1])],
            'last_bank_date': company.ar_last_bank_date,
            'bank_is_stale': company.ar_bank_is_stale,
        })
        self._decide()
        self._apply()

    def _drop_rows(self):
        """Delete what a preview holds, set-wise."""
        self.env.flush_all()
        for table in ('ar_dunning_notice', 'ar_dunning_skip', 'ar_dunning_total'):
            self.env.cr.execute(SQL(
                "DELETE FROM %s WHERE run_id IN %s", SQL.identifier(table),
                tuple(self.ids) or (0,)))
        self.env.invalidate_all()

    def _approve(self, notices):
        """Let notices go out. What is held back by lot counts as given from now on.

        :param notices: of this run, in preview.
        """
        now = fields.Datetime.now()
        self._give_held_back()
        notices.write({'state': 'approved', 'approver_id': self.env.uid})
        self.write({'is_touched': True, 'approver_id': self.env.uid, 'approve_date': now})
        if not self.notice_ids.filtered(lambda notice: notice.state == 'draft'):
            self.state = 'approved'
        self.env['ar.event']._log('dunning.approved', self, numbers={self.id: {
            'notice_count': len(notices),
            'collectable_amount': sum(notices.mapped('collectable_amount'))}})
        self.env.ref('ar_optimization.ir_cron_dunning_send')._trigger()

    def _close_empty(self):
        """A preview of which everything was taken out is over."""
        for run in self:
            if run.notice_ids and all(each.state == 'cancelled' for each in run.notice_ids):
                run.state = 'cancelled'

    def _close(self):
        """Say so when nothing is left to approve or to send."""
        for run in self:
            states = set(run.notice_ids.mapped('state'))
            if not states & {'draft', 'approved'} and run.state in ('draft', 'approved', 'sending'):
                run.write({
                    'state': 'cancelled' if states == {'cancelled'} else 'done',
                    'done_date': fields.Datetime.now()})
                self.env['ar.event']._log('dunning.sent', run, numbers={run.id: {
                    'sent_count': run.sent_count, 'failed_count': run.failed_count}})

    # === GO-LIVE === #

    def _open_levels(self):
        """Give everything that is overdue its level by age, as of today, and send nothing: what was
        there before the app must not get a first reminder after a year, nor a last one at once."""
        self._flush_facts()
        self.env.cr.execute(SQL(
            """
            WITH ladder AS (%(ladder)s)
            INSERT INTO ar_dunning_item AS kept (
                   move_line_id, company_id, account_id, level, level_id, given_date, is_opening,
                   create_uid, create_date, write_uid, write_date)
            SELECT DISTINCT ON (item.id) item.id, %(company)s, account.id, ladder.level,
                   ladder.level_id, %(today)s::date, TRUE,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
            %(items)s
              JOIN ladder ON ladder.procedure_id = turn.procedure_id
               AND ladder.level > 0 AND NOT COALESCE(ladder.final_notice, FALSE)
               AND ladder.days <= item.days
             WHERE item.company_id = %(company)s AND item.residual > 0
               AND account.id IS NOT NULL AND turn.reached IN (%(nothing)s, 0)
          ORDER BY item.id, ladder.level DESC
            ON CONFLICT (move_line_id) DO UPDATE
               SET level = EXCLUDED.level, level_id = EXCLUDED.level_id,
                   given_date = EXCLUDED.given_date, is_opening = TRUE
             WHERE kept.level IS NULL
            """,
            items=self._items_from(), ladder=self._ladder_sql(), company=self.company_id.id,
            today=self.date, uid=self.env.uid, nothing=NOTHING))
        opened = self.env.cr.rowcount
        self.env['ar.dunning.item'].invalidate_model()
        company = self.company_id.sudo()
        company.ar_dunning_open_date = self.date
        self.env['ar.event']._log(
            'dunning.opened', company, rule=self.env._("Opening levels by age"),
            numbers={company.id: {'rows': opened}})

    # === CRON === #

    @api.model
    def _run_night(self, company, today):
        """Make the run of the night: in place of the last one that nobody touched. Where nobody has
        to approve and the bank has told what came in, it goes out.

        :return: the run.
        """
        last = self.search([
            ('company_id', '=', company.id), ('is_automatic', '=', True),
            ('is_touched', '=', False), ('state', '=', 'draft')])
        known = [each._observed() for each in last]
        last._drop()
        run = self._prepare(company, today, automatic=True)
        if run.position == 'observe':
            if run.notice_ids and run._observed() not in known:
                self.env['ar.event']._log(
                    'observed.dunning', run, numbers={run.id: run._observed()[1]})
        elif company.sudo().ar_dunning_automatic and not run.bank_is_stale:
            run._approve_free()
        return run

    def _approve_free(self):
        """Approve what nobody has to. Who is held back by lot takes part when nobody else is told,
        too."""
        free = self.notice_ids.filtered(lambda notice: not notice.approval_required)
        if free or self.held_back_count:
            self._approve(free)
            self._close()  # when there is nothing to send

    def _observed(self):
        """The day of a run that is only observed, and the numbers that the log keeps of it: a night
        that is run again says nothing new."""
        return self.date, {
            'notice_count': self.notice_count, 'collectable_amount': self.collectable_amount}

    def _drop(self):
        self._drop_rows()
        self.unlink()
