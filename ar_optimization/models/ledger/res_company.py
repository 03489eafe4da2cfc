from odoo import fields, models

from .positions import POSITIONS


class ResCompany(models.Model):
    _inherit = 'res.company'

    ar_ageing_bounds = fields.Char(
        string="Ageing Buckets",
        default='30,60,90,120',
        help="Upper bounds in days overdue of the ageing buckets, e.g. 30,60,90,120: not yet due, "
             "1-30, 31-60, 61-90, 91-120 and older.",
    )
    ar_credit_manager_id = fields.Many2one(
        'res.users',
        string="Credit Manager",
        help="Is told about changed due dates, broken proofs and everything that needs a decision.",
    )
    ar_position_ledger = fields.Selection(
        POSITIONS, string="Due Date Watch", default='on', required=True,
        help="Changes of due dates after posting: Off keeps silent, Observe records them, "
             "On records them and tells the credit manager.",
    )

    def _ar_position(self, room):
        """The switch of one room of the app in this company.

        :param str room: `ledger`, `limits`, … : the suffix of an `ar_position_` field.
        :return: `off`, `observe` or `on`. Observe lists what would be done and does nothing.
        """
        self.ensure_one()
        return self[f'ar_position_{room}']
