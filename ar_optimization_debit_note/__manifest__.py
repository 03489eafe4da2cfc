{
    'name': "Receivables: Debit Notes",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Late interest as debit notes of the invoice that was paid late",
    'description': """
Late interest and fixed sums are posted as debit notes that are linked to the invoice they are for.
When that invoice is credited in full, its debit notes are credited, too.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'account_debit_note'],
    'auto_install': True,
}
