from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_date, formatLang
from odoo.tools.translate import code_translations

_lt = LazyTranslate(__name__)

# Values of events that are no fields of their record: the field whose label and format they take.
BORROWED = {
    'due_dates': ('account.move.line', 'date_maturity'),
    'original_due_dates': ('account.move.line', 'original_date_maturity'),
}
# Numbers that are no field of anything.
COUNTED = {
    'accounts': _lt("Credit Accounts"), 'amount': _lt("Amount"), 'costs': _lt("Costs"),
    'day': _lt("Date"), 'event': _lt("Event ID"), 'events': _lt("Events"), 'items': _lt("Items"),
    'members': _lt("Members"), 'month': _lt("Month"), 'partners': _lt("Customers"),
    'questions': _lt("Questions"), 'results': _lt("Results"), 'rows': _lt("Invoices"),
}
# Numbers for the program: on screen they are in the values before and after.
SILENT = {'instalments'}


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

    def _labels(self, names):
        """Each name with the label and the field that the event's model has for it."""
        for name in names:
            model_name, field_name = BORROWED.get(name, (self.res_model, name))
            model = self.env.get(model_name or '')
            field = model._fields.get(field_name) if model is not None else None
            field = field or self.env['res.partner']._fields.get(name)  # written to the contact
            if field:
                label = field._description_string(self.env)
            else:
                label = self.env._(COUNTED[name]) if name in COUNTED else name
            yield name, label, field

    def _change_lines(self, before, after):
        """One line `what: before → after` for every value that changes between the two."""
        names = [name for name in {**before, **after}
                 if name not in before or name not in after or before[name] != after[name]]
        for name, label, field in self._labels(names):
            values = [self._readable(field, values[name])
                      for values in (before, after) if name in values]
            yield f"{label}: {' → '.join(values)}"

    def _readable(self, field, value):
        """A JSON value as a person would write it."""
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
            record = self.env[field.comodel_name].sudo().browse(value).exists()
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
