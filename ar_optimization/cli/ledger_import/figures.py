"""The figures of a company after an import: what to compare with the file and with the books."""
from dataclasses import dataclass, field

from odoo.tools import SQL


@dataclass(frozen=True)
class Figures:
    """Counts, and amounts in the company's currency."""
    customers: int
    invoices: int
    open_items: int
    receivable: float
    general_ledger: float
    tiers: dict = field(default_factory=dict)

    @property
    def difference(self):
        return round(self.receivable - self.general_ledger, 6)


def company_figures(company):
    """Read the figures; the two totals come from different tables on purpose.

    :param company: `res.company` record.
    :return: Figures.
    """
    env = company.env
    env.flush_all()
    customers, invoices = _counts(company)
    open_items, receivable = env['ar.open.item']._read_group(
        [('company_id', '=', company.id)], [], ['__count', 'amount_residual:sum'])[0]
    tiers = env['ar.credit.account']._read_group(
        [('company_id', '=', company.id)], ['tier_id'], ['__count'])
    return Figures(
        customers=customers,
        invoices=invoices,
        open_items=open_items,
        receivable=float(receivable or 0.0),
        general_ledger=_general_ledger(company),
        tiers={tier.display_name or "no tier": count for tier, count in tiers},
    )


def _counts(company):
    company.env.cr.execute(SQL(
        "SELECT COUNT(DISTINCT commercial_partner_id), COUNT(*) FROM account_move "
        "WHERE company_id = %s AND state = 'posted' AND move_type IN ('out_invoice', 'out_refund')",
        company.id,
    ))
    return company.env.cr.fetchone()


def _general_ledger(company):
    """Balance of the receivable accounts: no residual, no open item, only debit less credit."""
    accounts = company.env['account.account'].with_context(active_test=False).search([
        *company.env['account.account']._check_company_domain(company),
        ('account_type', '=', 'asset_receivable'),
    ])
    company.env.cr.execute(SQL(
        "SELECT COALESCE(SUM(balance), 0) FROM account_move_line "
        "WHERE company_id = %s AND parent_state = 'posted' AND account_id = ANY(%s)",
        company.id, accounts.ids,
    ))
    return float(company.env.cr.fetchone()[0])
