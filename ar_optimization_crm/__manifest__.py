{
    'name': "Receivables: CRM",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Salespeople see before the offer whether the customer pays",
    'description': """
Tier, available credit, overdue amount and credit status of the customer on its opportunities, for
those who see them on the customer itself. A notice says when the customer is stopped or pays in
advance.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'crm'],
    'data': ['views/crm_lead_views.xml'],
    'demo': ['demo/ar_demo.xml'],
    'assets': {
        'web.assets_tests': ['ar_optimization_crm/static/tests/tours/**/*'],
    },
    'auto_install': True,
}
