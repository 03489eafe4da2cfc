from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArPlacement(models.Model):
    """From a proposal to the agency and back."""
    _inherit = 'ar.placement'

    # === ACTIONS === #

    def action_recall(self):
        """Take these cases back from the agency: we ask the customer ourselves again."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        if any(case.state != 'placed' for case in self):
            raise UserError(self.env._("Only what an agency has can be recalled."))
        cases = self.sudo()
        cases._refresh_receipts()  # what turns out to be paid ends so
        cases.filtered(lambda case: case.state == 'placed')._end(
            'recalled', self.env._("Recalled"))

    def action_refresh(self):
        """Read from the ledger what came in since."""
        self.check_access('read')
        self.sudo()._refresh_receipts()

    def action_remit(self):
        """Book what the agency has paid on in one sum, less its fee."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_placement_remittance_action'),
            'context': {'default_placement_id': self.id},
        }

    def action_compare_ways_out(self):
        """Compare the agency with the other ways out of this customer's overdue claim."""
        self.ensure_one()
        self.check_access('read')
        return {
            **self.env['ir.actions.server']._for_xml_id(
                'ar_optimization.ar_recovery_choice_open_action'),
            'context': {'active_model': 'ar.credit.account', 'active_id': self.account_id.id,
                        'active_ids': self.account_id.ids},
        }

    # === BUSINESS === #

    def _check_ready(self):
        # EXTENDS case: its agency can take it today
        for case in self:
            if problem := case._why_not_hand_over(fields.Date.context_today(case)):
                raise UserError(self.env._(
                    "%(case)s: %(problem)s", case=case.display_name, problem=problem))

    def _hand_over(self):
        """Give approved cases to their agencies: amounts and fees are frozen, the account says so,
        and nobody here contacts the customer any more."""
        today = fields.Date.context_today(self)
        self._check_ready()
        for case in self:
            for line, percent in case._percents(today).items():
                line._freeze(today, percent)
        self.write({'state': 'placed', 'date_placed': today})
        self._enter_status('agency')
        self.env['ar.event']._log(
            'placement.handed_over', self,
            after={case.id: {'state': 'placed'} for case in self},
            numbers={case.id: {
                'agency': case.agency_id.id, 'amount': case.placed_amount,
                'items': len(case.line_ids)} for case in self})

    def _end(self, state, reason):
        """End cases: their items are ours again.

        :param str state: `done` or `recalled`.
        """
        today = fields.Date.context_today(self)
        self.line_ids.is_live = False
        self.line_ids.flush_recordset(['is_live'])  # before an item goes into another case
        self.write({'state': state, 'date_ended': today, 'end_reason': reason})
        self._leave_status('agency')
        self.activity_unlink(['mail.mail_activity_data_todo'])
        self.env['ar.event']._log(
            f'placement.{state}', self, reason=reason,
            numbers={case.id: {
                'received': case.received_amount, 'fees': case.fee_amount,
                'net': case.net_amount} for case in self})

    def _refresh_receipts(self):
        """Read from the ledger what came in, also on cases that have ended: a payment may be
        reversed later. Cases that are paid are settled."""
        begun = self.filtered('date_placed')
        self.env['ar.placement.receipt']._read(begun.line_ids)
        paid = begun.filtered(lambda case: case.state == 'placed' and all(
            item.amount_residual <= 0 for item in case.line_ids.move_line_id))
        if paid:
            paid._end('done', self.env._("All items are settled"))

    def _plan_report(self):
        """Remind whoever looks after the customer of the next report."""
        for case in self.sudo():
            case.activity_unlink(['mail.mail_activity_data_todo'])
            if case.next_report:
                case.activity_schedule(
                    'mail.mail_activity_data_todo', case.next_report,
                    summary=self.env._("Report of %s", case.agency_id.display_name),
                    user_id=(case.account_id._dunning_responsible() or self.env.user).id)

    # === CRON === #

    @api.model
    def _nightly_placements(self, companies):
        """Refresh the cases of which an item was matched or unmatched, and propose new ones."""
        self._touched(companies)._refresh_receipts()
        self.env['ar.placement.rule'].search([
            ('company_id', 'in', companies.ids)])._propose()

    @api.model
    def _touched(self, companies):
        """Cases whose ledger says something else than they do, by one statement."""
        for name in ('account.partial.reconcile', 'account.move.line', 'ar.placement',
                     'ar.placement.line', 'ar.placement.receipt'):
            self.env[name].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT placed.placement_id
              FROM ar_placement_line placed
              JOIN account_partial_reconcile partial
                ON partial.debit_move_id = placed.move_line_id
             WHERE placed.is_live AND placed.company_id IN %(companies)s
               AND NOT EXISTS (
                   SELECT 1 FROM ar_placement_receipt known
                    WHERE known.partial_id = partial.id)
             UNION
            SELECT receipt.placement_id
              FROM ar_placement_receipt receipt
         LEFT JOIN account_partial_reconcile partial ON partial.id = receipt.partial_id
             WHERE receipt.company_id IN %(companies)s
               AND receipt.state = 'counted' AND partial.id IS NULL
            """, companies=tuple(companies.ids) or (0,)))
        return self.browse(case_id for case_id, in rows)
