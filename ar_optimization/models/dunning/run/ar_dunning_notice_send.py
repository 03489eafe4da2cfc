from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.i18n import format_list


class ArDunningNotice(models.Model):
    """From approved to sent, failed or taken out. What was paid or stopped meanwhile leaves."""
    _inherit = 'ar.dunning.notice'

    # === ACTIONS === #

    def action_retry(self):
        """Send again what failed."""
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        failed = self.sudo().filtered(lambda notice: notice.state == 'failed')
        if not failed:
            raise UserError(self.env._("Only what failed can be sent again."))
        failed._reserve()
        failed.write({'state': 'approved', 'failure_reason': False})
        failed.run_id.filtered(lambda run: run.state == 'done').state = 'sending'
        self.env.ref('ar_optimization.ir_cron_dunning_send').sudo()._trigger()

    # === BUSINESS === #

    @api.model
    def _ready_domain(self):
        """Hook: which notices may be handed over now."""
        return [('state', '=', 'approved')]

    def _send(self, today):
        """Hand these notices to their channels, then note what became of them; one that fails does
        not stop the others.

        :param date today: the day that the levels are given on.
        """
        self._refresh()
        for code, notices in self.filtered(
                lambda notice: notice.state == 'approved').grouped('channel').items():
            channel = self._channels().get(code)
            if channel:
                failures = self.env[channel[1]]._send(notices)
            else:
                failures = dict.fromkeys(notices, self.env._(
                    "The channel %s is no longer installed.", code))
            notices._note_failed(failures)
            (notices - self.browse().concat(*failures))._note_sent(today)

    def _note_failed(self, failures):
        """:param failures: {notice: why, in words}"""
        for notice, reason in failures.items():
            notice.write({'state': 'failed', 'failure_reason': reason})
            notice.line_ids.is_given = False

    def _note_sent(self, today):
        if not self:
            return
        self.flush_model()
        self.line_ids.flush_model()
        self.env['ar.dunning.item']._give(SQL(
            """
            SELECT line.move_line_id, line.company_id, notice.account_id, line.level,
                   line.level_id, %s::date, notice.id, FALSE
              FROM ar_dunning_notice_line line
              JOIN ar_dunning_notice notice ON notice.id = line.notice_id
             WHERE line.notice_id IN %s AND line.is_given
            """, today, tuple(self.ids)))
        self.account_id.sudo().write({'dunning_last_date': today})
        self.write({'state': 'sent', 'sent_date': fields.Datetime.now()})
        self._plan_activities(today)

    def _plan_activities(self, today):
        """What a person does after the notice: the level's activity; after a final notice somebody
        takes over in any case."""
        for notice in self:
            level = notice.level_id
            kind = level.activity_type_id
            if not kind and not level.final_notice:
                continue
            user = notice.account_id._dunning_responsible()
            account = notice.account_id.with_context(lang=user.lang)
            account.activity_schedule(
                activity_type_id=kind.id or self.env.ref('mail.mail_activity_data_todo').id,
                date_deadline=today, user_id=user.id, note=level.script or False,
                summary=account.env._("Final notice sent: take over") if level.final_notice
                else notice.with_context(lang=user.lang).level_id.name)

    def _reserve(self):
        """Have these notices give their levels again.

        :raise UserError: when another notice gave one of them meanwhile.
        """
        lines = self.line_ids.filtered('level')
        taken = lines.search([
            ('move_line_id', 'in', lines.move_line_id.ids), ('is_given', '=', True)])
        taken = {(line.move_line_id, line.level) for line in taken}
        twice = lines.filtered(lambda line: (line.move_line_id, line.level) in taken)
        if twice:
            raise UserError(self.env._(
                "Another notice has told %s about this level meanwhile.",
                format_list(self.env, twice.notice_id.partner_id.mapped('display_name'))))
        lines.is_given = True

    def _take_out(self, reason):
        """Take notices out of their runs: their items wait for the next run.

        :param reason: text, or False when the run as a whole is taken back.
        """
        self.line_ids.write({'is_given': False})
        self.write({'state': 'cancelled', 'reason': reason})

    # === REFRESH === #

    def _refresh(self):
        """Leave out of these notices what was paid, credited or stopped since the run was prepared;
        the rest is asked for as it stands now."""
        for run, notices in self.grouped('run_id').items():
            run._flush_facts()
            self.env.cr.execute(SQL(
                """
                WITH live AS MATERIALIZED (%(live)s),
                     gone AS (
                    DELETE FROM ar_dunning_notice_line told
                     WHERE told.notice_id IN %(ids)s AND told.id NOT IN (SELECT id FROM live))
                UPDATE ar_dunning_notice_line told
                   SET amount_residual = live.residual_currency, amount_company = live.residual,
                       collectable_amount = live.collectable
                  FROM live
                 WHERE told.id = live.id
                   AND (told.amount_company, told.collectable_amount)
                       IS DISTINCT FROM (live.residual, live.collectable)
                """, live=run._live_sql(notices), ids=tuple(notices.ids)))
        self.env.invalidate_all()
        self._retotal()

    def _retotal(self):
        """Bring these notices in line with their items; those that give no level any more are out.
        """
        for notice in self:
            given = notice.line_ids.filtered('level')
            if not given:
                notice._take_out(self.env._("Paid or stopped meanwhile"))
                continue
            top = max(given, key=lambda line: line.level)
            for line in notice.line_ids:
                line.is_below = (line.level or max(line.level_before, 0)) < top.level
            notice.write({
                'level_id': top.level_id.id, 'level': top.level,
                'amount': sum(notice.line_ids.mapped('amount_company')),
                'collectable_amount': sum(
                    line.amount_company * line.collectable_amount / line.amount_residual
                    for line in notice.line_ids),
                'line_count': len(notice.line_ids),
                'max_days': max(notice.line_ids.mapped('days_overdue')),
                **(top.level_id._notice_terms() if top.level_id != notice.level_id else {}),
            })
