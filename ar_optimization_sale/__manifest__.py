{
    'name': "Receivables: Sales",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Orders take up the credit limit, and are held when it does not suffice",
    'description': """
Confirmed orders that are not invoiced yet are part of a customer's exposure, also what is invoiced
on delivery and not delivered yet. An order that credit control does not let pass is held, whoever
confirms it: a salesperson, a signature in the portal, an online payment, an import.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'sale'],
    'data': [
        'data/ar_alert_data.xml',
        'views/ar_correction_figure_views.xml',
        'views/ar_event_views.xml',
        'views/crm_team_views.xml',
        'views/res_partner_views.xml',
        'views/sale_order_views.xml',
        'views/sale_portal_templates.xml',
    ],
    'demo': ['demo/ar_demo.xml'],
    'assets': {
        'web.assets_tests': ['ar_optimization_sale/static/tests/tours/**/*'],
    },
    'uninstall_hook': '_uninstall',
    'auto_install': True,
}
