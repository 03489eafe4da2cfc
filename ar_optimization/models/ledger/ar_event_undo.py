from odoo import SUPERUSER_ID, api, fields, models

from ...tools.chain import plain


class ArEvent(models.Model):
    """Taking back from the log what a person changed by mistake."""
    _inherit = 'ar.event'

    can_undo = fields.Boolean(compute='_compute_can_undo')

    @api.depends_context('uid')
    def _compute_can_undo(self):
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        for event in self:
            event.can_undo = manager and not event._why_not_undo()

    def action_undo(self):
        """Take back what persons changed, newest first: accounts, tiers, proposals, settings.

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
            event._undo()
            before, after = event._values()
            self._log(
                'undone', event._record(), rule=self.env._("Undone from the log"),
                before={event.res_id: after}, after={event.res_id: before},
                numbers={event.res_id: {'event': event.id}})
            undone |= event
        return self._notify(
            self.env._("One change undone.") if len(undone) == 1
            else self.env._("%s changes undone.", len(undone)),
            refusals, reload=bool(undone))

    def _undo_plan(self):
        """What `action_undo` would do, without doing it.

        :return: list of `(event, refusal)`, newest first: taking back the newer of two changes of
            one value makes the older one undoable. An empty refusal means that it can be done.
        """
        undone, plan = {}, []
        for event in self.sorted('id', reverse=True):
            refusal = event._why_not_undo(undone)
            plan.append((event, refusal))
            if not refusal:
                undone.update({
                    (event.res_model, event.res_id, name): value
                    for name, value in event._values()[0].items()})
        return plan

    def _undo(self):
        """Hook: take back the change, with the rights of the user; it was asked before whether
        that can be done. The base writes the values from before; a room whose events say something
        else does it its way."""
        self._record().write(self._values()[0])

    def _why_not_undo(self, undone=None):
        """Hook: why the change cannot be taken back, in words; empty when it can. Rooms answer for
        their kinds of events.

        :param dict undone: values by `(model, id, field)` that are taken back before this one.
        """
        if self.kind == 'rules.changed':
            return self._why_not_undo_rules(undone)
        if self.res_model != 'ar.credit.account' or not self.before or not self.after:
            return self.env._("not a change of a credit account")
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        account = self._record().exists()
        if not account:
            return self.env._("the account is no longer there")
        before = self._values()[0]
        if not all(self._is_undoable(account._fields.get(name)) for name in before):
            return self.env._("not a change of fields that a person may edit")
        return self._why_not_latest(self._image(account, before), undone)

    def _why_not_undo_rules(self, undone):
        company = self._record().exists()
        if self.user_id == SUPERUSER_ID:
            return self.env._("not made by a person")
        if not company or not company.has_access('write'):
            return self.env._("only who may change the settings may undo it")
        before = self._values()[0]
        if not before.keys() <= company._ar_logged_settings():
            return self.env._("not a change of fields that a person may edit")
        return self._why_not_latest(self._image(company, before), undone)

    def _why_not_latest(self, present, undone):
        """Say so when the values are no longer those that this event left behind.

        :param dict present: the values as they are now, as events store them.
        :param undone: as of `_why_not_undo`.
        """
        after = self._values()[1]
        key = (self.res_model, self.res_id)
        if any((undone or {}).get((*key, name), value) != after.get(name)
               for name, value in present.items()):
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

    @api.model
    def _image(self, record, names):
        """Some fields of a record as events store them: {name: value}."""
        return {name: self._json_value(record, name) for name in names}

    @api.model
    def _images(self, records, names):
        """Some fields of records as events store them: {id: {name: value}}."""
        return {record.id: self._image(record, names) for record in records}
