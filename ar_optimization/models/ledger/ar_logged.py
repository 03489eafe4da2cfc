from contextlib import contextmanager

from odoo import api, models

# Marks a context inside which changes are already being logged. An object of our own: no caller
# from outside can put it into a context.
LOGGED = object()


class ArLogged(models.AbstractModel):
    """A rule whose every change is in the log: what it says, before and after.

    A model that inherits this says in `_logged_as` what its kinds of events begin with: `legal.`
    makes `legal.created`, `legal.changed` and `legal.deleted`, to be named in `_kind_names`; and in
    `_logged_names` or `_image` what is logged. What is part of a rule, such as its steps, inherits
    `ar.logged.part`.
    """
    _name = 'ar.logged'
    _description = "Rule Whose Changes Are Logged"
    _logged_as = None
    _logged_new = 'created'
    _logged_names = ()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # Its parts are of the new rule, not changes of it.
        made = super(ArLogged, self._quiet()).create(vals_list).with_env(self.env)
        self.env['ar.event']._log(
            f'{self._logged_as}{self._logged_new}', made, after=made._images())
        return made

    def write(self, vals):
        with self._logged() as rules:
            return super(ArLogged, rules).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_log(self):
        self.env['ar.event']._log(f'{self._logged_as}deleted', self, before=self._images())

    # === BUSINESS === #

    @contextmanager
    def _logged(self):
        """Log what the block changes of these rules or their parts: one change, one event. Inside
        such a block another one logs nothing.

        :return: these rules, to make the change with.
        """
        if self.env.context.get(self._logged_key()) is LOGGED:
            yield self
            return
        before = self._images()
        yield self._quiet()
        kept = self.exists()
        self.env['ar.event']._log_changes(
            f'{self._logged_as}changed', kept, before, kept._images())

    @api.model
    def _quiet(self):
        """These rules in a context in which what happens to them is not logged."""
        return self.with_context(**{self._logged_key(): LOGGED})

    @api.model
    def _logged_key(self):
        return f"{self._name.replace('.', '_')}_logged"

    def _images(self):
        return {rule.id: rule._image() for rule in self}

    def _image(self):
        """Hook: what the rule says, as JSON values."""
        return self.env['ar.event']._image(self, self._logged_names)
