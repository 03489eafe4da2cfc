from odoo import api, fields, models
from odoo.exceptions import UserError

LISTED = 50  # documents that the preview names


class ArHoldDecision(models.TransientModel):
    """Decide on one or many holds: release them, for how long and for how much more, against
    prepayment or at once, or reject them. Always with a reason."""
    _name = 'ar.hold.decision'
    _description = "Decide on Holds"

    hold_ids = fields.Many2many('ar.credit.hold', string="Holds", required=True)
    decision = fields.Selection(
        [
            ('release', "Release"), ('prepay', "Release Once a Part Is Paid"),
            ('reject', "Reject"),
        ],
        required=True, default='release')
    reason = fields.Char(required=True)
    advance_percent = fields.Float(string="To Be Paid First", default=30.0)
    release_percent = fields.Float(
        string="Covers", help="A document that grows by no more than this is not held again.")
    release_until = fields.Date(string="Until and Including")
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('hold_ids', 'decision', 'advance_percent')
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env['ir.qweb']._render(
                'ar_optimization.ar_hold_decision_preview', {
                    'rows': wizard._preview_rows(),
                    'more': max(0, len(wizard.hold_ids) - LISTED),
                })

    def _preview_rows(self):
        """Each document with what becomes of it, and its customer's exposure with all of those
        documents that are decided on together."""
        holds, together = self.hold_ids._origin, {}
        if self.decision != 'reject':
            for account, of_one in holds.grouped('account_id').items():
                together[account] = account.exposure + sum(of_one.mapped('amount'))
        return [
            {
                'hold': hold, 'total': hold.account_id._money(hold.total),
                'now': hold.account_id._money(hold.account_id.exposure),
                'then': hold.account_id._money(together.get(hold.account_id)),
                'limit': hold.account_id._credit_in_words(
                    hold.account_id.credit_mode, hold.account_id.effective_limit),
                'outcome': self._outcome(hold),
            }
            for hold in holds[:LISTED]
        ]

    def _outcome(self, hold):
        """What this decision means for a document, in words."""
        if self.decision == 'reject':
            return self.env._("stays as it is")
        if hold._is_locked():
            return self.env._("is asked for, the approval rules say who decides")
        if self.decision == 'prepay':
            return self.env._(
                "goes on once %s are paid",
                hold.account_id._money(hold.total * self.advance_percent / 100))
        return self.env._("goes on")

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': a release as the company of the holds usually gives it
        return {**self._usual_release(), **super().default_get(fields)}

    @api.model
    def _usual_release(self):
        holds = self.env['ar.credit.hold'].browse(self.env.context.get('default_hold_ids'))
        company = (holds.company_id[:1] or self.env.company).sudo()
        days = company.ar_guard_release_days
        return {
            'release_percent': company.ar_guard_release_percent,
            'release_until': fields.Date.add(fields.Date.context_today(self), days=days),
        }

    def action_apply(self):
        """Decide. Each hold gets its own event with this reason.

        :raise UserError: when the release would have ended; :raise AccessError: for who may not.
        """
        self.ensure_one()
        if self.decision == 'reject':
            self.hold_ids._reject(self.reason)
        else:
            self._release()
        return {'type': 'ir.actions.act_window_close'}

    def _release(self):
        if not self.release_until or self.release_until < fields.Date.context_today(self):
            raise UserError(self.env._("The last day of a release cannot be past."))
        if self.release_percent < 0 or not 0 <= self.advance_percent <= 100:
            raise UserError(self.env._("A percentage is between 0 and 100."))
        self.hold_ids._release(
            self.reason, percent=self.release_percent, until=self.release_until,
            advance=self.advance_percent if self.decision == 'prepay' else 0.0)
