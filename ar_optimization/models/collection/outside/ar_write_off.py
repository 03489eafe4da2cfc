from odoo import api, fields, models
from odoo.exceptions import UserError


class ArWriteOff(models.Model):
    """Items that will not be paid, or not in full: asked for with a reason and evidence, approved
    by somebody else, booked on the bad-debt account and matched with the items. What the customer
    pays afterwards all the same is recognised as recovered."""
    _name = 'ar.write.off'
    _description = "Write-Off"
    _inherit = ['ar.outside.approved']
    _number_prefix = 'WO'
    _request_type = 'write_off'
    _draft_names = frozenset((
        'account_id', 'cause', 'reason', 'evidence_ids', 'tax_mode', 'date', 'line_ids'))

    cause = fields.Selection(
        [
            ('insolvent', "Insolvent"), ('barred', "Barred by Limitation"),
            ('untraceable', "Cannot Be Found"), ('costs', "Costs More Than It Brings"),
            ('settlement', "Compromise"), ('small', "Small Difference"), ('other', "Other"),
        ], string="Ground", required=True, default='other')
    reason = fields.Text(help="Why it will not be paid, for who approves it and for the auditor.")
    evidence_ids = fields.Many2many(
        'ir.attachment', 'ar_write_off_evidence_rel',
        help="Court decision, returned letters, report of the agency.")
    date = fields.Date(
        string="Book On", required=True, default=fields.Date.context_today,
        help="Accounting date of the entry.")
    tax_mode = fields.Selection(
        [('none', "Leave the Tax"), ('included', "Take the Tax Back")], string="Tax",
        required=True, default='none',
        help="Leave the Tax: all of it is a loss; the tax stays owed.\n"
             "Take the Tax Back: the tax contained in it is booked back on the tax accounts, where "
             "the law allows relief for bad debts.")
    state = fields.Selection(
        [
            ('draft', "Draft"), ('waiting', "To Be Approved"), ('booked', "Booked"),
            ('reversed', "Reversed"),
        ], required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    line_ids = fields.One2many('ar.write.off.line', 'write_off_id', string="Items")
    amount_company = fields.Monetary(
        string="Amount", compute='_compute_amount_company', store=True,
        help="In the company's currency, at the rate the items are booked with.")
    recovered_amount = fields.Monetary(
        string="Recovered", compute='_compute_recovered_amount',
        help="Paid by the customer after the write-off all the same.")
    move_ids = fields.One2many(
        'account.move', 'ar_write_off_id', string="Entries", readonly=True)

    # === COMPUTE === #

    @api.depends('line_ids.amount_company')
    def _compute_amount_company(self):
        for case in self:
            case.amount_company = sum(case.line_ids.mapped('amount_company'))

    @api.depends('line_ids.recovered_company')
    def _compute_recovered_amount(self):
        for case in self:
            case.recovered_amount = sum(case.line_ids.mapped('recovered_company'))

    # === ACTIONS === #

    def action_recover(self):
        """Recognise what the customer has paid after the write-off."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_write_off_recovery_action'),
            'context': {'default_write_off_id': self.id},
        }

    def action_reverse(self):
        """Take booked write-offs back: the items are open again."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(case.state != 'booked' for case in self):
            raise UserError(self.env._("Only what is booked can be reversed."))
        if any(case.recovered_amount for case in self):
            raise UserError(self.env._("A part of it was recovered: reverse that entry first."))
        self.sudo()._reverse()

    def action_open_entries(self):
        """The journal entries of the write-off and of what was recovered."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Entries"),
            'res_model': 'account.move', 'view_mode': 'list,form',
            'domain': [('id', 'in', self.sudo().move_ids.ids)],
        }

    # === BUSINESS === #

    def _check_ready(self):
        # EXTENDS case: no write-off of nothing, of more than is open, or without an account for it
        for case in self:
            if not case.line_ids:
                raise UserError(self.env._("%s: no item is named.", case.display_name))
            for line in case.line_ids.sudo():
                line._check_amount()
            case.company_id.sudo()._ar_bad_debt_account()
            case.company_id.sudo()._ar_write_off_journal()

    def _book(self):
        """Post the entries of approved write-offs and match them with their items."""
        self._check_ready()
        for case in self:
            for line in case.line_ids:
                line._check_amount()  # a case before it may have taken some
                line._book()
        self.state = 'booked'
        self.env['ar.event']._log(
            'write_off.booked', self, after={case.id: {'state': 'booked'} for case in self},
            numbers={case.id: {'amount': case.amount_company, 'cause': case.cause}
                     for case in self})

    def _reverse(self):
        entries = self.line_ids.move_id._ar_standing()  # an accountant may have reversed some
        entries._reverse_moves(
            [{'date': fields.Date.context_today(self), 'ar_write_off_id': move.ar_write_off_id.id}
             for move in entries], cancel=True)
        self.state = 'reversed'
        self.env['ar.event']._log(
            'write_off.reversed', self,
            before={case.id: {'state': 'booked'} for case in self},
            after={case.id: {'state': 'reversed'} for case in self})
