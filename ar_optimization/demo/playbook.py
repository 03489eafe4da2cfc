"""What customers of the demo company have said about it, and what its people suggest."""
from odoo import fields, models

from ..tools import relation

# Customer, days ago, ratings, note.
ANSWERS = (
    ("Meridian Foods", 40, (5, 4, 4), "Always friendly on the phone."),
    ("Castellan Build", 12, (2, 1, 2), "Three wrong invoices, and nobody called back."),
    ("Fontana Textiles", 150, (4, 4, 3), ""),
)
SUGGESTIONS = (
    ("Call before the first letter", 'process', 'accepted',
     "Most customers pay after a short call. Let us call before the first letter goes out.",
     "Good idea: from next month on for everything above 5,000."),
    ("Order numbers on invoices", 'customer', 'new',
     "Two customers send invoices back because their order number is missing.", False),
)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_playbook(self, today):
        """Play some answers and suggestions. To be called when the customers are there."""
        accounts = self._ar_demo_accounts()
        surveys = self.env['ar.relation.survey'].sudo()
        for name, days, ratings, note in ANSWERS:
            moment = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            surveys.create({
                'account_id': accounts[name].id, 'occasion': 'period', 'state': 'answered',
                'contact_id': accounts[name].partner_id.id, 'sent_date': moment,
                'answer_date': moment, 'note': note,
                **dict(zip(relation.QUESTIONS, ratings, strict=True)),
                'satisfaction': relation.satisfaction(ratings)})
        self.env['ar.credit.account'].sudo()._refresh_relations(self, today)
        lena = self.env['res.users'].search([('login', '=', 'lena.collector@example.com')])
        self.env['ar.playbook.entry'].with_user(lena).search([], limit=3).action_confirm()
        self.env['ar.feedback'].sudo().create([
            {'name': name, 'kind': kind, 'state': state, 'suggestion': text, 'answer': answer,
             'date': today, 'company_id': self.id, 'user_id': self.env.ref('base.user_admin').id,
             'answered_by_id': answer and self.env.ref('base.user_admin').id,
             'answer_date': answer and today}
            for name, kind, state, text, answer in SUGGESTIONS])
