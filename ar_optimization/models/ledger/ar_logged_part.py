from odoo import api, models


class ArLoggedPart(models.AbstractModel):
    """What is part of a rule, such as its steps: to make, change or delete it is a change of the
    rule, and in the log as that."""
    _name = 'ar.logged.part'
    _description = "Part of a Rule Whose Changes Are Logged"

    _part_of = None  # the field that says of which rule

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._changes(self._rules_of(vals_list)):
            return super().create(vals_list)

    def write(self, vals):
        given = self[self._part_of].browse(vals.get(self._part_of) or ())
        given.check_access('write')
        with self._changes(self[self._part_of] | given):
            return super().write(vals)

    def unlink(self):
        with self._changes(self[self._part_of]):
            return super().unlink()

    # === BUSINESS === #

    @api.model
    def _changes(self, rules):
        """Hook: log what a block changes of rules, through their parts.

        :return: context manager
        """
        return rules._logged()

    @api.model
    def _rules_of(self, vals_list):
        """What new parts will belong to, also where only a default of the call's context says it.

        :param vals_list: what they are created with.
        :return: rules
        """
        name = self._part_of
        ids = {vals[name] for vals in vals_list if vals.get(name)}
        if any(name not in vals for vals in vals_list):
            ids.add(self.default_get([name]).get(name))
        return self[name].browse([rule_id for rule_id in ids if rule_id])
