from odoo import api, fields, models


class ArDunningRun(models.Model):
    _inherit = 'ar.dunning.run'

    interest_amount = fields.Monetary(
        string="Interest Claimed", compute='_compute_interest_amounts',
        help="In the notices that go out or went out.")
    fee_amount = fields.Monetary(
        string="Fees Claimed", compute='_compute_interest_amounts',
        help="In the notices that go out or went out.")

    # === COMPUTE === #

    @api.depends('notice_ids.state')
    def _compute_interest_amounts(self):
        found = {run: amounts for run, *amounts in self.env['ar.dunning.notice']._read_group(
            [('run_id', 'in', self.ids), ('state', '!=', 'cancelled')], ['run_id'],
            ['interest_amount:sum', 'fee_amount:sum'])}
        for run in self:
            run.interest_amount, run.fee_amount = found.get(run._origin, (0.0, 0.0))

    # === BUSINESS === #

    def _after_apply(self):
        # EXTENDS dunning: interest and fees as of the day of the run
        result = super()._after_apply()
        self.env['ar.interest.charge'].sudo()._catch_up(self)
        self._notices_with_interest()._fill_interest()
        return result

    def _notices_with_interest(self):
        """The notices of this run whose level speaks about interest."""
        return self.env['ar.dunning.notice'].search([
            ('run_id', '=', self.id), ('level_id.interest_rule', '!=', 'none')])
