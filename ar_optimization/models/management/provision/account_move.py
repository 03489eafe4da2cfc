from odoo import models


class AccountMove(models.Model):
    """Entries of provision matrices."""
    _inherit = 'account.move'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS 'account': told from here, as a dependency would have every invoice that is posted
        # look for matrices
        result = super().write(vals)
        if 'state' in vals and (entries := self.filtered(lambda move: move.move_type == 'entry')):
            self.env['ar.provision.matrix'].sudo()._follow_entries(entries)
        return result
