{
    'name': "Receivables: Snailmail",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Dunning letters that Odoo posts",
    'description': """
A dunning level can go out as a letter that Odoo's Snailmail service prints and posts. What the
service refuses has failed, with the reason, and comes again.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'snailmail'],
    'data': ['views/ar_dunning_notice_views.xml'],
    'uninstall_hook': '_uninstall',
    'auto_install': True,
}
