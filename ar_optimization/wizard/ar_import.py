import base64
from datetime import date

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

from ..tools import table_import
from .import_faults import fault_text
from .table_file import read_table

PREVIEW_ROWS = 8
SHOWN_FAULTS = 200
KEPT = {'ar_go_live'}  # what the steps of a dialog pass on: where it was begun


class ArImport(models.TransientModel):
    """Loads a table that somebody brings: choose, match the columns, look, load. Nothing is
    written before the last step, and then all of it in one transaction or nothing.

    A kind of import adds itself to `kind` and has three methods: `_columns_<kind>()` (the columns
    looked for), `_resolve_<kind>(rows)` (records behind the texts; returns faults) and
    `_load_<kind>(rows)` (returns the action to show).
    """
    _name = 'ar.import'
    _description = "Load a File"
    _inherit = ['ar.company.wizard']

    kind = fields.Selection([], required=True, readonly=True)
    company_id = fields.Many2one(readonly=True)
    step = fields.Selection(
        [('file', "File"), ('columns', "Columns"), ('check', "Check")],
        default='file', required=True)
    file = fields.Binary(attachment=False, help="CSV or XLSX; the first row names the columns.")
    filename = fields.Char()
    date_order = fields.Selection(
        [('dmy', "Day first (31/12/2026)"), ('mdy', "Month first (12/31/2026)")],
        help="Only needed where dates are not written as 2026-12-31.")
    decimal = fields.Selection(
        [('.', "Point (1,234.50)"), (',', "Comma (1.234,50)")], string="Decimal Sign")
    column_ids = fields.One2many('ar.import.column', 'import_id', string="Columns")
    good_count = fields.Integer(readonly=True)
    bad_count = fields.Integer(readonly=True)
    fault_ids = fields.One2many('ar.import.fault', 'import_id', string="Faults", readonly=True)
    preview = fields.Json(readonly=True)
    preview_html = fields.Html(compute='_compute_preview_html', sanitize=False)
    leave_out = fields.Boolean(
        string="Leave the bad rows out",
        help="Load the good rows only. Otherwise the file is loaded whole or not at all.")

    @api.depends('preview')
    def _compute_preview_html(self):
        for wizard in self:
            wizard.preview_html = wizard.preview and self.env['ir.qweb']._render(
                'ar_optimization.ar_import_preview', wizard.preview)

    # === ACTIONS === #

    def action_read(self):
        """From the file to its columns."""
        self.ensure_one()
        header, rows = self._read_file()
        columns = self._columns()
        mapping = table_import.guess_mapping(header, columns)
        formats = table_import.guess_formats(rows, mapping, columns)
        names = {place: name for name, place in mapping.items()}
        self.write({
            'step': 'columns',
            'date_order': formats.date_order,
            'decimal': formats.decimal,
            'column_ids': [Command.clear(), *(
                Command.create({
                    'place': place,
                    'header': str(title or ''),
                    'sample': self._sample(rows, place),
                    'target': names.get(place),
                })
                for place, title in enumerate(header)
            )],
        })
        return self._reopen()

    def action_check(self):
        """From the columns to what would be loaded, and what would not and why."""
        self.ensure_one()
        good, faults = self._check()
        shown = [column.name for column in self._columns()]
        titles = dict(self._target_titles())
        self.write({
            'step': 'check',
            'good_count': len(good),
            'bad_count': len({fault.line for fault in faults}),
            'leave_out': False,
            'fault_ids': [Command.clear(), *(
                Command.create({
                    'line': fault.line,
                    'column': titles.get(fault.column, fault.column),
                    'message': fault_text(self.env, fault, titles),
                })
                for fault in faults[:SHOWN_FAULTS]
            )],
            'preview': {
                'titles': [titles[name] for name in shown],
                'rows': [[self._readable(row.values.get(name)) for name in shown]
                         for row in good[:PREVIEW_ROWS]],
                'more': max(len(good) - PREVIEW_ROWS, 0),
            },
        })
        return self._reopen()

    def action_load(self):
        """Load the good rows, all in this transaction."""
        self.ensure_one()
        good, faults = self._check()
        if faults and not self.leave_out:
            bad = len({fault.line for fault in faults})
            raise UserError(
                self.env._("One row cannot be loaded, so nothing was. Correct the file, or choose "
                           "to leave it out.") if bad == 1
                else self.env._("%s rows cannot be loaded, so nothing was. Correct the file, or "
                                "choose to leave them out.", bad))
        if not good:
            raise UserError(self.env._("No row of this file can be loaded."))
        return getattr(self, f'_load_{self.kind}')(good)

    def action_back(self):
        self.ensure_one()
        self.step = 'columns' if self.step == 'check' else 'file'
        return self._reopen()

    # === BUSINESS === #

    def _columns(self):
        """The columns that this kind of import looks for, as `table_import.Column`."""
        self.ensure_one()
        return getattr(self, f'_columns_{self.kind}')()

    def _check(self):
        """Read the whole file again as mapped: never trust what a client sends back.

        :return: (rows with records resolved, faults sorted by line)
        """
        _header, rows = self._read_file()
        columns = self._columns()
        mapping, faults = self._mapping()
        faults += table_import.missing_columns(mapping, columns)
        if faults:
            return [], faults
        formats = table_import.Formats(self.date_order or None, self.decimal or None)
        table = table_import.read_table(rows, mapping, columns, formats)
        faults = [*table.faults, *getattr(self, f'_resolve_{self.kind}')(table.rows)]
        bad = {fault.line for fault in faults}
        return [row for row in table.rows if row.line not in bad], sorted(
            faults, key=lambda fault: fault.line)

    def _mapping(self):
        """What the user has chosen.

        :return: ({column name: its place in the file}, faults of names chosen twice)
        """
        mapping, faults = {}, []
        for column in self.column_ids.filtered('target'):
            if column.target in mapping:
                faults.append(table_import.Fault(1, column.target, 'column_twice', {}))
            mapping.setdefault(column.target, column.place)
        return mapping, faults

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        header, *rows = read_table(self.env, self.filename, base64.b64decode(self.file))
        return header, rows

    def _sample(self, rows, place):
        cells = (row[place] for row in rows if place < len(row))
        return next((self._shown(cell) for cell in cells if cell not in (None, '')), '')

    @api.model
    def _shown(self, value):
        return '' if value is None or value is False else str(value)

    @api.model
    def _readable(self, value):
        """A value as it was understood, written the way the user's language writes it."""
        if isinstance(value, bool):
            return self.env._("yes") if value else ''
        if isinstance(value, float):
            return formatLang(self.env, value)
        if isinstance(value, date):
            return format_date(self.env, value)
        return self._shown(value)

    @api.model
    def _target_titles(self):
        """(name, title) of every column of every kind."""
        return self.env['ar.import.column']._fields['target']._description_selection(self.env)

    def _find_customers(self, rows):
        """The commercial partner behind each row's customer text: by reference, tax number or
        exact name, in this company.

        :return: ({text: partner}, {text: fault code}) for texts with no or several matches.
        """
        texts = {row.values['customer'] for row in rows}
        partners = self.env['res.partner'].with_context(active_test=False).search([
            ('company_id', 'in', [False, self.company_id.id]),
            '|', '|', ('ref', 'in', list(texts)), ('vat', 'in', list(texts)),
            ('name', 'in', list(texts)),
        ])
        found, wrong = {}, {}
        for text in texts:
            matches = self._matches(partners, text)
            if len(matches) == 1:
                found[text] = matches
            else:
                wrong[text] = 'customer_twice' if matches else 'customer_unknown'
        return found, wrong

    @api.model
    def _matches(self, partners, text):
        """The commercial partners of the strongest kind of match."""
        for name in ('ref', 'vat', 'name'):
            matches = partners.filtered(lambda p, name=name: p[name] == text).commercial_partner_id
            if matches:
                return matches
        return partners.browse()

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window',
            'name': self._description_of_kind(),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'target': 'new',
            'context': {name: self.env.context[name] for name in KEPT & self.env.context.keys()},
        }

    def _description_of_kind(self):
        return dict(self._fields['kind']._description_selection(self.env))[self.kind]
