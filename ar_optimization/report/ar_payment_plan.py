from odoo import models
from odoo.tools import format_date


class ArPaymentPlan(models.Model):
    """What the agreement and the notice of default say, in the language of the customer."""
    _inherit = 'ar.payment.plan'

    def action_print(self):
        """Print the agreement that the customer signs."""
        self.check_access('read')
        return self.env.ref('ar_optimization.ar_payment_plan_report').report_action(self)

    def _agreement_filename(self):
        return f"{self.name} {self.partner_id.name}".replace('/', '-')

    def _agreement_terms(self):
        """The terms of the plan in sentences.

        :return: list of text
        """
        return [
            self._interest_term(),
            self.env._(
                "An instalment is in time until %s days after its day. Payments settle the debts "
                "in the order in which they fell due.", self.grace_days),
            self.env._(
                "When more than %s instalments are missed, the plan ends and all debts are "
                "payable as they were agreed at first.", self.missed_allowed)
            if self.missed_allowed else self.env._(
                "When an instalment is missed, the plan ends and all debts are payable as they "
                "were agreed at first."),
            *([self.env._(
                "As the contract between the parties says, the rest may then be called in at once, "
                "%s days after a notice of default.", self.acceleration_days)]
              if self._contract_accelerates() else []),
        ]

    def _interest_term(self):
        if self.interest_mode == 'plan':
            return self.env._(
                "What is left of the debts bears interest of %s %% a year, which is part of the "
                "instalments. Late payment interest rests.", f"{self.interest_rate:g}")
        if self.interest_mode == 'waive':
            return self.env._(
                "Late payment interest is let go while the plan is kept. It is claimed again when "
                "the plan ends before all is paid.")
        return self.env._("Late payment interest runs on and is no part of the instalments.")

    def _notice_terms(self):
        """What the notice of default asks for, in sentences.

        :return: list of text
        """
        if not self.has_acceleration:
            return [self.env._("Please pay the missing amount at once.")]
        return [self.env._(
            "Please pay it before %s. From that day on we may call in the rest at once, as our "
            "contract says.", format_date(self.env, self.acceleration_from))]
