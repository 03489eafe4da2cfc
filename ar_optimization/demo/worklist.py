"""The morning of the demo's collectors: two pools, somebody away, visits, and what was done."""
from odoo import Command, fields, models

PEOPLE = (("Lena Hart", 'lena'), ("Tom Berger", 'tom'))
STREETS = {"Meridian Foods": "Dock Street 100", "Castellan Build": "Calle Mayor 12"}
TOMS = "Fontana Textiles"
PHONE = "+1 555 01%02d"


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _ar_make_demo_worklist(self, today):
        """Switch collection on and make the list of the day. To be called when dunning and its
        contacts are there."""
        lena, tom = (self._ar_demo_collector(*person) for person in PEOPLE)
        self.write({'ar_position_collection': 'on', 'ar_owner_sales_days': 5})
        self._ar_make_demo_pools(lena, tom)
        self.env['ar.collector.absence'].create({
            'user_id': tom.id, 'substitute_id': self.env.ref('base.user_admin').id,
            'company_id': self.id, 'date_from': today,
            'date_to': fields.Date.add(today, days=6)})
        accounts = self._ar_demo_accounts()
        accounts[TOMS].collector_id = tom
        for number, account in enumerate(accounts.values()):
            partner = account.partner_id
            partner.phone = partner.phone or PHONE % number
        for name, street in STREETS.items():
            accounts[name].partner_id.street = street
            accounts[name]._plan_contact(
                'visit', today, self.env.ref('base.user_admin'), "Bring the statement along")
        self.env['ar.credit.account']._nightly_worklist(self, today)

    def _ar_demo_collector(self, name, login):
        return self.env['res.users'].with_context(no_reset_password=True).create({
            'name': name, 'login': f'{login}.collector@example.com', 'company_id': self.id,
            'company_ids': [Command.set(self.ids)],
            'group_ids': [Command.set([
                self.env.ref('base.group_user').id,
                self.env.ref('ar_optimization.group_collector').id])]})

    def _ar_make_demo_pools(self, lena, tom):
        admin = self.env.ref('base.user_admin')
        self.env['ar.collector.pool'].create([
            {'name': "Abroad", 'company_id': self.id, 'sequence': 1, 'country_ids': [
                Command.link(self.env.ref(f'base.{code}').id) for code in ('cn', 'jp', 'de')],
             'member_ids': [Command.create({'user_id': tom.id}),
                            Command.create({'user_id': admin.id})]},
            {'name': "Everybody else", 'company_id': self.id, 'sequence': 2, 'measure': 'amount',
             'member_ids': [Command.create({'user_id': admin.id, 'share': 2}),
                            Command.create({'user_id': lena.id})]}])
