import json

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import clustering

# What customers are grouped by, and the tier condition its thresholds become.
AXES = (
    clustering.Axis('on_time_ratio', True, 'min_on_time_ratio', 2),
    clustering.Axis('weighted_days_late', False, 'max_days_late', 0),
    clustering.Axis('overdue_share', False, 'max_overdue_share', 2),
)
# What a suggestion puts in the place of a tier's conditions: these and the score, which sums up
# the same behaviour. How long a customer is known or what is up to date is another matter.
REPLACED = {'min_score', 'min_on_time_ratio_amount', 'max_overdue_days'} | {
    axis.condition for axis in AXES}
LISTED_MOVES = 500


class ArTierSuggestion(models.TransientModel):
    """Find the groups that a company's own customers fall into by how they pay, show them, and
    turn them into tier conditions when the credit manager wants that."""
    _name = 'ar.tier.suggestion'
    _description = "Suggest Tiers from the Ledger"
    _inherit = ['ar.company.wizard']

    group_count = fields.Selection(
        [('auto', "As many as there are (3 to 5)"), ('2', "2"), ('3', "3"), ('4', "4"), ('5', "5")],
        string="Groups", required=True, default='auto')
    keep_other = fields.Boolean(
        string="Keep Other Conditions", default=True,
        help="Conditions on other things than payment, such as how long a customer is known, "
             "stay. Those on the score and on payment are replaced.")
    group_ids = fields.One2many('ar.tier.suggestion.group', 'suggestion_id')
    move_ids = fields.One2many('ar.tier.suggestion.move', 'suggestion_id')
    move_count = fields.Integer(string="Customers Who Would Move", readonly=True)
    move_summary = fields.Text(string="From Which to Which", readonly=True)
    silhouette = fields.Float(readonly=True)
    agreement = fields.Float(readonly=True)
    left_out_count = fields.Integer(readonly=True)
    quality = fields.Text(compute='_compute_quality')
    size_chart = fields.Text(compute='_compute_charts')
    on_time_chart = fields.Text(compute='_compute_charts')
    late_chart = fields.Text(compute='_compute_charts')
    overdue_chart = fields.Text(compute='_compute_charts')

    # === COMPUTE === #

    @api.depends_context('lang')
    def _compute_display_name(self):
        self.display_name = self.env._("Tiers from My Ledger")

    @api.depends('silhouette', 'agreement', 'left_out_count', 'group_ids')
    @api.depends_context('lang')
    def _compute_quality(self):
        for wizard in self:
            wizard.quality = bool(wizard.group_ids) and "\n".join(wizard._quality_lines())

    def _quality_lines(self):
        if self.silhouette >= 0.5:
            yield self.env._("The groups are clearly distinct.")
        elif self.silhouette >= 0.25:
            yield self.env._("The groups can be told apart, but blend into each other.")
        else:
            yield self.env._("The customers hardly fall into groups: take this with care.")
        yield self.env._(
            "The suggested conditions put %(share)s %% of the customers where the groups do.",
            share=round(100 * self.agreement))
        if self.left_out_count:
            yield self.env._(
                "Customers left out, as nothing is known of their payments yet: %s",
                self.left_out_count)

    @api.depends('group_ids.tier_id')
    @api.depends_context('lang')
    def _compute_charts(self):
        for wizard in self:
            wizard.size_chart = wizard._chart(lambda g: g.size, "{:.0f}")
            wizard.on_time_chart = wizard._chart(lambda g: 100 * g.on_time_ratio, "{:.0f} %")
            wizard.late_chart = wizard._chart(lambda g: g.weighted_days_late, "{:.1f}")
            wizard.overdue_chart = wizard._chart(lambda g: 100 * g.overdue_share, "{:.0f} %")

    def _chart(self, figure, shown):
        """One bar per group, as Odoo's `dashboard_graph` widget wants it."""
        bars = [
            {'label': f"{group.name}: {shown.format(figure(group))}",
             'value': round(figure(group), 2), 'type': 'future'}
            for group in self.group_ids
        ]
        return json.dumps([{'key': '', 'values': bars}])

    # === ACTIONS === #

    def action_suggest(self):
        """Look for groups and show them.

        :raise UserError: when there are too few customers with known payments.
        """
        self.ensure_one()
        rows = self._facts()
        found = clustering.suggest(
            rows, AXES, k=None if self.group_count == 'auto' else int(self.group_count))
        if not found:
            raise UserError(self.env._(
                "There are too few customers whose payments are known to find groups."))
        tiers = self._tiers()
        shown = self.create({
            'company_id': self.company_id.id,
            'group_count': self.group_count,
            'keep_other': self.keep_other,
            'silhouette': found.silhouette,
            'agreement': found.agreement,
            'left_out_count': len(found.left_out),
            'group_ids': [
                Command.create(self._group_values(group, rows, tiers)) for group in found.groups],
        })
        return shown.action_compare()

    def action_compare(self):
        """List the customers who would move if the suggestion were applied now."""
        self.ensure_one()
        accounts = self.env['ar.credit.account'].sudo()
        rows = self._facts()
        after = accounts._preview_tiers(self.company_id, self._tiers()._ladder(
            self.company_id, self._draft_bounds()))
        moves = {key: (row['tier'], after[key])
                 for key, row in rows.items() if row['tier'] != after[key]}
        largest = sorted(moves, key=lambda key: -abs(rows[key]['receivable_amount'] or 0))
        self.write({
            'move_count': len(moves),
            'move_summary': self._moves_in_words(moves.values()),
            'move_ids': [Command.clear(), *(
                Command.create({
                    'account_id': key, 'from_code': moves[key][0], 'to_code': moves[key][1]})
                for key in largest[:LISTED_MOVES])],
        })
        return self._open()

    def action_apply(self):
        """Write the suggested conditions to the tiers and sort the customers anew. Both are
        logged; the conditions can be taken back from the log.

        :raise AccessError: for anybody but a credit manager; UserError: where tiers are off.
        """
        self.ensure_one()
        self.env.user._ar_check_role('credit_manager')
        self.company_id.sudo()._ar_check_limits_not_off()
        words = self.env['ar.credit.tier.condition']
        for tier, bounds in self._draft_bounds().items():
            tier.write({'condition_ids': [Command.clear(), *(
                Command.create({
                    'condition': name, 'value': words._entered_value(name, bound),
                    'sequence': 10 * place})
                for place, (name, bound) in enumerate(bounds.items(), 1))]})
        self.env['ar.credit.account'].sudo()._assign_tiers(
            self.company_id, fields.Date.context_today(self))
        return self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_credit_tier_action')

    def _open(self):
        return {
            'name': self._description,
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'main',  # not one more step in the breadcrumb for each look
        }

    # === BUSINESS === #

    def _tiers(self):
        return self.env['ar.credit.tier']._for_company(self.company_id)

    def _facts(self):
        """The facts of every account of the company, as tiers are decided on, by account id."""
        self.env['ar.credit.account'].check_access('read')
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You do not work in this company."))
        facts = self.env['ar.credit.account'].sudo()._tier_facts(
            self.company_id, fields.Date.context_today(self))
        return {row['id']: row for row in facts}

    @api.model
    def _group_values(self, group, rows, tiers):
        """What to store of a `clustering.Group`: its figures, and the tier it most likely is."""
        members = [rows[key] for key in group.keys]
        return {
            'rank': group.rank,
            'tier_id': tiers[min(group.rank, len(tiers) - 1)].id if tiers else False,
            'size': group.size,
            **{axis.name: group.means[axis.name] for axis in AXES},
            'overdue_amount': sum(row['overdue_amount'] or 0.0 for row in members),
            'receivable_amount': sum(row['receivable_amount'] or 0.0 for row in members),
            'conditions': group.conditions,
        }

    def _draft_bounds(self):
        """The conditions each tier would have.

        :return: {tier: {name of condition: bound as the tools have it}}
        """
        drafts = {}
        for group in self.group_ids.filtered(lambda g: g.conditions and g.tier_id):
            kept = {
                item.condition: item._plain_value() for item in group.tier_id.condition_ids
                if self.keep_other and item.condition not in REPLACED
            }
            drafts[group.tier_id] = {**group.conditions, **kept}
        return drafts

    def _moves_in_words(self, moves):
        """How many customers would go from which tier to which."""
        counts = {}
        for move in moves:
            counts[move] = counts.get(move, 0) + 1
        return "\n".join(
            self.env._("%(count)s from %(before)s to %(after)s", count=count, after=after,
                       before=before or self.env._("none"))
            for (before, after), count in sorted(
                counts.items(), key=lambda item: (item[0][0] or '', item[0][1]))
        ) or self.env._("Nobody would move.")
