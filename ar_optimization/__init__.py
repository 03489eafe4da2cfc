from odoo.tools import SQL

from . import tools
from . import models
from . import demo
from . import report
from . import controllers
from . import wizard


def _pre_init(env):
    """Keep the due dates of what is posted and open, as the first ones anybody knows.

    One statement before the ORM sees the field, which would compute it row by row. What is settled
    keeps none until somebody touches its date: to write every item anew takes minutes. Contracts
    of invoices are empty columns, as there are no contracts yet.
    """
    env.cr.execute("""
        ALTER TABLE account_move_line ADD COLUMN IF NOT EXISTS original_date_maturity date;
        UPDATE account_move_line line
           SET original_date_maturity = COALESCE(line.date_maturity, line.date)
          FROM account_account account
         WHERE account.id = line.account_id
           AND account.account_type = 'asset_receivable'
           AND line.parent_state = 'posted'
           AND line.amount_residual <> 0
           AND line.original_date_maturity IS NULL;
        ALTER TABLE account_move
            ADD COLUMN IF NOT EXISTS ar_contract_id int4,
            ADD COLUMN IF NOT EXISTS ar_contract_version_id int4,
            ADD COLUMN IF NOT EXISTS ar_contract_due date;
    """)


def _uninstall(env):
    """Drop the functions behind the triggers of append-only tables and frozen months; the triggers
    go with them.
    Our rows that hold each other (a tier its procedure, a level its text) let go: Odoo deletes the
    shipped ones in an order of its own, and the tables after them.

    With a field Odoo deletes the records of delegated fields that depend on it, also of its own:
    the due dates of invoices, which depend on our contracts, would be missing in the list of
    fields of bank statement lines.
    """
    env.cr.execute("DROP FUNCTION IF EXISTS ar_append_only() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS ar_kpi_frozen() CASCADE")
    env.cr.execute("""
        SELECT conrelid::regclass::text, conname
          FROM pg_constraint
         WHERE contype = 'f' AND confdeltype = 'r' AND conrelid::regclass::text LIKE 'ar\\_%'
    """)
    for table, constraint in env.cr.fetchall():
        env.cr.execute(SQL(
            "ALTER TABLE %s DROP CONSTRAINT %s",
            SQL.identifier(table), SQL.identifier(constraint)))
    fields = env['account.move']._fields
    env.registry._discard_fields([fields['needed_terms'], fields['needed_terms_dirty']])
