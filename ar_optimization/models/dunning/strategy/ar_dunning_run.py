import json

from odoo import api, models
from odoo.tools import SQL

from ....tools import strategy


class ArDunningRun(models.Model):
    """What suits the customers of a run: gathered in one statement, decided by `tools.strategy`,
    noted in one."""
    _inherit = 'ar.dunning.run'

    @api.model
    def _steering_steps(self):
        # EXTENDS dunning
        return [*super()._steering_steps(), '_follow_strategy']

    def _follow_strategy(self):
        """Choose what suits each customer, by the first rule that fits."""
        rules = self.env['ar.dunning.strategy']._rules(self.company_id)
        if not rules:
            return
        steps = {}
        for account_id, *values in self.env.execute_query(self._situations_sql(rules)):
            situation = strategy.Situation(*values[:-1], ways=frozenset(values[-1] or ()))
            if step := strategy.choose(rules, situation, self.date):
                steps[account_id] = step
        self._note_steps(self._before_deadlines(steps))

    def _situations_sql(self, rules):
        """Customers as `tools.strategy.Situation`, with their account first and the ways on which
        they can be told and want to be last: those who have paid as often as any rule asks for."""
        ways = {rule.step for rule in rules} - {strategy.WAIT}
        reached = SQL(", ").join(
            SQL("CASE WHEN %s THEN %s END", self._way_sql(way), way) for way in sorted(ways))
        return SQL(
            """
            SELECT step.account_id, step.top, step.is_final, step.channel, step.amount::float8,
                   step.due, step.turn, step.tier_id, COALESCE(account.paid_count, 0),
                   account.delay_before, account.delay_trend, account.on_time_ratio,
                   ARRAY_REMOVE(ARRAY[%s]::varchar[], NULL)
              FROM ar_dunning_step step
              JOIN ar_credit_account account ON account.id = step.account_id
        CROSS JOIN LATERAL (SELECT step.partner_id AS id) partner
             WHERE step.top > 0 AND NOT step.is_final AND COALESCE(account.paid_count, 0) >= %s
            """, reached, min(rule.paid_least for rule in rules))

    def _way_sql(self, way):
        """Whether a customer has an address for a way, and wants to be told on it."""
        known = self._address_terms().get(way, SQL("TRUE"))
        name = self.env['ar.credit.account']._opt_out_names().get(way)
        if not name:
            return SQL("COALESCE(%s, FALSE)", known)
        return SQL(
            "COALESCE(%s, FALSE) AND account.%s IS NOT TRUE", known, SQL.identifier(name))

    def _before_deadlines(self, steps):
        """Shorten waits where something has to happen by a day that a cover or the law sets.

        :param dict steps: {account id: `tools.strategy.Step`}
        :return: the same, without waits that are over.
        """
        waiting = [account_id for account_id, step in steps.items() if step.until]
        if not waiting:
            return steps
        deadlines = dict(self.env['ar.cover.deadline'].sudo()._read_group(
            [('account_id', 'in', waiting), ('state', '=', 'open'), ('line_id', '!=', False)],
            ['account_id'], ['date:min']))
        deadlines = {account.id: day for account, day in deadlines.items()}
        for account_id in waiting:
            step = steps[account_id]
            until = strategy.before_deadline(step.until, deadlines.get(account_id))
            if until <= self.date:
                del steps[account_id]
            else:
                steps[account_id] = step._replace(until=until)
        return steps

    def _note_steps(self, steps):
        """:param dict steps: {account id: `tools.strategy.Step`}"""
        if not steps:
            return
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_step step
               SET strategy_id = chosen.rule, strategy_facts = chosen.facts::jsonb,
                   channel = COALESCE(chosen.channel, step.channel), until = chosen.until,
                   reason = CASE WHEN chosen.until IS NOT NULL THEN 'strategy' END
              FROM UNNEST(%s::integer[], %s::integer[], %s::varchar[], %s::date[], %s::varchar[])
                   AS chosen (account_id, rule, channel, until, facts)
             WHERE chosen.account_id = step.account_id
            """,
            list(steps), [step.rule for step in steps.values()],
            [step.channel for step in steps.values()], [step.until for step in steps.values()],
            [json.dumps(step.facts) for step in steps.values()]))
