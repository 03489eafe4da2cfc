from odoo import api, fields, models
from odoo.exceptions import UserError


class ArPaymentPlanItem(models.Model):
    """A debt that a payment plan is about. Its due date stays as it was posted; beside it stands
    the day on which the plan pays it."""
    _name = 'ar.payment.plan.item'
    _description = "Debt in a Payment Plan"
    _inherit = ['ar.payment.plan.part', 'ar.agreed.item']
    _order = 'plan_id desc, date_maturity, id'

    state = fields.Selection(related='plan_id.state', store=True)
    amount = fields.Monetary(
        string="In the Plan", readonly=True,
        help="What was open of it when it was taken into the plan.")
    is_interest = fields.Boolean(
        string="Interest of the Plan", readonly=True, help="Invoiced when the plan began.")
    plan_date = fields.Date(
        string="Paid by Plan", readonly=True,
        help="The instalment that pays the rest of it; what is due first is paid first.")

    _one_active = models.UniqueIndex(
        "(move_line_id) WHERE state = 'active'",
        "This debt is in a payment plan that is in force already.")

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

    # === BUSINESS === #

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
        if stranger := self._why_not_its(self.plan_id):
            return stranger
        if self.currency_id != self.plan_id.currency_id:
            return self.env._("it is in another currency: make one plan for each.")
        if not self.move_line_id._ar_owed():
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
