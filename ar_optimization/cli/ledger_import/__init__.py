"""Puts a ledger that comes as a table into Odoo as real invoices, payments and reconciliations.

rows → what the file says, checked (pure) · company → chart, journals, currencies ·
posting → one chunk of rows as entries · importer → chunk by chunk, restartable · figures → totals.
"""
