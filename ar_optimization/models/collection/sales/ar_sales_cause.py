from odoo import api, fields, models
from odoo.exceptions import UserError


class ArSalesCause(models.Model):
    """Why a customer has not paid, in the words of sales, and what follows from it."""
    _name = 'ar.sales.cause'
    _description = "Cause of a Late Payment"
    _inherit = ['ar.logged']
    _order = 'sequence, id'
    _logged_as = 'sales.cause_'
    _logged_names = ('active', 'effect', 'name')

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    effect = fields.Selection(
        [('none', "Nothing Else"), ('dispute', "A Dispute Is Opened"),
         ('conduct', "Contact Pauses, the Credit Manager Looks Into It")],
        string="What Follows", required=True, default='none',
        help="A Dispute Is Opened: the collector finds the customer on the worklist and opens the "
             "dispute with one click.\n"
             "Contact Pauses: for a complaint about how somebody of us behaved. Nothing is sent "
             "for two weeks, and the credit manager is told.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env['ar.sales.inquiry'].sudo().search_count(
                [('cause_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "There are answers with this cause: archive it, so that they keep it."))
