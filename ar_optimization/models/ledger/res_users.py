from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REFUSALS = {
    'collector': _lt("Only collectors, credit analysts and credit managers can do this."),
    'credit_analyst': _lt("Only credit analysts and credit managers can do this."),
    'credit_manager': _lt("Only a credit manager can do this."),
}


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _ar_check_role(self, role):
        """Refuse a user who has none of our roles from this one up, whatever way the call came.

        :param str role: a key of `REFUSALS`.
        :raise AccessError: for anybody else.
        """
        if not self.has_group(f'ar_optimization.group_{role}'):
            raise AccessError(str(self.env._(REFUSALS[role])))
