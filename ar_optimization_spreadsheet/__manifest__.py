{
    'name': "Receivables: Dashboard",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "A spreadsheet of the receivables among Odoo's dashboards",
    'description': """
What is owed, how old it is, who owes most and how month ends went, as a spreadsheet dashboard that
can be copied and changed. Its numbers come from the open items and month ends of the app.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'spreadsheet_dashboard'],
    'data': ['data/dashboards.xml'],
    'auto_install': True,
}
