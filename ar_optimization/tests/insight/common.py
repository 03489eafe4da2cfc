from ...models.insight.feature_sql import FEATURE_COLUMNS
from ...tools import features, features_reference
from ...tools.features_reference import Item, Payment
from ..common import ARCommon


class InsightCommon(ARCommon):
    """Accounts with their features, and the slow reference of `tools/` fed from the ORM."""

    @classmethod
    def account(cls, partner, company=None):
        """The credit account of a customer, made when missing."""
        company = company or cls.company
        account = partner._ar_account(company)
        return account or cls.env['ar.credit.account'].create({
            'partner_id': partner.commercial_partner_id.id, 'company_id': company.id,
        })

    @classmethod
    def nightly_features(cls, day=0, full=False, companies=None):
        cls.env['ar.credit.account']._nightly_features(
            companies or cls.company, cls.day(day), full)

    def stored(self, accounts):
        """The stored columns by account id, with NULL as None."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT id, {', '.join(FEATURE_COLUMNS)} FROM ar_credit_account WHERE id = ANY(%s)",
            [accounts.ids],
        )
        return {
            row[0]: dict(zip(FEATURE_COLUMNS, row[1:], strict=True))
            for row in self.env.cr.fetchall()
        }

    def assertMatchesReference(self, account, day):
        """The stored columns equal what the slow reference says of the account's items."""
        day = self.day(day)
        stored = self.stored(account)[account.id]
        sums = features_reference.sums_from_items(self._items(account), day, 2)
        derived = features.derive(sums, day, 2)
        names = [name for name in FEATURE_COLUMNS if hasattr(derived, name)]
        wanted = {name: getattr(derived, name) for name in names}
        wanted |= {
            'resolved_count': sums.resolved_count,
            'first_invoice_date': sums.first_invoice,
            'last_invoice_date': sums.last_invoice,
            'last_payment_date': sums.last_payment,
        }
        for name, value in wanted.items():
            message = f"{name} of {account.display_name} on {day}"
            if isinstance(value, float):
                self.assertIsNotNone(stored[name], message)
                places = 2 if value > 1000 else 5
                self.assertAlmostEqual(float(stored[name]), value, places, message)
            else:
                self.assertEqual(stored[name], value, message)
        self.assertAlmostEqual(
            float(stored['net_sales'] or 0), sums.invoice_amount - sums.credit_note_amount, 2)

    def _items(self, account):
        lines = self.env['account.move.line'].search([
            ('partner_id.commercial_partner_id', '=', account.partner_id.id),
            ('company_id', '=', account.company_id.id),
            ('account_id.account_type', '=', 'asset_receivable'),
            ('parent_state', '=', 'posted'),
        ])
        exchange = account.company_id.currency_exchange_journal_id
        money = ('bank', 'cash', 'credit')
        for line in lines:
            invoice_date = line.move_id.invoice_date or line.date
            due_date = line.date_maturity or invoice_date
            is_item = line.journal_id.type not in money and line.journal_id != exchange
            if line.balance > 0 and is_item:
                yield Item(line.move_id.id, invoice_date, due_date, line.balance, tuple(
                    self._payment(part, exchange) for part in line.matched_credit_ids
                    if part.credit_move_id.parent_state == 'posted'))
            elif line.move_id.move_type == 'out_refund':
                yield Item(line.move_id.id, invoice_date, due_date, -line.balance,
                           kind=features_reference.CREDIT_NOTE)

    def _payment(self, part, exchange):
        credit = part.credit_move_id.move_id
        credited = credit.move_type == 'out_refund' or credit.journal_id == exchange
        return Payment(part.max_date, part.amount, credited)
