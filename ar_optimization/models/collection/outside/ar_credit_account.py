from odoo import api, fields, models


class ArCreditAccount(models.Model):
    """What of this customer is with an agency or a lawyer, and what was written off."""
    _inherit = 'ar.credit.account'

    placement_ids = fields.One2many('ar.placement', 'account_id', readonly=True)
    legal_case_ids = fields.One2many('ar.legal.case', 'account_id', readonly=True)
    legal_count = fields.Integer(string="Legal Cases", compute='_compute_outside_count')
    write_off_ids = fields.One2many('ar.write.off', 'account_id', readonly=True)
    written_off_amount = fields.Monetary(
        string="Written Off", compute='_compute_written_off_amount', aggregator=None,
        help="Booked write-offs of this customer less what was recovered since.")
    outside_count = fields.Integer(
        string="Cases Outside", compute='_compute_outside_count',
        help="With agencies, ended ones included.")

    # === COMPUTE === #

    @api.depends('placement_ids', 'legal_case_ids')
    def _compute_outside_count(self):
        for account in self:
            account.outside_count = len(account.placement_ids)
            account.legal_count = len(account.legal_case_ids)

    @api.depends('write_off_ids.state', 'write_off_ids.amount_company')
    def _compute_written_off_amount(self):
        for account in self:
            booked = account.write_off_ids.filtered(lambda case: case.state == 'booked')
            account.written_off_amount = sum(
                case.amount_company - case.recovered_amount for case in booked)

    # === ACTIONS === #

    def action_open_legal_cases(self):
        """What of this customer is or was in court."""
        self.ensure_one()
        return self._list_of('ar_legal_case_action')

    def action_open_write_offs(self):
        """What this customer owed and was written off."""
        self.ensure_one()
        return self._list_of('ar_write_off_action')

    def action_open_placements(self):
        """What of this customer is or was with an agency."""
        self.ensure_one()
        return self._list_of('ar_placement_action')

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
        return items - busy - self.sudo().legal_case_ids.filtered(
            lambda case: case.state != 'done').move_line_ids

    def _placeable_items(self):
        """Those of the overdue items that an agency can be given: nobody disputes them, and no
        payment plan pays them.

        :return: `account.move.line`, with all rights.
        """
        items = self._overdue_items()
        return (items - items._ar_in_plan()).filtered(lambda item: not item._ar_disputed_now())

    def _status_inside(self):
        """The status that this customer has, or had before it was given to somebody outside."""
        if self.status not in ('agency', 'legal'):
            return self.status
        live = [case for case in (*self.placement_ids, *self.legal_case_ids)
                if case.status_before and case.state in ('placed', 'demand', 'court')]
        return live[0].status_before if live else False

    def _outside_status(self):
        """The status that this customer has by what is with a lawyer or an agency now; None when
        nothing is."""
        if any(case.state in ('demand', 'court') for case in self.legal_case_ids):
            return 'legal'
        return 'agency' if any(case.state == 'placed' for case in self.placement_ids) else None

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
            self.env['ar.legal.case'].sudo()._warn_of_limitation(companies, today)
