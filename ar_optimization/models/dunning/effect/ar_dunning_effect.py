from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import effect


class ArDunningEffect(models.Model):
    """What notices bring: how many of those who were told paid within some days, against those who
    were held back by lot. Computed from the books whenever somebody looks; a notice takes part once
    its days are over. Only notices that could have been held back take part: none above the amount
    of the procedure, and never a final one."""
    _name = 'ar.dunning.effect'
    _description = "Effect of Dunning"
    _auto = False
    _order = 'about, days desc, id'
    _rec_name = 'about'

    company_id = fields.Many2one('res.company', readonly=True)
    about = fields.Selection(
        [('level', "Level"), ('channel', "Channel"), ('text', "Text"), ('tier', "Tier")],
        string="Effect of", readonly=True)
    days = fields.Integer(string="Paid Within Days", readonly=True, aggregator=None)
    level_id = fields.Many2one('ar.dunning.level', readonly=True)
    procedure_id = fields.Many2one('ar.dunning.procedure', readonly=True)
    channel = fields.Selection(selection='_channel_selection', readonly=True)
    mail_template_id = fields.Many2one('mail.template', string="Text", readonly=True)
    tier_id = fields.Many2one('ar.credit.tier', string="Tier at That Time", readonly=True)
    strata = fields.Json(readonly=True)
    name = fields.Char(string="Of What", compute='_compute_name')
    told_count = fields.Integer(
        string="Told", compute='_compute_effect', aggregator=None,
        help="Notices that were sent. Levels and tiers in which nobody was held back are not "
             "compared.")
    told_percent = fields.Float(
        string="Of Them Paid", digits=(5, 1), compute='_compute_effect', aggregator=None,
        help="In percent. Paid: at least half of what the notice was about came in, credit notes "
             "not counted.")
    held_count = fields.Integer(
        string="Held Back", compute='_compute_effect', aggregator=None,
        help="Notices that a lot held back, so that there is something to compare with.")
    held_percent = fields.Float(
        string="Paid Without", digits=(5, 1), compute='_compute_effect', aggregator=None,
        help="In percent of those who were held back.")
    difference = fields.Float(
        string="Brought", digits=(5, 1), compute='_compute_effect', aggregator=None,
        help="Percentage points more, compared within level and tier.")
    interval = fields.Char(
        string="95 % Interval", compute='_compute_effect',
        help="What else the figures are in line with. While 0 is inside, no effect is shown.")
    verdict = fields.Selection(
        [
            (effect.FEW, "Too Few to Say"), (effect.HELPS, "Helps"),
            (effect.OPEN, "No Effect Shown"), (effect.HARMS, "Does Harm"),
        ], compute='_compute_effect')

    _depends = {
        'account.move.line': ['balance', 'invoice_date', 'journal_id'],
        'account.partial.reconcile': ['amount', 'credit_move_id', 'debit_move_id', 'max_date'],
        'ar.dunning.notice': [
            'channel', 'is_drawn', 'level_id', 'mail_template_id', 'run_id', 'sent_date', 'state',
            'tier_id'],
        'ar.dunning.notice.line': ['is_given', 'level', 'move_line_id', 'notice_id'],
        'ar.dunning.run': ['approve_date', 'position'],
        'ar.dunning.skip': [
            'account_id', 'channel', 'level', 'level_id', 'mail_template_id', 'move_line_id',
            'reason', 'run_id', 'tier_id'],
    }

    # === COMPUTE === #

    @api.model
    def _channel_selection(self):
        return self.env['ar.dunning.notice']._channel_selection()

    @api.depends('about', 'level_id', 'channel', 'mail_template_id', 'tier_id')
    @api.depends_context('lang')
    def _compute_name(self):
        labels = dict(self._channel_selection())
        for row in self:
            row.name = {
                'level': f"{row.procedure_id.name}: {row.level_id.name}",
                'channel': labels.get(row.channel, row.channel),
                'text': row.sudo().mail_template_id.name,
                'tier': row.tier_id.name,
            }[row.about] or self.env._("None")

    @api.depends('strata')
    def _compute_effect(self):
        for row in self:
            found = effect.measure([effect.Stratum(*stratum) for stratum in row.strata or []])
            known = found.difference is not None
            row.update({
                'told_count': found.told, 'told_percent': 100 * (found.told_share or 0.0),
                'held_count': found.held, 'held_percent': 100 * (found.held_share or 0.0),
                'difference': 100 * found.difference if known else 0.0,
                'interval': known and self.env._(
                    "%(low)s to %(high)s", low=f"{100 * found.low:+.1f}",
                    high=f"{100 * found.high:+.1f}"),
                'verdict': found.verdict})

    # === BUSINESS === #

    @property
    def _table_query(self):
        """One row for each level, channel, text and tier, and for 7 and 14 days, with its strata:
        told, of these paid, held back, of these paid."""
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (
                       ORDER BY company_id, about, days, procedure_id, level_id, channel,
                                mail_template_id, tier_id) AS id,
                   company_id, about, days, procedure_id, level_id, channel, mail_template_id,
                   tier_id, JSONB_AGG(JSONB_BUILD_ARRAY(told, told_paid, held, held_paid)) AS strata
              FROM (
                    SELECT seen.company_id, about, days,
                           CASE about WHEN 'level' THEN seen.procedure_id END AS procedure_id,
                           CASE about WHEN 'level' THEN seen.level_id END AS level_id,
                           CASE about WHEN 'channel' THEN seen.channel END AS channel,
                           CASE about WHEN 'text' THEN seen.mail_template_id END
                               AS mail_template_id,
                           CASE about WHEN 'tier' THEN seen.tier_id END AS tier_id,
                           COUNT(*) FILTER (WHERE NOT is_held) AS told,
                           COUNT(*) FILTER (WHERE NOT is_held AND is_paid) AS told_paid,
                           COUNT(*) FILTER (WHERE is_held) AS held,
                           COUNT(*) FILTER (WHERE is_held AND is_paid) AS held_paid
                      FROM (%(seen)s) seen
                CROSS JOIN (VALUES ('level'), ('channel'), ('text'), ('tier')) kind (about)
                CROSS JOIN LATERAL (
                           VALUES (7, 2 * seen.paid_7 >= seen.asked),
                                  (14, 2 * seen.paid_14 >= seen.asked)) span (days, is_paid)
                     WHERE seen.told_on + span.days <= %(today)s
                  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, seen.level_id, seen.tier_id
                   ) stratum
          GROUP BY company_id, about, days, procedure_id, level_id, channel, mail_template_id,
                   tier_id
            """, seen=self._seen_sql(), today=fields.Date.context_today(self))

    @api.model
    def _seen_sql(self):
        """What became of each notice, sent or held back: what was open on its day, and what was
        paid of it within 7 and 14 days."""
        return SQL(
            """
            SELECT unit.company_id, unit.is_held, unit.told_on, unit.level_id, unit.channel,
                   unit.mail_template_id, unit.tier_id, level.procedure_id,
                   SUM(part.open) AS asked, SUM(part.paid_7) AS paid_7,
                   SUM(part.paid_14) AS paid_14
              FROM (%(units)s) unit
              JOIN ar_dunning_level level ON level.id = unit.level_id
              JOIN res_company company ON company.id = unit.company_id
              JOIN account_move_line line ON line.id = ANY(unit.line_ids)
        CROSS JOIN LATERAL (
                   SELECT line.balance - COALESCE(SUM(matched.amount) FILTER (
                              WHERE matched.max_date <= unit.told_on), 0) AS open,
                          COALESCE(SUM(matched.amount) FILTER (
                              WHERE is_payment AND matched.max_date - unit.told_on
                                    BETWEEN 1 AND 7), 0) AS paid_7,
                          COALESCE(SUM(matched.amount) FILTER (
                              WHERE is_payment AND matched.max_date - unit.told_on
                                    BETWEEN 1 AND 14), 0) AS paid_14
                     FROM (
                           SELECT matching.amount, matching.max_date,
                                  paid.invoice_date IS NULL AND paid.journal_id
                                  IS DISTINCT FROM company.currency_exchange_journal_id
                                      AS is_payment
                             FROM account_partial_reconcile matching
                             JOIN account_move_line paid ON paid.id = matching.credit_move_id
                            WHERE matching.debit_move_id = line.id
                          ) matched
                   ) part
             WHERE part.open > 0
          GROUP BY unit.company_id, unit.is_held, unit.told_on, unit.level_id, unit.channel,
                   unit.mail_template_id, unit.tier_id, level.procedure_id, unit.place
            """, units=self._units_sql())

    @api.model
    def _units_sql(self):
        """Notices that took part in the draw: sent ones, and those that were held back. The days
        of both begin when the run goes out."""
        return SQL(
            """
            SELECT notice.id AS place, notice.company_id, FALSE AS is_held,
                   %(sent)s AS told_on, notice.level_id, notice.channel,
                   notice.mail_template_id, notice.tier_id,
                   ARRAY(SELECT told.move_line_id FROM ar_dunning_notice_line told
                          WHERE told.notice_id = notice.id AND told.is_given
                            AND told.level IS NOT NULL) AS line_ids
              FROM ar_dunning_notice notice
             WHERE notice.is_drawn AND notice.state = 'sent'
         UNION ALL
            SELECT -MIN(skip.id), run.company_id, TRUE,
                   %(begun)s,
                   (ARRAY_AGG(skip.level_id ORDER BY skip.level DESC))[1], MIN(skip.channel),
                   MIN(skip.mail_template_id), MIN(skip.tier_id), ARRAY_AGG(skip.move_line_id)
              FROM ar_dunning_skip skip
              JOIN ar_dunning_run run ON run.id = skip.run_id
             WHERE skip.reason = 'holdout' AND run.position = 'on'
               AND run.approve_date IS NOT NULL
          GROUP BY run.id, skip.account_id
            """,
            sent=self.env['res.company']._ar_day_sql(
                SQL("notice.sent_date"), SQL("notice.company_id")),
            begun=self.env['res.company']._ar_day_sql(
                SQL(
                    "COALESCE((SELECT MIN(told.sent_date) FROM ar_dunning_notice told"
                    " WHERE told.run_id = run.id AND told.state = 'sent'), run.approve_date)"),
                SQL("run.company_id")))
