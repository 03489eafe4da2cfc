{
    'name': "Receivables: Deliveries",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Goods leave when credit control lets them",
    'description': """
A delivery to a customer is looked at once more before the goods leave. Returns pass, and so does
what is moved inside the company.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization_sale', 'sale_stock'],
    'data': [
        'security/ir.model.access.csv',
        'security/ar_rules.xml',
        'views/ar_correction_figure_views.xml',
        'views/ar_delivered_item_views.xml',
        'views/stock_picking_type_views.xml',
        'views/stock_picking_views.xml',
    ],
    'demo': ['demo/ar_demo.xml'],
    'assets': {
        'web.assets_tests': ['ar_optimization_stock/static/tests/tours/**/*'],
    },
    'pre_init_hook': '_pre_init',
    'uninstall_hook': '_uninstall',
    'auto_install': True,
}
