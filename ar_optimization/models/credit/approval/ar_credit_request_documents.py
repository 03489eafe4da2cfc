from odoo import api, models
from odoo.exceptions import AccessError, UserError

ROW_COMMANDS = (1, 2, 3)  # change, delete, unlink: of rows of the record only
ROWS_ADDED = (0, 5)  # create, clear


class ArCreditRequest(models.Model):
    """Requests to change something else than a customer's account: a shared limit, a cover, a
    policy, a tier, an approval rule. Their values are `{'model', 'id', 'vals'}`: which record, and
    what is written on it; see `ar.approval.locked`."""
    _inherit = 'ar.credit.request'

    # === ASKING === #

    @api.model
    def _document_of_person(self, values):
        """The document that a person's form is about, as values of a request: it says itself
        which customer and whose rules it is about.

        :param dict values: the form's `new_values`.
        :raise AccessError: for who may not change the record even without a lock.
        """
        if not values:
            return {}
        record = self._locked_record(values)
        record.with_user(self.env.user).check_access('write')
        company = record._lock_company(values.get('vals')) or record.sudo().company_id
        return {
            **self._document_values(record),
            'partner_id': record.sudo()._lock_account().partner_id.id,
            'company_id': (company or self.env.company).id}

    @api.model
    def _locked_record(self, values):
        """The record that values speak about.

        :raise UserError: for what is not there or not locked with the credit terms.
        """
        model = self.env.get(values.get('model') or '')
        if model is None or not isinstance(model, self.env.registry['ar.approval.locked']):
            raise UserError(self.env._("Nobody knows how to decide on this kind of request."))
        record = model.browse(values.get('id')).exists()
        if not record:
            raise UserError(self.env._("The document of this request is no longer there."))
        return record

    @api.model
    def _prepare_document(self, kind, values):
        """Check values of a record; see `_prepare`. Each record has its kind of request: another
        one may have milder rules."""
        record = self._locked_record(values).sudo()
        vals = values.get('vals') or {}
        if not vals or not vals.keys() <= record._locked_names() or kind != record._lock_kind():
            raise AccessError(self.env._("This is not what requests are for."))
        record._check_stays(vals)
        for name, commands in vals.items():
            if record._fields[name].type == 'one2many':
                self._check_rows(record[name], commands)
        return {'model': record._name, 'id': record.id, 'vals': vals}, record._lock_stake(vals)

    @api.model
    def _check_rows(self, rows, commands):
        """Refuse commands that reach for rows of another record."""
        if not all(
            command[0] in ROWS_ADDED or (command[0] in ROW_COMMANDS and command[1] in rows.ids)
            for command in commands
        ):
            raise AccessError(self.env._("This is not what requests are for."))

    @api.model
    def _prepare_policy(self, account, values):
        return self._prepare_document('policy', values)

    @api.model
    def _prepare_cover(self, account, values):
        if (values.get('vals') or {}).get('state', 'active') != 'active':
            raise AccessError(self.env._("This is not what requests are for."))
        return self._prepare_document('cover', values)

    @api.model
    def _waits_for_document(self, record):
        """Whether a request about a record waits for a decision."""
        return bool(self.search_count([
            ('res_model', '=', record._name), ('res_id', '=', record.id),
            ('state', '=', 'waiting')], limit=1))

    def _notify_waiting(self):
        """Tell who pressed a button that others decide."""
        return self.env['ar.event']._notify(self.env._(
            "Asked for: %s decides.", ", ".join(dict.fromkeys(self.mapped('waits_for')))))

    # === DECIDING === #

    def _parties_policy(self):
        return self._locked_record(self.values).sudo()._lock_parties()

    def _parties_cover(self):
        return self._locked_record(self.values).sudo()._lock_parties()

    def _apply_policy(self):
        self._apply_document()

    def _apply_cover(self):
        self._apply_document()

    def _apply_document(self):
        for request in self:
            self._locked_record(request.values).sudo()._apply_locked(request.values['vals'])

    # === SHOWING === #

    def _is_of_document(self, values):
        return bool(values) and isinstance(values.get('vals'), dict) and 'model' in values

    def _image_now(self, values):
        """What stands where the request would write, as JSON."""
        if self._is_of_document(values):
            return self._locked_record(values).sudo()._lock_image()
        event, account = self.env['ar.event'], self.account_id
        return {
            name: event._json_value(account, name) for name in values if name in account._fields}

    def _document_summary(self, values, before):
        """What is asked for in one line, e.g. `Large orders: Allowed: 100 → 120`."""
        model = self.env.get(values['model'])
        if model is None:
            return self.res_name
        event, parts = self.env['ar.event'], []
        for name, value in values['vals'].items():
            field = model._fields[name]
            label = field._description_string(self.env)
            if field.type in ('one2many', 'many2many'):
                parts.append(f"{label}: {self._rows_text(field, value)}")
            else:
                value = float(value or 0) if field.type in ('float', 'monetary') else value
                old = event._readable(field, before[name]) if name in before else ""
                new = event._readable(field, value)
                parts.append(f"{label}: {old} → {new}" if old else f"{label}: {new}")
        # A draft that is not saved yet does not know the record's name.
        return ": ".join(filter(None, [self.res_name, "; ".join(parts)]))

    def _rows_text(self, field, commands):
        """Commands on the rows or links of a record in words."""
        event, rows = self.env['ar.event'], self.env[field.comodel_name].sudo()
        texts = []
        for code, row_id, vals in (([*command, 0, 0])[:3] for command in commands):
            name = rows.browse(row_id).exists().display_name if row_id else ""
            if code == 0:
                texts.append("+ " + " ".join(event._readable_rows(field, [(0, 0, vals)])))
            elif code == 1:
                texts.append(f"{name} → " + " ".join(event._readable_rows(field, [(0, 0, vals)])))
            elif code == 4:
                texts.append(f"+ {name}")
            elif code == 6:
                texts.append(" ".join(rows.browse(vals).exists().mapped('display_name')) or "–")
            else:
                texts.append(f"− {name}")
        return ", ".join(texts)
