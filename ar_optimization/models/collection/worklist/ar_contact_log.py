from datetime import timedelta

from odoo import fields, models

from ....tools import contact


class ArContactLog(models.Model):
    """What a contact came to says when a customer is turned to again."""
    _inherit = 'ar.contact.log'

    def _apply_results(self):
        # EXTENDS dunning
        result = super()._apply_results()
        self._note_on_worklist()
        return result

    def _note_on_worklist(self):
        """Take the customers off today's worklist, up to the day agreed. Who is not on it and is
        to be turned to later gets a row that rests."""
        today = fields.Date.context_today(self)
        rows = self.env['ar.worklist'].sudo().search([('account_id', 'in', self.account_id.ids)])
        by_account = rows.grouped('account_id')
        for log in self:
            user = log.user_id or self.env.user
            row = by_account.get(log.account_id, rows.browse())
            row._finish(user)
            again = log._comes_back()
            if again and again > today:
                row = row or log._resting_row()
                row.write({'next_date': again, 'next_note': log._why(), 'state': 'rest'})

    def _comes_back(self):
        """The day on which somebody turns to the customer again: after a pause its last day is
        over, else the day agreed."""
        step, day = self._follow_up()
        if not step or not day:
            return self.next_date
        return day + timedelta(days=1) if step == contact.PAUSE else day

    def _resting_row(self):
        account = self.account_id
        return self.env['ar.worklist'].sudo().create({
            'account_id': account.id, 'company_id': account.company_id.id,
            'partner_id': account.partner_id.id, 'state': 'rest', 'owner': account.debt_owner,
            'user_id': (account.collector_id or self.user_id or self.env.user).id,
            'date': fields.Date.context_today(self)})
