from odoo import api, fields, models
from odoo.exceptions import UserError


class ArPaymentPlanItem(models.Model):
    """A debt that a payment plan is about. Its due date stays as it was posted; beside it stands
    the day on which the plan pays it."""
    _name = 'ar.payment.plan.item'
    _description = "Debt in a Payment Plan"
    _inherit = ['ar.derived.mixin']
    _order = 'plan_id desc, date_maturity, id'
    _rec_name = 'move_line_id'

    plan_id = fields.Many2one(
        'ar.payment.plan', required=True, index=True, ondelete='cascade', readonly=True)
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    state = fields.Selection(related='plan_id.state', store=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Item", required=True, index=True, ondelete='cascade')
    move_id = fields.Many2one(related='move_line_id.move_id', related_sudo=False, string="Invoice")
    date_maturity = fields.Date(
        related='move_line_id.date_maturity', string="Due Date", store=True)
    currency_id = fields.Many2one(related='move_line_id.currency_id', related_sudo=False)
    amount = fields.Monetary(
        string="In the Plan", compute='_compute_amount', compute_sudo=False, store=True,
        readonly=True, precompute=True,
        help="What was open of it when it was taken into the plan.")
    amount_residual = fields.Monetary(
        related='move_line_id.amount_residual_currency', related_sudo=False,
        string="Open Amount")
    is_interest = fields.Boolean(
        string="Interest of the Plan", readonly=True, help="Invoiced when the plan began.")
    plan_date = fields.Date(
        string="Paid by Plan", readonly=True,
        help="The instalment that pays the rest of it; what is due first is paid first.")

    _one_active = models.UniqueIndex(
        "(move_line_id) WHERE state = 'active'",
        "This debt is in a payment plan that is in force already.")

    # === COMPUTE === #

    @api.depends('move_line_id')
    def _compute_amount(self):
        for item in self:
            item.amount = item.move_line_id.amount_residual_currency

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in ('plan_id', 'move_line_id') if name in vals}
                | {'is_interest': False, 'plan_date': False} for vals in vals_list]
        made = super().create(vals_list)
        made._check_draft()
        made.move_line_id.check_access('read')
        return made

    def write(self, vals):
        self._check_draft()
        if not self.env.su and vals.keys() - {'move_line_id', 'plan_id'}:
            raise UserError(self.env._("Only the choice of debts is yours: the rest follows."))
        result = super().write(vals)
        self._check_draft()
        self.move_line_id.check_access('read')
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse a person's change of what was agreed, and remember who changes a draft."""
        if self.env.su:
            return
        if any(item.plan_id.state != 'draft' for item in self):
            raise UserError(self.env._(
                "What was agreed does not change any more: make a new version."))
        self.plan_id._note_editor()

    # === BUSINESS === #

    def _keep(self, values):
        if any(self[name] != value for name, value in values.items()):
            self.write(values)

    def _has_changed(self):
        """Whether something else is open of it by now than the plan has."""
        return bool(self.currency_id.compare_amounts(self.amount, self.amount_residual))

    def _check_owed(self):
        """Refuse debts that are not owed by this customer to this company in this currency.

        :raise UserError:
        """
        for item in self:
            if item.plan_id.state in ('draft', 'approval') and (refusal := item._why_not()):
                raise UserError(self.env._(
                    "%(document)s: %(why)s", document=item.move_line_id.move_id.name or "",
                    why=refusal))

    def _why_not(self):
        """Why this cannot be in its plan, in words; empty when it can."""
        line, plan = self.move_line_id, self.plan_id
        if line.company_id != plan.company_id:
            return self.env._("it is owed to another company.")
        if line.partner_id.commercial_partner_id != plan.partner_id:
            return self.env._("it is owed by another customer.")
        if line.currency_id != plan.currency_id:
            return self.env._("it is in another currency: make one plan for each.")
        if not line._ar_owed():
            return self.env._("nothing is open on it.")
        return ""

    def _check_free(self):
        """Refuse debts that another plan in force is about.

        :raise UserError:
        """
        if busy := self._busy():
            raise UserError(self.env._(
                "%(debt)s is in %(plan)s already.", debt=busy.display_name,
                plan=busy.plan_id.display_name))

    def _busy(self):
        """A debt of these as another plan in force has it; none where they are free."""
        return self.sudo().search([
            ('move_line_id', 'in', self.move_line_id.ids), ('state', '=', 'active'),
            ('plan_id', 'not in', self.plan_id.ids)], limit=1)
