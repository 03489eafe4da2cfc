from odoo.exceptions import AccessError
from odoo.service.model import call_kw

from ..credit.common import CreditCommon


class RightsCommon(CreditCommon):
    """Two companies that share nothing but customers, and calls as they come over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.other_company()
        cls.ours = cls.account("Ours", score=65, net_sales=120_000)
        cls.ours.write({'credit_mode': 'limit', 'credit_limit': 1_000})
        cls.bill = cls.invoice(cls.ours.partner_id, 400, -40, due=-10)
        cls.foreign = cls.account_of(cls.ours.partner_id, cls.there)
        cls.foreign.write({'credit_mode': 'limit', 'credit_limit': 777})
        cls.foreign_bill = cls.invoice(cls.ours.partner_id, 555, -40, due=-10, company=cls.there)
        cls.night()

    def call(self, user, records, method, *args, context=None, **kwargs):
        """Call a method as `user` would over RPC, with nothing in the cache.

        :param records: records or, for model methods, an empty model.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids)
        ids = [] if getattr(getattr(type(model), method), '_api_model', False) else [records.ids]
        context = {'allowed_company_ids': user.company_ids.ids, **(context or {})}
        result = call_kw(model, method, [*ids, *args], {**kwargs, 'context': context})
        self.env.flush_all()
        return result

    def refused(self, user, records, method, *args, errors=AccessError, **kwargs):
        with self.subTest(model=records._name, method=method, args=args), \
                self.assertRaises(errors), self.cr.savepoint():
            self.call(user, records, method, *args, **kwargs)
