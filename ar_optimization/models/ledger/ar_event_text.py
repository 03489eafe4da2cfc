from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang
from odoo.tools.translate import code_translations

# Numbers for the program: on screen they are in the values before and after.
SILENT = {'instalments'}


class Value(NamedTuple):
    """What a value of an event is called that is no field of its record, and whose format it has:
    that of one field, or of several (with blanks between) for rows of values. Without a label,
    that of the field."""

    label: str = ''
    model: str = ''
    names: str = ''


class ArEvent(models.Model):
    """How an event reads on screen: in the words and formats of the reader."""
    _inherit = 'ar.event'

    kind_name = fields.Char(
        string="What", compute='_compute_kind_name', search='_search_kind_name')
    rule_name = fields.Char(string="By Which Rule", compute='_compute_rule_name')
    change = fields.Text(compute='_compute_change')
    figures = fields.Text(compute='_compute_figures')

    @api.model
    def _selection_kind(self):
        """The kinds that rooms know, for groups and filters; the log may hold others, of rooms
        that are no longer installed."""
        return sorted(self._kind_names().items(), key=lambda kind: kind[1])

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_kind_name(self):
        names = self._kind_names()
        for event in self:
            event.kind_name = names.get(event.kind) or (event.kind or '').replace(
                '.', ' ').replace('_', ' ').capitalize()

    def _search_kind_name(self, operator, value):
        if operator not in ('ilike', 'like', '=ilike'):
            return Domain('kind', operator, value)
        kinds = [
            kind for kind, name in self._kind_names().items() if value.lower() in name.lower()]
        return Domain('kind', operator, value) | Domain('kind', 'in', kinds)

    @api.model
    def _kind_names(self):
        """Hook: what the kinds of events are called on screen. Rooms add theirs."""
        return {
            'account.created': self.env._("Account opened"),
            'account.deleted': self.env._("Account deleted"),
            'account.folded': self.env._("Accounts folded into one"),
            'account.moved': self.env._("Account moved to another customer"),
            'account.split': self.env._("Account of a customer who left a company"),
            'due_date.changed': self.env._("Due date changed"),
            'experience.loaded': self.env._("Payment experience loaded"),
            'experience.restored': self.env._("Payment experience taken in again"),
            'experience.withdrawn': self.env._("Payment experience withdrawn"),
            'move.reposted': self.env._("Reset to draft and posted again"),
            'no_followup.changed': self.env._("Follow-up switched on or off"),
            'note.erased': self.env._("Personal text erased"),
            'rules.changed': self.env._("Settings changed"),
            'undone': self.env._("Change undone"),
        }

    @api.depends('rule')
    @api.depends_context('lang')
    def _compute_rule_name(self):
        """Our rules in the reader's language: at night they are written in that of the server."""
        translations = code_translations.get_python_translations(
            'ar_optimization', self.env.lang or 'en_US')
        for event in self:
            event.rule_name = translations.get(event.rule, event.rule)

    @api.depends('before', 'after', 'texts', 'res_model')
    @api.depends_context('lang')
    def _compute_change(self):
        for event in self:
            # An invoice and its only instalment have one due date: say it once.
            event.change = "\n".join(dict.fromkeys(event._change_lines(*event._values())))

    @api.depends('numbers', 'res_model')
    @api.depends_context('lang')
    def _compute_figures(self):
        for event in self:
            numbers = event.numbers if isinstance(event.numbers, dict) else {}
            event.figures = "\n".join(event._figure_lines(numbers))

    def _figure_lines(self, numbers):
        """Hook: the numbers of an event as lines on screen. Rooms explain theirs in sentences."""
        for name, label, field in self._labels(name for name in numbers if name not in SILENT):
            yield f"{label}: {self._readable(field, numbers[name])}"

    @api.model
    def _value_names(self):
        """Hook: the values of events that are no fields of their record. Rooms add theirs.

        :return: {name, or `model.name` where only the events of one model mean it so: `Value`}
        """
        return {
            'accounts': Value(self.env._("Credit Accounts")),
            'amount': Value(self.env._("Amount")),
            'day': Value(self.env._("Date"), 'ar.event', 'expiry_date'),
            'due_dates': Value('', 'account.move.line', 'date_maturity'),
            'event': Value(self.env._("Event ID")),
            'events': Value(self.env._("Events")),
            'items': Value(self.env._("Items")),
            'month': Value(self.env._("Month"), 'ar.event', 'expiry_date'),
            'original_due_dates': Value('', 'account.move.line', 'original_date_maturity'),
            'partners': Value(self.env._("Customers")),
            'results': Value(self.env._("Results")),
            'rows': Value(self.env._("Invoices")),
        }

    def _labels(self, names):
        """Each name with the label and the field, or fields, that the event's model has for it."""
        names, own = list(names), self._fields_of(self.res_model)
        partner = self._fields_of('res.partner')  # written to the contact
        known = {} if own.keys() >= set(names) else self._value_names()
        for name in names:
            value = None if name in own else (
                known.get(f'{self.res_model}.{name}') or known.get(name))
            if value:
                found = [self._fields_of(value.model).get(each) for each in value.names.split()]
                field = tuple(found) if len(found) > 1 else next(iter(found), None)
            else:
                field = own.get(name) or partner.get(name)
            label = value.label if value else ""
            if not label:
                label = field._description_string(self.env) if field \
                    else name.replace('_', ' ').capitalize()
            yield name, label, field

    def _fields_of(self, model_name):
        model = self.env.get(model_name or '')
        return {} if model is None else model._fields

    def _change_lines(self, before, after):
        """One line `what: before → after` for every value that changes between the two. What was
        left empty in something new is not worth a line."""
        names = [name for name in {**before, **after}
                 if name not in before or name not in after or before[name] != after[name]]
        for name, label, field in self._labels(names):
            values = [self._readable(field, values[name])
                      for values in (before, after) if name in values]
            if values != ["–"]:
                yield f"{label}: {' → '.join(values)}"

    def _readable(self, field, value):
        """A JSON value as a person would write it."""
        if isinstance(field, tuple):
            rows = value.items() if isinstance(value, dict) else value or ()
            return "; ".join(" ".join(map(self._readable, field, row)) for row in rows) or "–"
        if field and field.type == 'one2many':
            return "; ".join(self._readable_rows(field, value or [])) or "–"
        if isinstance(value, list):
            return ", ".join(self._readable(field, item) for item in value) or "–"
        if isinstance(value, bool) and field and field.type == 'boolean':
            return self.env._("yes") if value else self.env._("no")
        if value is None or value is False or value == '':
            return "–"
        if field and field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value)
        if field and field.type == 'many2one':
            record = self.env[field.comodel_name].sudo().browse(int(value)).exists()
            return record.display_name or f"#{value}"
        if field and field.type == 'date':
            return format_date(self.env, value)
        if isinstance(value, float):
            return formatLang(self.env, value)
        return str(value)

    def _readable_rows(self, field, commands):
        """The rows that commands of a one2many field create."""
        columns = self.env[field.comodel_name]._fields
        for values in (command[2] for command in commands if command[0] == Command.CREATE):
            yield " ".join(
                self._readable(columns.get(name), value)
                for name, value in sorted(values.items()) if name != 'sequence')
