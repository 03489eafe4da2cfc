from odoo import fields, models

from ..tools.table_import import AMOUNT, DATE, FLAG, Column, Fault


class ArImport(models.TransientModel):
    """Payment experience: the paid invoices of the old system, of a bureau, of a peer."""
    _inherit = 'ar.import'

    kind = fields.Selection(selection_add=[('experience', "Load Payment Experience")],
                            ondelete={'experience': 'cascade'})
    source = fields.Selection(
        lambda self: self.env['ar.payment.experience.batch']._fields['source']
        ._description_selection(self.env), default='erp')
    weight = fields.Float(
        default=1.0, help="How much one invoice of this file counts against one of your own.")
    as_of = fields.Date(
        string="As of", default=fields.Date.context_today,
        help="Day on which the other side knew this. Unpaid invoices are late up to this day.")

    def _columns_experience(self):
        return [
            Column('customer', required=True),
            Column('invoice_id', required=True),
            Column('invoice_date', DATE, required=True),
            Column('due_date', DATE, required=True),
            Column('pay_date', DATE),
            Column('amount', AMOUNT, required=True, minimum=0.01),
            Column('currency'),
            Column('disputed', FLAG),
        ]

    def _resolve_experience(self, rows):
        found, wrong = self._find_customers(rows)
        currencies = {c.name: c for c in self.env['res.currency'].search([])}
        known, rated = self._known_invoices(found.values()), self._rated_currencies()
        faults, seen = [], {}
        for row in rows:
            values = row.values
            text, code = values['customer'], (values['currency'] or '').upper()
            values['partner'] = found.get(text)
            values['currency_record'] = (
                currencies.get(code) if code else self.company_id.currency_id)
            if text in wrong:
                faults.append(Fault(row.line, 'customer', wrong[text], {'value': text}))
                continue
            if not values['currency_record']:
                faults.append(Fault(row.line, 'currency', 'currency_unknown', {'value': code}))
            elif values['currency_record'] not in rated:
                faults.append(Fault(row.line, 'currency', 'rate_missing', {'value': code}))
            key = (found[text].id, values['invoice_id'])
            if key in known:
                faults.append(Fault(row.line, 'invoice_id', 'known', {'value': known[key]}))
            elif (first := seen.setdefault(key, row.line)) != row.line:
                faults.append(Fault(row.line, 'invoice_id', 'duplicate', {'line': first}))
        return faults

    def _rated_currencies(self):
        """The company's currency, and those with a rate: without one, amounts would count 1:1."""
        rates = self.env['res.currency.rate'].sudo()._read_group(
            [('company_id', 'in', [False, self.company_id.root_id.id])], ['currency_id'])
        return self.company_id.currency_id.union(*(currency for currency, in rates))

    def _known_invoices(self, partners):
        """{(partner id, invoice): file} of what this source has told already."""
        lines = self.env['ar.payment.experience'].search_fetch([
            ('company_id', '=', self.company_id.id), ('source', '=', self.source),
            ('partner_id', 'in', [partner.id for partner in partners]),
        ], ['partner_id', 'reference', 'batch_id'])
        return {(line.partner_id.id, line.reference): line.batch_id.name for line in lines}

    def _load_experience(self, rows):
        batch = self.env['ar.payment.experience.batch'].create({
            'name': self.filename,
            'company_id': self.company_id.id,
            'source': self.source,
            'weight': self.weight,
            'date': self.as_of,
        })
        self.env['ar.payment.experience'].create([
            {
                'batch_id': batch.id,
                'partner_id': row.values['partner'].id,
                'reference': row.values['invoice_id'],
                'invoice_date': row.values['invoice_date'],
                'due_date': row.values['due_date'],
                'payment_date': row.values['pay_date'],
                'amount': row.values['amount'],
                'currency_id': row.values['currency_record'].id,
                'disputed': bool(row.values['disputed']),
            }
            for row in rows
        ])
        self.env['ar.event']._log(
            'experience.loaded', batch, numbers={batch.id: {'rows': len(rows)}})
        if go_live := self.env.context.get('ar_go_live'):
            return self.env['ar.go.live'].browse(go_live)._reopen()  # where it was begun
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'ar.payment.experience.batch',
            'res_id': batch.id,
            'view_mode': 'form',
        }
