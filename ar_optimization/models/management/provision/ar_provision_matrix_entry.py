from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArProvisionMatrix(models.Model):
    """The entry of a matrix: the difference to what is booked already, as a draft that an
    accountant posts; and its reversal, the same way."""
    _inherit = 'ar.provision.matrix'

    # === ACTIONS === #

    def action_propose(self):
        """Draft the entry that brings the allowance account to what was approved.

        :raise UserError: says what is missing, or what comes first.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        self.ensure_one()
        if self.state != 'approved':
            raise UserError(self.env._("An approved matrix that is not booked has an entry."))
        if not self.move_id:
            self.sudo()._check_order()
            self.sudo()._draft_entry()
            self._log('provision.proposed')
        return self.action_open_entry()

    def action_reverse(self):
        """Draft the reversal of the entry."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        self.ensure_one()
        move = self.sudo().move_id
        if self.state != 'booked':
            raise UserError(self.env._("Only what is booked can be reversed."))
        if not move.reversal_move_ids.filtered(lambda back: back.state == 'draft'):
            move._reverse_moves([{
                'date': fields.Date.context_today(self),
                'ref': self.env._("Reversal of: %s", move.ref)}])
            self._log('provision.reversed')
        return self.action_open_entry()

    def action_open_entry(self):
        """Open the entry and its reversals, with the user's own rights."""
        self.ensure_one()
        moves = self.sudo().move_id
        return (moves | moves.reversal_move_ids).with_env(self.env)._get_records_action(
            name=self.env._("Entries"))

    # === BUSINESS === #

    @api.model
    def _follow_entries(self, entries):
        """Bring the states of matrices to where their entries and reversals are."""
        found = self.search([('move_id', 'in', (entries | entries.reversed_entry_id).ids)])
        self.env.add_to_compute(self._fields['state'], found)
        found.invalidate_recordset(['booked_amount', 'entry_amount'])

    def _booked(self):
        """The credit balance of the allowance account at the end of the day, posted entries only.
        """
        account = self.company_id.sudo().ar_provision_account_id
        if not account:
            return 0.0
        [[balance]] = self.env['account.move.line'].sudo()._read_group(
            [('company_id', '=', self.company_id.id), ('account_id', '=', account.id),
             ('parent_state', '=', 'posted'), ('date', '<=', self.date)], [], ['balance:sum'])
        return self.currency_id.round(-(balance or 0.0))

    def _check_order(self):
        """Refuse a second entry over the same difference.

        :raise UserError:
        """
        others = self.search([
            ('company_id', '=', self.company_id.id), ('id', '!=', self.id),
            ('move_id', '!=', False)])
        if other := others.filtered(lambda matrix: matrix.state == 'approved')[:1]:
            raise UserError(self.env._(
                "The entry of %s is not posted yet: post or throw it away first.",
                other.display_name))
        if later := others.filtered(
                lambda matrix: matrix.state == 'booked' and matrix.date > self.date)[:1]:
            raise UserError(self.env._(
                "%s is of a later day and booked: reverse it first.", later.display_name))

    def _draft_entry(self):
        allowance, losses = self.company_id._ar_provision_accounts()
        journal = self.company_id._ar_provision_journal()
        amount = self.entry_amount
        if self.currency_id.is_zero(amount):
            raise UserError(self.env._(
                "Nothing is to be booked: the allowance account holds what was approved."))
        name = self.env._("Allowance for receivables as of %s", self.date)
        self.move_id = self.env['account.move'].with_company(self.company_id).create({
            'move_type': 'entry', 'journal_id': journal.id, 'date': self.date, 'ref': name,
            'line_ids': [
                Command.create({'name': name, 'account_id': account.id, 'balance': balance})
                for account, balance in ((losses, amount), (allowance, -amount))]})
