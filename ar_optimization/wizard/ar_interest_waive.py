from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class ArInterestWaive(models.TransientModel):
    """Ask to let late interest and fees go, in whole or in part, or to take back what was invoiced
    by mistake."""
    _name = 'ar.interest.waive'
    _description = "Let Interest and Fees Go"

    effect = fields.Selection(
        [('waive', "Let Go"), ('reverse', "Take Back")],
        string="What Is Asked For", required=True, default='waive',
        help="Let Go: it is not claimed any more, and its days are done with; of an invoice, a "
             "credit note is made.\n"
             "Take Back: the invoice was wrong. It is credited in full, and its days are computed "
             "anew.")
    percent = fields.Float(
        string="Part", default=100.0, help="In percent of what is claimed, for all of them.")
    reason = fields.Text(required=True)
    line_ids = fields.One2many(
        'ar.interest.waive.line', 'wizard_id', string="Interest and Fees",
        compute='_compute_line_ids', store=True, readonly=False)
    charge_ids = fields.Many2many('ar.interest.charge', readonly=True)
    account_count = fields.Integer(compute='_compute_account_count')

    # === COMPUTE === #

    @api.depends('percent', 'effect')
    def _compute_line_ids(self):
        for wizard in self:
            part = 100.0 if wizard.effect == 'reverse' else min(max(wizard.percent, 0.0), 100.0)
            wizard.line_ids = [Command.clear(), *(
                Command.create({
                    'charge_id': charge._origin.id,
                    'amount': charge.currency_id.round(charge.amount_due * part / 100)})
                for charge in wizard.charge_ids)]

    @api.depends('charge_ids')
    def _compute_account_count(self):
        for wizard in self:
            wizard.account_count = len(wizard.charge_ids.account_id)

    # === ACTIONS === #

    def action_apply(self):
        """Ask for it, one request per customer; it is done at once where the user may decide.

        :raise UserError: for what cannot be let go, is asked for already, or where no amount is
            named.
        """
        self.ensure_one()
        charges = self.line_ids.charge_id
        charges.check_access('read')
        if busy := charges.filtered(lambda charge: charge.request_id.state == 'waiting')[:1]:
            raise UserError(self.env._(
                "%(request)s waits for a decision on %(charge)s.",
                request=busy.request_id.display_name, charge=busy.display_name))
        requests, wanted = self.env['ar.credit.request'], self.line_ids.filtered('amount')
        if not wanted:
            raise UserError(self.env._("Say how much of which charge is asked for."))
        for account, lines in wanted.grouped(
                lambda line: line.charge_id.account_id).items():
            account.partner_id.check_access('read')
            request = requests._submit(
                'fee_waiver', account,
                {'effect': self.effect,
                 'amounts': {str(line.charge_id.id): line.amount for line in lines}},
                self.reason, document=lines[:1].charge_id)
            lines.charge_id.sudo().request_id = request
            requests |= request
        return self._told(requests)

    def _told(self, requests):
        """Say what became of the requests."""
        waiting = requests.filtered(lambda request: request.state == 'waiting')
        message = self.env._(
            "Asked for: %s. Somebody decides on it.", ", ".join(waiting.mapped('name'))
        ) if waiting else self.env._("Done.")
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'warning' if waiting else 'success', 'message': message,
                'next': {'type': 'ir.actions.act_window_close'}},
        }
