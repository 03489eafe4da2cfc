from odoo import fields, models

# Days for which a shorter payment term is asked for.
SHORTER_DAYS = 90


class ArAlert(models.Model):
    """The answers to a warning that somebody else decides on. Each opens the form of a request,
    filled in and not saved: nothing is asked for before a person does it."""
    _inherit = 'ar.alert'

    # === ACTIONS === #

    def action_ask_limit(self):
        """Open the draft of a request for a lower limit."""
        self._answered_with('limit')
        account = self.account_id
        # What is asked for is the granted limit: covers and temporary limits come on top of it.
        present = account.exposure if account.credit_basis == 'unlimited' \
            else min(account.credit_limit, account.effective_limit)
        cut = 1 - (self.rule_id.limit_cut or 0.0) / 100
        return self._draft(
            'limit', default_new_mode='limit',
            default_new_limit=account.currency_id.round(max(0.0, present * cut)))

    def action_ask_prepay(self):
        """Open the draft of a request to deliver for prepayment only."""
        self._answered_with('prepay')
        return self._draft('limit', default_new_mode='prepay', default_new_limit=0.0)

    def action_ask_terms(self):
        """Open the draft of a request for the next shorter payment term, for some time."""
        self._answered_with('terms')
        until = fields.Date.add(fields.Date.context_today(self), days=SHORTER_DAYS)
        return self._draft(
            'terms', default_new_term_id=self._shorter_term().id,
            default_date_to=fields.Date.to_string(until))

    # === BUSINESS === #

    def _shorter_term(self):
        """The longest payment term that is shorter than what the customer has now.

        :return: `account.payment.term`, empty when there is none.
        """
        account = self.account_id
        terms = self.env['account.payment.term'].search([
            ('company_id', 'in', (self.company_id.id, False))])
        days = {term: term._ar_longest_days() for term in terms}
        now = (account._given_term() or account._native_term())._ar_longest_days()
        shorter = [term for term in terms if days[term] < now]
        return max(shorter, key=days.get, default=terms.browse())

    def _draft(self, kind, **defaults):
        """The form of a request about this customer, filled in.

        :param str kind: value of the request's field `type`.
        """
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': 'ar.credit.request',
            'views': [(False, 'form')],
            'context': {
                'default_type': kind, 'default_partner_id': self.partner_id.id,
                'default_company_id': self.company_id.id,
                'default_reason': f"{self.display_name}: {self.words}", **defaults},
        }
