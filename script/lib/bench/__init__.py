"""The benchmark: a consistent ledger of any size by SQL (ledger), the work a company does with it
(steps), the statement a person would write by hand for the same (bare.sql), and a table (report).
"""
