from odoo import api, models
from odoo.exceptions import UserError

CONTENT = ('datas', 'raw', 'db_datas', 'store_fname', 'type', 'url')


class IrAttachment(models.Model):
    """The document of a signed contract stays, whoever may write on the contract itself."""
    _inherit = 'ir.attachment'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'base'
        if set(CONTENT) & set(vals):
            self._check_ar_signed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ar_signed(self):
        self._check_ar_signed()

    def _check_ar_signed(self):
        """Refuse to touch the documents of signed contracts, with all rights, too."""
        if self and self.env['ar.contract']._any_agreed() and self.env[
                'ar.contract.version'].sudo().search_count([
                    ('attachment_ids', 'in', self.ids), ('signature_state', '=', 'signed')],
                    limit=1):
            raise UserError(self.env._("The documents of a signed contract are kept."))
