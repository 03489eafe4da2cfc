from odoo import models


class ArApprovalLockedRow(models.AbstractModel):
    """A row of something that is locked with the credit terms, such as a condition of a tier."""
    _name = 'ar.approval.locked.row'
    _description = "Row of What Is Locked with the Credit Terms"

    def _row_image(self, field):
        """The row as JSON, with what the list on its record shows.

        :param field: the list of the record, whose inverse is left out.
        """
        event = self.env['ar.event']
        return {'id': self.id, **{
            name: event._json_value(self, name) for name, column in self._fields.items()
            if column.store and name not in (*models.MAGIC_COLUMNS, field.inverse_name)}}
