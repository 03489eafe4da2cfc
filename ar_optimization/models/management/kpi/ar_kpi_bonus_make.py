from dateutil.relativedelta import relativedelta

from odoo import api, models

from ....tools import bonus as rules

# Money of so many months ago may still be taken back, and bonuses follow.
LOOK_BACK_MONTHS = 24


class ArKpiBonus(models.Model):
    """Computing bonuses at night and after each review: targets, rules, results and what was taken
    off are read once for everybody, decided by `tools.bonus`, and written where they are new."""
    _inherit = 'ar.kpi.bonus'

    # === CRON === #

    @api.model
    def _make(self, companies, today, users=None):
        """Bring drafts up to date, and see whether approved ones turned out too high.

        :param companies: `res.company`.
        :param date today: periods that are over by then.
        :param users: only of these people; default everybody.
        """
        for company in companies:
            self._make_company(company, today, users)

    # === BUSINESS === #

    @api.model
    def _make_company(self, company, today, users):
        domain = [('company_id', '=', company.id)]
        if users is not None:
            domain.append(('user_id', 'in', users.ids))
        targets = self.env['ar.kpi.target'].sudo().search([
            *domain, ('state', '=', 'approved'), ('user_id', '!=', False),
            ('date_to', '<', today), ('date_to', '>=', self._oldest(today))],
            order='date_from, id')
        results = targets._results()
        wanted = self._wanted(company, targets, results)
        present = {bonus._key(): bonus for bonus in self.sudo().search(domain)}
        self._correct(present.values(), {
            target.id: result[0] for target, result in results.items()})
        made = self.sudo().create([
            {'company_id': company.id, 'user_id': user, 'period': period, 'date_from': day,
             'date_to': wanted[user, period, day]['date_to']}
            for user, period, day in sorted(wanted.keys() - present.keys())])
        gone = self.sudo().union(*(
            bonus for key, bonus in present.items()
            if bonus.state == 'draft' and key not in wanted and bonus._is_recent(today)))
        (self.sudo().union(*present.values()) - gone + made)._settle(wanted)
        gone.unlink()

    def _key(self):
        return self.user_id.id, self.period, self.date_from

    def _is_recent(self, today):
        return self.date_to >= self._oldest(today)

    @api.model
    def _oldest(self, today):
        return today - relativedelta(months=LOOK_BACK_MONTHS, day=1)

    @api.model
    def _wanted(self, company, targets, results):
        """What each person earned in each period that is over, by the rules of today.

        :return: {(user id, period, first day): dict `date_to`, `lines` (see `_line`)}
        """
        offered = self.env['ar.kpi.bonus.rule'].sudo().search([('company_id', '=', company.id)])
        found = {}
        for target in targets:
            for rule in offered.filtered(lambda rule, target=target: rule._is_for(target)):
                bonus = found.setdefault(
                    (target.user_id.id, target.period, target.date_from),
                    {'date_to': target.date_to, 'lines': []})
                bonus['lines'].append(self._line(target, rule, results[target]))
        return found

    @api.model
    def _line(self, target, rule, result):
        """What a rule gives for a target, with all it follows from."""
        value, change, frozen = result
        percent = rules.achievement(value, target.value, target._better())
        formula = rule._formula()
        return {
            'rule_id': rule.id, 'rule': rule.name, 'target_id': target.id,
            'measure': target.measure, 'better': target._better(), 'target': target.value,
            'value': value, 'change': change, 'frozen': frozen, 'percent': percent,
            'formula': {**formula._asdict(), 'steps': [list(step) for step in formula.steps]},
            'amount': rules.earned(percent, formula, target.currency_id.decimal_places),
            'reward': rule.reward if rule.reward and percent >= rule.reward_percent else False,
        }

    @api.model
    def _correct(self, bonuses, values):
        """See how much too high approved bonuses were, by the target and the rule of their day.

        :param dict values: the results as they are now, by target id.
        """
        changed, before = self.sudo().browse(), {}
        for bonus in bonuses:
            found = bonus._too_much(values) if bonus.state != 'draft' else None
            if found is not None and bonus.currency_id.compare_amounts(
                    found, bonus.amount_too_much):
                before.update(bonus._images())
                bonus.amount_too_much = found
                changed |= bonus
        self.env['ar.event'].sudo()._log(
            'bonus.corrected', changed, before=before, after=changed._images())

    def _too_much(self, values):
        """What of this bonus was not earned, as its results stand now.

        :param dict values: see `_correct`.
        :return: amount, or None where a target that it came from is gone, or too old.
        """
        digits, total = self.currency_id.decimal_places, 0.0
        for line in self.basis or ():
            if line['target_id'] not in values:
                return None
            percent = rules.achievement(
                values[line['target_id']], line['target'], line['better'])
            total += rules.earned(percent, self._formula_of(line), digits)
        return rules.too_much(self.amount_earned, total, digits)

    @api.model
    def _formula_of(self, line):
        """The formula that a bonus was approved with."""
        kept = line['formula']
        return rules.Formula(**{**kept, 'steps': tuple(map(tuple, kept['steps']))})

    def _settle(self, wanted):
        """Write what the drafts among these come to, each person's earlier ones first.

        :param dict wanted: see `_wanted`.
        """
        for bonuses in self.grouped('user_id').values():
            drafts = bonuses.filtered(lambda bonus: bonus.state == 'draft').sorted(
                lambda bonus: (bonus.date_to, bonus.id))
            fixed = bonuses - drafts
            owed = sum(fixed.mapped('amount_too_much')) - sum(fixed.mapped('amount_recovered'))
            values = [bonus._earned_values(wanted) for bonus in drafts]
            settled = rules.settle_all(
                [each['amount_earned'] for each in values], owed,
                bonuses.currency_id.decimal_places)
            for bonus, each, found in zip(drafts, values, settled, strict=True):
                bonus._write_new({
                    **each, 'amount_recovered': found.recovered, 'amount': found.payable,
                    'amount_carried': found.carried})

    def _earned_values(self, wanted):
        if self._key() not in wanted:  # too long ago: as it was
            return {'amount_earned': self.amount_earned}
        lines = wanted[self._key()]['lines']
        return {
            'basis': lines,
            'amount_earned': self.currency_id.round(sum(line['amount'] for line in lines)),
            'reward': ", ".join(line['reward'] for line in lines if line['reward']) or False,
            'is_final': all(line['frozen'] for line in lines)}

    def _write_new(self, values):
        if any(self[name] != value for name, value in values.items()):
            self.write(values)
