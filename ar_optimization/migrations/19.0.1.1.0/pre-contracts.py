def migrate(cr, version):
    """Add what invoices keep of contracts as empty columns: no invoice was made under one yet, and
    the ORM would compute that invoice by invoice. New installations do it in `_pre_init`."""
    cr.execute("""
        ALTER TABLE account_move
            ADD COLUMN IF NOT EXISTS ar_contract_id int4,
            ADD COLUMN IF NOT EXISTS ar_contract_version_id int4,
            ADD COLUMN IF NOT EXISTS ar_contract_due date
    """)
