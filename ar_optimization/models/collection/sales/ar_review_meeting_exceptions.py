from odoo import models

from ....tools import promise, sales

SHOWN = 6  # of each kind of exception on the page for management
FAILED = (promise.BROKEN, promise.PARTLY)


class ArReviewMeeting(models.Model):
    """What management hears about: over the limit, blocked, unanswered, broken."""
    _inherit = 'ar.review.meeting'

    def _exceptions(self, day):
        """Exceptions by kind, the gravest first.

        :param date day: the day of the figures.
        :return: {kind: dict of `rows` (customer, user, amount), `count`, `amount`}
        """
        accounts = self.env['ar.credit.account'].search([('company_id', '=', self.company_id.id)])
        blocked = accounts.filtered(lambda account: account.status in ('hold', 'blocked'))
        return {
            'over': self._shown(self._over_limit(accounts - blocked)),
            'blocked': self._shown(self._blocked(blocked)),
            'unanswered': self._shown(self._unanswered(day)),
            'broken': self._shown(self._broken())}

    def _shown(self, rows):
        rows = sorted(rows, key=lambda row: (-row['amount'], row['customer']))
        return {
            'rows': rows[:SHOWN], 'count': len(rows),
            'amount': self.currency_id.round(sum(row['amount'] for row in rows))}

    def _over_limit(self, accounts):
        """Who owes and orders more than was granted, and by how much."""
        return [
            self._exception(account, -figures['available'])
            for account, figures in accounts._headrooms().items()
            if (figures['available'] or 0.0) < 0]

    def _blocked(self, accounts):
        """Who gets nothing on credit, with what is owed."""
        figures = accounts._figures()
        return [
            self._exception(account, figures[account.id]['receivable_amount'])
            for account in accounts]

    def _unanswered(self, day):
        """Questions that salespeople should have answered by now."""
        asked = self.env['ar.sales.inquiry'].search([
            ('company_id', '=', self.company_id.id), ('state', '=', sales.ASKED),
            ('answer_by', '<', day)])
        return [
            self._exception(inquiry, inquiry.amount, inquiry.user_id) for inquiry in asked]

    def _broken(self):
        """What sales expected and what customers promised since the last meeting, in vain."""
        domain = [
            ('company_id', '=', self.company_id.id), ('state', 'in', FAILED),
            ('judged_on', '>=', self._since())]
        return [
            *(self._exception(inquiry, inquiry.expected_amount - inquiry.kept_amount,
                              inquiry.user_id)
              for inquiry in self.env['ar.sales.inquiry'].search(domain)),
            *(self._exception(given, self._missed(given), given.user_id)
              for given in self.env['ar.promise'].search(domain))]

    def _missed(self, given):
        """What of a promise was not kept, in company currency at the rate of the promise."""
        kept = given.kept_amount / given.amount if given.amount else 0.0
        return given.amount_company * (1 - kept)

    def _exception(self, record, amount, user=None):
        user = user or record.partner_id.user_id
        return {
            'customer': record.partner_id.display_name, 'user': user.name or "",
            'amount': self.currency_id.round(amount)}
