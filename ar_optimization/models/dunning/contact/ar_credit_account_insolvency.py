from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

NAMES = ('insolvency_date', 'insolvency_reference', 'claim_deadline')
# Graver than what an insolvency sets, or the same.
STOPPED = ('blocked', 'agency', 'legal')


class ArCreditAccount(models.Model):
    """A customer whose insolvency proceedings have begun: nobody reminds it, no interest runs,
    nothing is delivered on credit; there is a last day to file the claim, and what it paid shortly
    before may be claimed back."""
    _inherit = 'ar.credit.account'

    insolvency_date = fields.Date(
        string="Insolvent Since", copy=False, tracking=True,
        help="Reminders, interest and delivery on credit stop at once.")
    insolvency_reference = fields.Char(
        string="Court and File", copy=False, help="Where the claim is filed.")
    claim_deadline = fields.Date(
        string="Claim to Be Filed By", copy=False, tracking=True,
        help="Somebody is told to file the claim by this day.")
    avoidance_date = fields.Date(
        string="Avoidance Since", compute='_compute_avoidance',
        help="Receipts from this day on may be claimed back; the days stand in the contact policy.")
    avoidance_amount = fields.Monetary(
        string="Receipts at Risk", compute='_compute_avoidance', aggregator=None,
        help="What the customer paid in these days before its insolvency, and on it.")

    _insolvency_deadline = models.Constraint(
        'CHECK (claim_deadline IS NULL OR insolvency_date IS NOT NULL)',
        "A claim is filed against an insolvent customer: say since when.")

    # === COMPUTE === #

    @api.depends('insolvency_date')
    def _compute_avoidance(self):
        self.avoidance_date = self.avoidance_amount = False
        for account in self.filtered('insolvency_date'):
            account.avoidance_date = account.insolvency_date - timedelta(days=account._risk_days())
            account.avoidance_amount = -sum(account._risky_receipts().mapped('balance'))

    def _risk_days(self):
        """The longest time that the policies of this customer name."""
        policies = self.env['ar.contact.policy']._policies(self.partner_id, self.company_id)
        return max(policies.mapped('avoidance_days'), default=0)

    def _risky_receipts(self):
        """Journal items of receipts in the days of avoidance."""
        return self.env['account.move.line'].sudo().search(self._risky_domain())

    def _risky_domain(self):
        return [
            ('company_id', '=', self.company_id.id), ('parent_state', '=', 'posted'),
            ('partner_id.commercial_partner_id', '=', self.partner_id.id),
            ('account_type', '=', 'asset_receivable'), ('balance', '<', 0),
            ('journal_id.type', 'in', ('bank', 'cash', 'credit')),
            ('date', '>=', self.avoidance_date), ('date', '<=', self.insolvency_date),
        ]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in NAMES):
            self.env.user._ar_check_role('credit_manager')
        return super().create(vals_list)

    def write(self, vals):
        if not set(NAMES) & vals.keys():
            return super().write(vals)
        if not self.env.su:
            self.env.user._ar_check_role('credit_manager')
        before = self._insolvency_images()
        result = super().write(vals)
        begun = self.filtered(
            lambda account: account.insolvency_date and not before[account.id]['insolvency_date'])
        # Nobody's approval is waited for to stop a delivery; sudo keeps the user in the log.
        begun.filtered(lambda account: account.status not in STOPPED).sudo().write(
            {'status': 'blocked'})
        self.env['ar.event']._log_changes(
            'account.insolvency', self, before, self._insolvency_images())
        begun.sudo()._stop_contact()
        return result

    def _insolvency_images(self):
        return self.env['ar.event']._images(self, (*NAMES, 'status'))

    # === ACTIONS === #

    def action_risky_receipts(self):
        """Show the receipts that may be claimed back."""
        self.ensure_one()
        if not self.insolvency_date:
            raise UserError(self.env._("This customer is not insolvent."))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'account.move.line',
            'name': self.env._("Receipts at Risk of %s", self.partner_id.display_name),
            'view_mode': 'list,form', 'domain': self._risky_domain(),
        }

    # === BUSINESS === #

    def _stop_contact(self):
        """Take back what was about to go out, and say what is to be done now."""
        for account in self:
            account._cancel_waiting_notices()
            account._close_planned_contact('phone', self.env._("The customer is insolvent."))
            account._close_planned_contact('visit', self.env._("The customer is insolvent."))
            account._plan_contact(
                'other', account.claim_deadline or fields.Date.context_today(account),
                account._dunning_responsible(), account._claim_text())

    def _claim_text(self):
        """What has to be done about an insolvency, for the person who does it."""
        lines = [
            self.env._(
                "File the claim by %s.", format_date(self.env, self.claim_deadline))
            if self.claim_deadline else
            self.env._("Find out by when the claim is filed, and enter it.")]
        if self.avoidance_amount:
            lines.append(self.env._(
                "Receipts of %(amount)s since %(date)s may be claimed back.",
                amount=format_amount(self.env, self.avoidance_amount, self.currency_id),
                date=format_date(self.env, self.avoidance_date)))
        return " ".join(lines)

    def _cancel_waiting_notices(self):
        """Take out of their runs the notices that were not sent yet."""
        waiting = self.env['ar.dunning.notice'].search(
            [('account_id', 'in', self.ids), ('state', 'in', ('draft', 'approved'))])
        waiting._take_out(self.env._("The customer is insolvent."))
