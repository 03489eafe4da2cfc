from odoo import api, models
from odoo.tools import SQL

# Columns of `ar_dunning_step` that a notice, or an item left out, keeps where it has the field.
KEPT = (
    'channel', 'tier_id', 'mail_template_id', 'is_drawn', 'strategy_id', 'strategy_facts', 'until',
    'is_letter', 'wait_code', 'wait_until')


class ArDunningRun(models.Model):
    """From whose turn it is to what suits the customer: on which way it is told, or why rather not
    now. One row for each customer, in the temporary table `ar_dunning_step`."""
    _inherit = 'ar.dunning.run'

    def _steer(self):
        """Choose the next step to every customer whose turn it is, and leave out who waits. Who is
        held back by lot is steered like the others: the two are compared later."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS ar_dunning_step"))
        self.env.cr.execute(SQL(
            "CREATE TEMPORARY TABLE ar_dunning_step ON COMMIT DROP AS %s", self._steps_sql()))
        self.env.cr.execute("ANALYZE ar_dunning_step (account_id, partner_id)")
        for step in self._steering_steps():
            getattr(self, step)()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_draft draft
               SET top = NULL, top_id = NULL,
                   reason = CASE WHEN draft.level IS NOT NULL
                                  AND COALESCE(draft.reason, 'holdout') = 'holdout'
                                 THEN step.reason ELSE draft.reason END
              FROM ar_dunning_step step
             WHERE step.account_id = draft.account_id AND step.reason IS NOT NULL
            """))

    @api.model
    def _steering_steps(self):
        """Hook: names of the methods that change `channel` in `ar_dunning_step`, or give a `reason`
        of `ar.dunning.skip` and the day `until` which nothing is sent, in order; none here."""
        return []

    def _kept_columns(self, model):
        """Names of the columns of `ar_dunning_step` that the rows of a model keep."""
        return [name for name in KEPT if name in self.env[model]._fields]

    def _steps_sql(self):
        """Customers with something to tell, as the procedure has it."""
        return SQL(
            """
            SELECT turn.*, level.id AS top_id, level.channel,
                   level.final_notice IS TRUE AS is_final, level.mail_template_id, account.tier_id,
                   level.final_notice IS NOT TRUE AND procedure.holdout_percent > 0
                       AND turn.amount <= procedure.holdout_cap AS is_drawn,
                   NULL::integer AS strategy_id, NULL::jsonb AS strategy_facts,
                   NULL::varchar AS reason, NULL::date AS until, FALSE AS is_letter,
                   NULL::varchar AS wait_code, NULL::timestamp AS wait_until
              FROM (
                    SELECT draft.account_id, MIN(draft.partner_id) AS partner_id,
                           MIN(draft.procedure_id) AS procedure_id, MAX(draft.level) AS top,
                           SUM(draft.value) AS amount, MIN(draft.due) AS due,
                           MIN(GREATEST(draft.due + own.days, dunned.given_date + own.gap_days))
                               AS turn
                      FROM ar_dunning_draft draft
                      JOIN ar_dunning_level own ON own.id = draft.level_id
                 LEFT JOIN ar_dunning_item dunned ON dunned.move_line_id = draft.line_id
                     WHERE draft.level IS NOT NULL
                       AND (draft.reason IS NULL OR draft.reason = 'holdout')
                  GROUP BY draft.account_id
                   ) turn
              JOIN ar_dunning_level level
                ON level.procedure_id = turn.procedure_id AND level.sequence = turn.top
               AND level.active
              JOIN ar_dunning_procedure procedure ON procedure.id = turn.procedure_id
              JOIN ar_credit_account account ON account.id = turn.account_id
            """)
