"""Two salespeople of the demo: what they were asked, what they said, and the meeting about it."""
from odoo import Command, fields, models

# Customers of each, first what the salesperson said: cause, days until the money, comment.
PEOPLE = (
    ("Marc Adler", 'marc', {
        "Castellan Build": ('cash', 12, "Waits for the next part payment of its own customer."),
        "Ostrava Machine Works": ('goods', 20, "Two castings cracked; wants new ones first."),
        "Kestrel Logistics": None, "Tidewater Trading": None}),
    ("Nora Winter", 'nora', {
        "Fontana Textiles": ('price', 15, "The order says 4.20 per metre."),
        "Sakura Components": None,
        "Blue Harbor Retail": ('approval', 5, "The owner signs on Fridays.")}))
DECISIONS = (
    ("Visit Tidewater Trading together with finance", 0, -3),
    ("Send order confirmations with the price per metre", 1, 14))


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_sales(self, today):
        """Questions of this week and the meeting of three weeks ago. To be called when collection
        is on."""
        self.ar_sales_days = 1
        accounts = self._ar_demo_accounts()
        users = [self._ar_demo_seller(name, login, [accounts[each] for each in customers])
                 for name, login, customers in PEOPLE]
        self._ar_make_demo_meeting(fields.Date.subtract(today, days=21), users)
        self.env['ar.sales.inquiry']._ask_sales(self, today)
        for user, (__, __, customers) in zip(users, PEOPLE, strict=True):
            for name, said in customers.items():
                self._ar_make_demo_answer(accounts[name], user, said, today)
        self.env['ar.review.meeting'].create({'company_id': self.id, 'date': today})

    def _ar_demo_seller(self, name, login, accounts):
        user = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': name, 'login': f'{login}.sales@example.com',
            'email': f'{login}.sales@example.com', 'company_id': self.id,
            'company_ids': [Command.set(self.ids)],
            'group_ids': [Command.set(self.env.ref('base.group_user').ids)]})
        for account in accounts:
            account.partner_id.user_id = user
            self.env['account.move'].search([
                ('commercial_partner_id', '=', account.partner_id.id),
                ('company_id', '=', self.id)]).invoice_user_id = user
        return user

    def _ar_make_demo_meeting(self, day, users):
        """A meeting that was held, with decisions one of which is past its day."""
        meeting = self.env['ar.review.meeting'].create({'company_id': self.id, 'date': day})
        meeting.action_hold()
        self.env['ar.review.decision'].create([
            {'meeting_id': meeting.id, 'name': name, 'owner_id': users[place].id,
             'date_due': fields.Date.add(fields.Date.context_today(self), days=days)}
            for name, place, days in DECISIONS])

    def _ar_make_demo_answer(self, account, user, said, today):
        inquiry = self.env['ar.sales.inquiry'].search([
            ('account_id', '=', account.id), ('user_id', '=', user.id), ('state', '=', 'asked')])
        if said and inquiry:
            cause, days, comment = said
            inquiry.write({
                'cause_id': self.env.ref(f'ar_optimization.sales_cause_{cause}').id,
                'expected_date': fields.Date.add(today, days=days), 'comment': comment})
            inquiry._answer()
