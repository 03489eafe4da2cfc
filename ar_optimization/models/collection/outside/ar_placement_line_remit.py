from odoo import Command, fields, models


class ArPlacementLine(models.Model):
    """What an agency pays on in one sum less its fee: the customer has paid the whole, and the fee
    that was kept waits on the agency's account for its bill."""
    _inherit = 'ar.placement.line'

    # === BUSINESS === #

    def _remit(self, credit, amount):
        """Split a payment of the agency: the item is settled with what the customer has paid, and
        what was kept of it is a claim on the agency.

        :param credit: journal item of the agency's payment, of the item's currency, not matched.
        :param float amount: what the customer has paid, in that currency.
        :return: the entry.
        """
        item, currency = self.move_line_id, self.currency_id
        net, net_company = -credit.amount_residual_currency, -credit.amount_residual
        gross_company = self.company_currency_id.round(net_company * amount / net)
        parts = [
            (credit.account_id, credit.partner_id, net, net_company),
            (item.account_id, item.partner_id, -amount, -gross_company)]
        if kept := currency.round(amount - net):
            agency = self.placement_id.agency_id.partner_id
            payable = agency.with_company(self.company_id).property_account_payable_id
            parts.append((payable, agency, kept, gross_company - net_company))
        entry = self._post_remittance(credit, parts)
        for line in credit | item:
            (line | entry.line_ids.filtered(
                lambda part, line=line: part.account_id == line.account_id
                and part.partner_id == line.partner_id)).reconcile()
        return entry

    def _post_remittance(self, credit, parts):
        """Post the entry that splits a payment of the agency.

        :param parts: tuples (account, partner, amount in the item's currency, in the company's).
        """
        company = self.company_id
        entry = self.env['account.move'].with_company(company).with_context(
            skip_invoice_sync=True).create({
                'move_type': 'entry', 'journal_id': company._ar_write_off_journal().id,
                'date': credit.date, 'ref': self._remittance_ref(credit),
                'ar_remittance_line_id': self.id,
                'line_ids': [
                    Command.create({
                        'name': self.env._("Paid by %s", credit.partner_id.display_name),
                        'account_id': account.id, 'partner_id': partner.id,
                        'currency_id': self.currency_id.id, 'amount_currency': amount,
                        'balance': balance, 'date_maturity': credit.date})
                    for account, partner, amount, balance in parts]})
        if entry._get_violated_lock_dates(entry.date, False):  # the next day that is open
            entry.date = entry._get_accounting_date(entry.date, False)
        entry._post(soft=False)
        return entry

    def _remittance_ref(self, credit):
        """How a payment of the agency is told from others: its own words, else its number."""
        words = credit.payment_id.memo or credit.statement_line_id.payment_ref or credit.ref
        return f"{self.placement_id.agency_id.display_name}: {words or credit.move_name}"

    def _remitted_before(self, credit):
        """The entry that has split the same payment already: of the same words, day and sum."""
        found = self.env['account.move'].search([
            ('ar_remittance_line_id.placement_id.agency_id', '=', self.placement_id.agency_id.id),
            ('company_id', '=', self.company_id.id), ('ref', '=', self._remittance_ref(credit)),
            ('state', '=', 'posted')])
        return found._ar_standing().filtered(lambda entry: any(
            part.account_id == credit.account_id and not part.currency_id.compare_amounts(
                part.amount_currency, -credit.amount_residual_currency)
            and self._is_of_day(part, credit.date)
            for part in entry.line_ids))[:1]

    def _is_of_day(self, part, day):
        """Whether a part of an entry split a payment of a day: as the payment is dated, since a
        lock date moves the entry. Of a part that was taken apart nobody knows any more."""
        payments = part.matched_credit_ids.credit_move_id
        return not payments or day in payments.mapped('date')

    def _may_remit(self, day):
        """Whether the agency had the item on a day."""
        case = self.placement_id
        return case.date_placed and case.date_placed <= day <= (
            case.date_ended or fields.Date.context_today(self))
