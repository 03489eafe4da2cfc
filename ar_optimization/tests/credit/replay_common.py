from odoo import Command

from .common import CreditCommon


class ReplayCommon(CreditCommon):
    """A company with a short past, and drafts that say nothing but what a test wants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ar.credit.policy'].search([]).active = False
        cls.replays = cls.env['ar.replay']

    @classmethod
    def replay(cls, *rules, run=True, **vals):
        """A replay of a draft, run unless told.

        :param rules: (condition, action, bound) of the draft's policies.
        """
        replay = cls.replays.create({
            'name': "Draft", 'months': 6, 'draft_limits': 'granted',
            'policy_ids': [Command.create({
                'name': condition, 'condition': condition, 'action': action, 'bound': bound,
            }) for condition, action, bound in rules], **vals})
        if run:
            replay.sudo()._run_now()
        return replay

    def held(self, replay, scenario='draft'):
        return replay.document_ids.filtered(lambda document: document.scenario == scenario)

    def figures(self, replay, scenario='draft'):
        return {figure.figure: figure[scenario] for figure in replay.figure_ids}

    def result(self, replay):
        """All that a replay has found, but for its ids."""
        names = {
            'ar.replay.document': (
                'scenario', 'res_id', 'date', 'action', 'condition', 'reasons', 'numbers',
                'tier_code', 'cleared_date', 'days_delayed', 'outcome', 'late_days', 'revenue',
                'overdue_avoided', 'loss_avoided', 'good_revenue'),
            'ar.replay.customer': (
                'account_id', 'now_tier', 'draft_tier', 'now_mode', 'now_limit', 'draft_mode',
                'draft_limit', 'documents', 'revenue', 'draft_held'),
            'ar.replay.week': ('scenario', 'date', 'documents', 'held', 'revenue'),
            'ar.replay.figure': ('figure', 'now', 'draft'),
        }
        return {
            model: [
                [row[name] for name in columns]
                for row in self.env[model].search([('replay_id', '=', replay.id)], order='id')]
            for model, columns in names.items()}
