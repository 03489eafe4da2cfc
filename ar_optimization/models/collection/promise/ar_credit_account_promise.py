from odoo import Command, api, fields, models

from ....tools import promise as rules


class ArCreditAccount(models.Model):
    """What this customer has promised, and how often that was worth something."""
    _inherit = 'ar.credit.account'

    promise_ids = fields.One2many('ar.promise', 'account_id', string="Promises")
    promise_count = fields.Integer(
        string="Open Promises", compute='_compute_promises', compute_sudo=True)
    promise_due_count = fields.Integer(
        string="Promises Fallen Due", compute='_compute_promises', compute_sudo=True,
        help="Kept, partly kept and broken ones; what was settled otherwise is not among them.")
    promise_kept_rate = fields.Float(
        string="Promises Kept", compute='_compute_promises', compute_sudo=True,
        aggregator=None, help="In percent of the promises that have fallen due, by number. Partly "
        "kept ones count as not kept.")
    promise_kept_amount_rate = fields.Float(
        string="Promised Amounts Kept", compute='_compute_promises', compute_sudo=True,
        aggregator=None, help="In percent of the promises that have fallen due, by amount.")

    # === COMPUTE === #

    @api.depends('promise_ids.state')
    def _compute_promises(self):
        found = {}
        for promise in self.env['ar.promise'].search_fetch(
                [('account_id', 'in', self.ids), ('state', '!=', 'cancelled')],
                ['account_id', 'state', 'amount_company']):
            found.setdefault(promise.account_id.id, []).append(
                (promise.state, promise.amount_company))
        for account in self:
            mine = found.get(account._origin.id, ())
            rates = rules.rates(mine)
            account.promise_count = sum(state == rules.OPEN for state, __ in mine)
            account.promise_due_count = rates.due
            account.promise_kept_rate = rates.kept or 0.0
            account.promise_kept_amount_rate = rates.kept_amount or 0.0

    # === ACTIONS === #

    def action_promises(self):
        """List what this customer has promised."""
        self.ensure_one()
        return self._list_of(
            'ar_promise_action', name=self.env._("Promises of %s", self.partner_id.display_name))

    def action_promise(self):
        """Take a promise of this customer: about what is overdue, else about all that is open."""
        self.ensure_one()
        self.check_access('read')
        return self._promise_dialog(self._lines_to_agree_on())

    # === BUSINESS === #

    def _promisable_lines(self):
        """What this customer owes and nothing is agreed about, in the order in which it is due.

        :return: `account.move.line`, in several currencies perhaps.
        """
        items = self.env['ar.open.item'].sudo().search([
            ('credit_account_id', '=', self.id), ('amount_residual', '>', 0)])
        return self.env['account.move.line'].browse(items.ids)._ar_promisable()

    def _lines_to_agree_on(self):
        """What a new promise or plan begins with: what is overdue, else all that is open, in the
        currency of what is due first.

        :return: `account.move.line`
        """
        lines = self._promisable_lines()
        today = fields.Date.context_today(self)
        chosen = lines.filtered(lambda line: (line.date_maturity or line.date) < today) or lines
        return chosen.filtered(lambda line: line.currency_id == chosen[:1].currency_id)

    def _promise_dialog(self, lines):
        """The action that opens a new promise.

        :param lines: `account.move.line` of one currency that are promised, to begin with.
        """
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_promise_take_action'),
            'context': {
                'default_account_id': self.id,
                'default_basis': 'items' if lines else 'amount',
                'default_line_ids': [Command.create({'move_line_id': line.id}) for line in lines],
            },
        }
