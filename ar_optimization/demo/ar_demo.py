"""Posts the demo ledger as real invoices, payments and reconciliations.

Not by the importer's poster: a row of a file is one document, open or paid in full, while the demo
pays in parts, credits in part and presses the ordinary buttons, which the poster avoids for speed.
"""
from odoo import Command, api, fields, models

from .customers import (
    CONTRACT_INVOICES,
    CONTRACTS,
    COVERS,
    CUSTOMERS,
    INFORMATION,
    UNDECIDED,
    ledger,
)

SCORED_MONTHS = 8  # before tonight


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model
    def _ar_install_demo(self):
        """Fill the main company with the demo ledger, once."""
        company = self.env.ref('base.main_company')
        if self.env.ref('ar_optimization.demo_customer_0', raise_if_not_found=False):
            return
        if not company.chart_template:
            self.env['account.chart.template'].try_loading(
                'generic_coa', company, install_demo=False)
        today = fields.Date.context_today(self)
        DemoLedger(self.with_company(company).env, company, today).post()
        company._ar_make_demo_contracts(today)
        company._ar_make_demo_scores(today)
        self.env['ar.credit.account']._run_nightly(company, today)
        company._ar_make_demo_covers(today)
        company._ar_decide_demo_limits()
        company._ar_make_demo_desk(today)
        company._ar_make_demo_interest(today)
        company._ar_make_demo_incentives(today)
        company._ar_make_demo_holds()
        company._ar_make_demo_dunning(today)
        company._ar_make_demo_contacts(today)
        company._ar_make_demo_agreements(today)
        company._ar_make_demo_disputes(today)
        company._ar_make_demo_outside(today)
        company._ar_make_demo_provision(today)
        company._ar_make_demo_alerts(today)
        company._ar_make_demo_worklist(today)
        company._ar_make_demo_sales(today)
        company._ar_make_demo_playbook(today)
        company._ar_make_demo_audit(today)
        company._ar_make_demo_replay()
        company._ar_keep_demo_months_again()
        company._ar_make_demo_forecast(today)
        company._ar_make_demo_compliance(today)
        company._ar_make_demo_results(today)
        company._ar_make_demo_targets(today)
        company._ar_make_demo_risk_report(today)
        self.env['ar.worklist'].sudo()._rebuild(company, today)  # with all that happened meanwhile

    def _ar_make_demo_scores(self, today):
        """Scores of earlier months, from what was known on each, as the nights would have left
        them. The log is of today: it says nothing of how they moved then."""
        accounts, card = self.env['ar.credit.account'], self.env['ar.scorecard']._get_card(self)
        accounts._ensure_accounts(self)
        logged_from, card.event_points = card.event_points, 1000.0
        for month in range(SCORED_MONTHS, 0, -1):
            day = fields.Date.subtract(today, months=month)
            accounts._run_nightly(
                self, day, full=True, steps=('_nightly_features', '_nightly_scores'))
        card.event_points = logged_from

    def _ar_keep_demo_months_again(self):
        """Much of the demo was booked into months whose figures the first night had kept: the
        screens that read what was kept are to say what the ledger says."""
        snapshots = self.env['ar.snapshot'].sudo()
        for period in ('month', 'company'):
            for day in snapshots.search([
                    ('company_id', '=', self.id), ('period', '=', period)]).mapped('date'):
                snapshots._build(self, day, period, refresh=True)

    def _ar_make_demo_contracts(self, today):
        """What was agreed with some customers, and invoices under it, two of which differ."""
        accounts = self._ar_demo_accounts()
        for customer, template, term, start, end, terms, stage in CONTRACTS:
            contract = self.env['ar.contract'].create({
                'account_id': accounts[customer].id,
                'template_id': self.env.ref(f'ar_optimization.contract_template_{template}').id,
                'payment_term_id': self.env.ref(f'account.account_payment_term_{term}').id,
                'date_from': fields.Date.add(today, days=start),
                'date_end': fields.Date.add(today, days=end),
                'responsible_id': self.env.ref('base.user_admin').id,
                **terms,
            })
            if stage != 'draft':
                contract.version_id.write({
                    'signature_state': stage, 'signed_on': stage == 'signed' and today})
                contract.version_id._approve(today)
        self._ar_post_demo_contract_invoices(accounts, today)

    def _ar_post_demo_contract_invoices(self, accounts, today):
        self.env['account.move'].create([
            {
                'move_type': 'out_invoice', 'partner_id': accounts[customer].partner_id.id,
                'invoice_date': fields.Date.subtract(today, days=days),
                **({'invoice_payment_term_id': self.env.ref(
                    f'account.account_payment_term_{term}').id} if term else {}),
                'invoice_line_ids': [Command.create({
                    'name': "Goods", 'price_unit': amount, 'discount': discount,
                    'tax_ids': False})],
            }
            for customer, days, amount, discount, term in CONTRACT_INVOICES
        ])._post(soft=False)

    def _ar_demo_accounts(self):
        """The credit accounts of the demo customers, by name."""
        accounts = self.env['ar.credit.account']
        accounts._ensure_accounts(self, self.env['res.partner'].search(
            [('name', 'in', [behaviour.name for behaviour in CUSTOMERS])]))
        found = accounts.search([('company_id', '=', self.id)])
        return {account.partner_id.name: account for account in found}

    def _ar_make_demo_replay(self):
        """A draft tried on the last year: twice the limit in tier C, but nothing more while a
        month overdue."""
        replay = self.env['ar.replay'].with_company(self).create({
            'name': "Twice the limit in tier C, stop at 30 days overdue", 'company_id': self.id})
        late = replay.policy_ids.filtered(lambda line: line.condition == 'overdue_days')
        late.write({'name': "Nothing more while 30 days overdue", 'bound': 30})
        replay.tier_ids.filtered(lambda line: line.code == 'C').sales_multiple = 2
        replay.sudo()._run_now()

    def _ar_make_demo_covers(self, today):
        """What stands behind some customers, with last days near today."""
        names = {cover[3] for cover in COVERS if cover[3]}
        issuers = {
            partner.name: partner.id for partner in self.env['res.partner'].create(
                [{'name': name, 'is_company': True} for name in sorted(names)])}
        customers = {
            account.partner_id.name: account.id for account in self.env['ar.credit.account'].search(
                [('company_id', '=', self.id)])}
        self.env['ar.cover'].create([
            {
                'account_id': customers[customer], 'kind': kind, 'name': number,
                'issuer_id': issuers.get(issuer), 'amount': amount, 'state': state,
                'date_start': fields.Date.add(today, days=start),
                'date_end': end is not None and fields.Date.add(today, days=end),
                'activated_on': state != 'draft' and fields.Date.add(today, days=start),
                'responsible_id': self.env.ref('base.user_admin').id,
                **self._ar_demo_terms(terms, today),
            }
            for customer, kind, number, issuer, amount, start, end, state, terms in COVERS
        ])
        self.env['ar.credit.account']._nightly_covers(self, today)

    def _ar_demo_terms(self, terms, today):
        """Days from today become dates, codes become currencies."""
        terms = dict(terms)
        code = terms.pop('currency', None)
        terms['currency_id'] = (self.env.ref(f'base.{code}') if code else self.currency_id).id
        if 'last_shipment' in terms:
            terms['last_shipment'] = fields.Date.add(today, days=terms['last_shipment'])
        return terms

    def _ar_decide_demo_limits(self):
        """Switch limits on and apply what the tiers propose, but for a few customers."""
        self.write({
            'ar_position_limits': 'on',
            'ar_credit_manager_id': self.env.ref('base.user_admin').id,
        })
        self.env['ar.credit.account'].search([
            ('company_id', '=', self.id), ('proposal_state', '=', 'waiting'),
            ('partner_id.name', 'not in', UNDECIDED),
        ])._apply_proposals()


class DemoLedger:
    """The demo ledger of one company, from customers to reconciliations."""

    def __init__(self, env, company, today):
        self.env = env(context={**env.context, 'tracking_disable': True, 'mail_notrack': True})
        self.company = company
        self.today = today
        self.journals = {
            kind: self.env['account.journal'].search(
                [('type', '=', kind), ('company_id', '=', company.id)], limit=1)
            for kind in ('sale', 'bank')
        }

    def post(self):
        self._make_rates()
        customers = self._make_customers()
        rows = ledger(self.today)
        invoices = self._make_invoices(rows, customers)
        self._credit_and_pay(rows, invoices)
        self._make_information(customers)

    def _make_information(self, customers):
        """The credit file: statements, ratings, records, with dates and sources."""
        self.env['ar.credit.input'].create([
            {
                'partner_id': customers[name].id,
                'company_id': self.company.id,
                'kind_id': self.env.ref(f'ar_optimization.input_kind_{kind}').id,
                'source': source,
                'date': fields.Date.subtract(self.today, months=months),
                **({'category_id': self.env.ref(f'ar_optimization.input_category_{value}').id}
                   if isinstance(value, str) else {'value': value}),
            }
            for name, kind, value, months, source in INFORMATION
        ])

    def _make_customers(self):
        """The customers with an external id each, so that a second installation finds them."""
        partners = self.env['res.partner'].create([
            {
                'name': behaviour.name,
                'is_company': True,
                'city': behaviour.city,
                'country_id': self.env.ref(f'base.{behaviour.country}').id,
                'email': f"accounts@{behaviour.name.split()[0].lower()}.example",
                'customer_rank': 1,
                'user_id': self.env.ref('base.user_admin').id,
            }
            for behaviour in CUSTOMERS
        ])
        self.env['ir.model.data']._update_xmlids([
            {'xml_id': f'ar_optimization.demo_customer_{index}', 'record': partner,
             'noupdate': True}
            for index, partner in enumerate(partners)
        ])
        return dict(zip((b.name for b in CUSTOMERS), partners, strict=True))

    def _make_rates(self):
        """A euro that moves, so that currency risk has something to say."""
        euro = self.env.ref('base.EUR')
        if euro == self.company.currency_id:
            return
        euro.active = True
        known = set(self.env['res.currency.rate'].search(
            [('currency_id', '=', euro.id), ('company_id', '=', self.company.id)]).mapped('name'))
        months = [fields.Date.subtract(self.today, months=m).replace(day=1) for m in range(20)]
        self.env['res.currency.rate'].create([
            {'currency_id': euro.id, 'company_id': self.company.id, 'name': month,
             'rate': 0.92 + 0.03 * ((index * 7) % 5 - 2) / 2}
            for index, month in enumerate(months) if month not in known
        ])

    def _currency(self, row):
        return self.env.ref(f'base.{row.currency}') if row.currency else self.company.currency_id

    def _move_vals(self, row, partner, move_type, amount, day, due):
        return {
            'move_type': move_type,
            'journal_id': self.journals['sale'].id,
            'partner_id': partner.id,
            'currency_id': self._currency(row).id,
            'invoice_date': day,
            'date': day,
            'invoice_payment_term_id': False,
            'invoice_date_due': due,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': False})],
        }

    def _make_invoices(self, rows, customers):
        invoices = self.env['account.move'].create([
            self._move_vals(row, customers[row.customer], 'out_invoice', row.amount,
                            row.invoice_date, row.due_date)
            for row in rows
        ])
        invoices._post(soft=False)
        return invoices

    def _credit_and_pay(self, rows, invoices):
        plan = []
        refunds = self._make_refunds(rows, invoices)
        payments = self._make_payments(rows, invoices)
        for invoice in invoices:
            lines = (invoice | refunds[invoice] | payments[invoice].move_id).line_ids.filtered(
                lambda line: line.account_id.account_type == 'asset_receivable')
            if len(lines) > 1:
                plan.append(lines)
        self.env['account.move.line']._reconcile_plan(plan)

    def _make_refunds(self, rows, invoices):
        empty = self.env['account.move']
        credited = [(row, inv) for row, inv in zip(rows, invoices, strict=True) if row.credited]
        refunds = empty.create([
            self._move_vals(row, invoice.partner_id, 'out_refund',
                            self._share(row, row.credited), self._refund_day(row), row.due_date)
            for row, invoice in credited
        ])
        refunds._post(soft=False)
        result = dict.fromkeys(invoices, empty)
        result.update(zip((invoice for _row, invoice in credited), refunds, strict=True))
        return result

    def _refund_day(self, row):
        return min(self.today, row.due_date)

    def _share(self, row, share):
        return self._currency(row).round(row.amount * share)

    def _make_payments(self, rows, invoices):
        empty = self.env['account.payment']
        wanted = [
            (invoice, row, day, share)
            for row, invoice in zip(rows, invoices, strict=True) for day, share in row.payments
        ]
        payments = empty.create([
            {
                'payment_type': 'inbound',
                'partner_type': 'customer',
                'partner_id': invoice.partner_id.id,
                'amount': self._share(row, share),
                'currency_id': self._currency(row).id,
                'date': day,
                'journal_id': self.journals['bank'].id,
                'memo': invoice.name,
                # straight to the bank: the demo has no statements to match
                'outstanding_account_id': self.journals['bank'].default_account_id.id,
            }
            for invoice, row, day, share in wanted
        ])
        payments.action_post()
        result = dict.fromkeys(invoices, empty)
        for (invoice, *_rest), payment in zip(wanted, payments, strict=True):
            result[invoice] |= payment
        return result
