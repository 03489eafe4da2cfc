from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """The night of the collection room, after that of dunning."""
    _inherit = 'ar.credit.account'

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS dunning
        return [*super()._nightly_steps(), '_nightly_worklist']

    @api.model
    def _nightly_worklist(self, companies, today, full=False):
        """End what was stopped up to yesterday, give customers and debts to whom they belong, and
        make the list of the day. A night of the past makes no list."""
        if today != fields.Date.context_today(self):
            return
        for company in companies:
            self.sudo()._end_stops(company, today)
            position = company._ar_position('collection')
            if position == 'on':
                self.sudo()._hand_over(company)
                self.env['ar.collector.pool'].sudo()._assign_new(company)
            elif position == 'observe':
                self.sudo()._observe_work(company)
            if position != 'off':
                self.env['ar.worklist'].sudo()._rebuild(company, today)

    def _observe_work(self, company):
        """Note how many debts would change hands, unless the log says so already."""
        if changes := self._owner_changes(company):
            self.env['ar.event'].sudo()._observe(
                'observed.worklist', company, {'handed_over': len(changes)})
