from odoo import api, models
from odoo.exceptions import AccessError


class ArEngineWritten(models.AbstractModel):
    """Rows that only the engine writes, with all rights: nobody makes, changes or deletes one by
    hand, whatever his groups. What a default of a call's context or of a user would say is left
    out as well, for the engine creates rows with the context of whoever called it."""
    _name = 'ar.engine.written'
    _description = "Written by the Engine Only"

    # Fields that people fill in, in a row that the engine has made.
    _by_hand = frozenset()

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': only what the code of a field says.
        coded = {}
        for name in super().default_get(fields):
            field = self._fields.get(name)
            if field and field.default:
                value = field.convert_to_cache(field.default(self), self, validate=False)
                coded[name] = field.convert_to_write(value, self)
        return coded

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - self._by_hand:
            self._check_engine()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_engine(self):
        self._check_engine()

    # === BUSINESS === #

    def _check_engine(self):
        """Refuse a person.

        :raise AccessError: unless these are written with all rights.
        """
        if not self.env.su:
            raise AccessError(self._engine_words())

    def _engine_words(self):
        """Why a person is refused, in a sentence that says what to do instead."""
        return self.env._("These entries follow from the ledger: nobody writes them by hand.")
