from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """What of this customer is with an agency or a lawyer, and what was written off."""
    _inherit = 'ar.credit.account'

    placement_ids = fields.One2many('ar.placement', 'account_id', readonly=True)
    write_off_ids = fields.One2many('ar.write.off', 'account_id', readonly=True)
    written_off_amount = fields.Monetary(
        string="Written Off", compute='_compute_written_off_amount', aggregator=None,
        help="Booked write-offs of this customer less what was recovered since.")
    outside_count = fields.Integer(
        string="Cases Outside", compute='_compute_outside_count',
        help="With agencies, ended ones included.")

    # === COMPUTE === #

    @api.depends('placement_ids')
    def _compute_outside_count(self):
        for account in self:
            account.outside_count = len(account.placement_ids)

    @api.depends('write_off_ids.state', 'write_off_ids.amount_company')
    def _compute_written_off_amount(self):
        for account in self:
            booked = account.write_off_ids.filtered(lambda case: case.state == 'booked')
            account.written_off_amount = sum(
                case.amount_company - case.recovered_amount for case in booked)

    # === ACTIONS === #

    def action_open_write_offs(self):
        """What this customer owed and was written off."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_write_off_action'),
            'domain': [('account_id', '=', self.id)],
            'context': {'default_account_id': self.id},
        }

    def action_open_placements(self):
        """What of this customer is or was with an agency."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_placement_action'),
            'domain': [('account_id', '=', self.id)],
            'context': {'default_account_id': self.id},
        }

    # === BUSINESS === #

    def _overdue_items(self):
        """The customer's overdue items that are in no case outside.

        :return: `account.move.line`, with all rights.
        """
        self.ensure_one()
        items = self.env['ar.open.item'].sudo().search([
            ('credit_account_id', '=', self.id), ('amount_residual', '>', 0),
            ('days_overdue', '>', 0)]).line_id
        busy = self.env['ar.placement.line'].sudo().search([
            ('move_line_id', 'in', items.ids), ('is_live', '=', True)]).move_line_id
        return items - busy

    def _outside_cases(self):
        """Hook: the cases of this customer that an agency or a lawyer has now."""
        return self.placement_ids.filtered(lambda case: case.state == 'placed')

    @api.model
    def _status_of(self, cases):
        """The status that these cases give an account; None without any."""
        return 'agency' if cases else None

    def _stop_own_contact(self, why):
        """Take back what was about to go out to these customers, and close planned calls.

        :param str why: which case.
        """
        waiting = self.env['ar.dunning.notice'].search(
            [('account_id', 'in', self.ids), ('state', 'in', ('draft', 'approved'))])
        waiting._take_out(self.env._("Given to somebody outside: %s", why))
        for account in self:
            account._close_planned_contact('phone', why)
            account._close_planned_contact('visit', why)

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS dunning
        return [*super()._nightly_steps(), '_nightly_outside']

    @api.model
    def _nightly_outside(self, companies, today, full=False):
        """Read what came in on cases outside, and propose new ones. A night of the past proposes
        nothing."""
        if today == fields.Date.context_today(self):
            self.env['ar.placement'].sudo()._nightly_placements(companies)
