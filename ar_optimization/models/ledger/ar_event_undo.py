from odoo import SUPERUSER_ID, api, models

from ...tools.chain import plain


class ArEvent(models.Model):
    """Taking back from the log what a person changed by mistake."""
    _inherit = 'ar.event'

    def action_undo(self):
        """Take back changes that a person made to credit accounts, newest first.

        Only a credit manager may; a field that has changed again since keeps its newer value.
        """
        self.env.user._ar_check_role('credit_manager')
        refusals = []
        undone = self.browse()
        for event in self.sorted('id', reverse=True):
            refusal = event._why_not_undo()
            if refusal:
                refusals.append(f"{event.res_name or event.kind_name}: {refusal}")
                continue
            before, after = event._values()
            event._record().write(before)
            self._log(
                'undone', event._record(), rule=self.env._("Undone from the log"),
                before={event.res_id: after}, after={event.res_id: before},
                numbers={event.res_id: {'event': event.id}})
            undone |= event
        return self._notify(
            self.env._("One change undone.") if len(undone) == 1
            else self.env._("%s changes undone.", len(undone)),
            refusals, reload=bool(undone))

    def _why_not_undo(self):
        """Why the change cannot be taken back, in words; empty when it can."""
        if self.res_model != 'ar.credit.account' or not self.before or not self.after:
            return self.env._("not a change of a credit account")
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        account = self._record().exists()
        if not account:
            return self.env._("the account is no longer there")
        before, after = self._values()
        if not all(self._is_undoable(account._fields.get(name)) for name in before):
            return self.env._("not a change of fields that a person may edit")
        if any(self._json_value(account, name) != after.get(name) for name in before):
            return self.env._("changed again since")
        return ""

    @api.model
    def _is_undoable(self, field):
        return field and field.store and not field.readonly and field.name not in (
            'partner_id', 'company_id')

    @api.model
    def _json_value(self, record, name):
        """A field's value as events store it: ids for records, ISO text for dates."""
        value = record._fields[name].convert_to_write(record[name], record)
        return plain(value.ids if isinstance(value, models.BaseModel) else value)
