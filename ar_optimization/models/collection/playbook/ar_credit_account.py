from odoo import api, fields, models

from ....tools import playbook
from ..dispute.ar_dispute import LIVE


class ArCreditAccount(models.Model):
    """What of the playbook fits this customer now; surveys and relation scores at night."""
    _inherit = 'ar.credit.account'

    # === BUSINESS === #

    def _playbook(self):
        """The entries that fit this customer as it is now, as a piece of a page."""
        self.ensure_one()
        return self.env['ar.playbook.entry']._show(self.company_id, self._situation())

    def _situation(self):
        """This customer as the playbook looks at it: `tools.playbook.Situation`. Figures are those
        of its row of the worklist, when it has one."""
        row = self.worklist_ids[:1]
        disputes = self.env['ar.dispute'].search(
            [('account_id', '=', self.id), ('state', 'in', LIVE)])
        return playbook.Situation(
            frozenset(disputes.reason_id.ids), frozenset(row.detail or ()),
            row.dunning_level if row else self.dunning_level,
            row.worst_days if row else self._days_overdue(),
            self.tier_id.id, self.partner_id.lang)

    def _days_overdue(self):
        """Days that the oldest open item of this customer is overdue; 0 when none is."""
        days = self.env['ar.open.item']._read_group(
            [('company_id', '=', self.company_id.id),
             ('commercial_partner_id', '=', self.partner_id.id), ('amount_residual', '>', 0)],
            aggregates=['date_maturity:min'])[0][0]
        today = fields.Date.context_today(self)
        return max((today - days).days, 0) if days else 0

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS collection
        return [*super()._nightly_steps(), '_nightly_surveys']

    @api.model
    def _nightly_surveys(self, companies, today, full=False):
        """Bring relation scores up to date, which fade with the days, and choose whom to ask. A
        night of the past asks nobody."""
        for company in companies:
            self.sudo()._refresh_relations(company, today)
            if today == fields.Date.context_today(self):
                self.env['ar.relation.survey'].sudo()._choose(company, today)
