from odoo import api, models


class ArLogged(models.AbstractModel):
    """A rule whose every change is in the log: what it says, before and after.

    A model that inherits this says in `_logged_as` what its kinds of events begin with: `legal.`
    makes `legal.created`, `legal.changed` and `legal.deleted`, to be named in `_kind_names`; and in
    `_logged_names` or `_image` what is logged.
    """
    _name = 'ar.logged'
    _description = "Rule Whose Changes Are Logged"
    _logged_as = None
    _logged_names = ()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env['ar.event']._log(f'{self._logged_as}created', made, after=made._images())
        return made

    def write(self, vals):
        before = self._images()
        result = super().write(vals)
        self.env['ar.event']._log_changes(
            f'{self._logged_as}changed', self, before, self._images())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_log(self):
        self.env['ar.event']._log(f'{self._logged_as}deleted', self, before=self._images())

    # === BUSINESS === #

    def _images(self):
        return {rule.id: rule._image() for rule in self}

    def _image(self):
        """Hook: what the rule says, as JSON values."""
        event = self.env['ar.event']
        return {name: event._json_value(self, name) for name in self._logged_names}
