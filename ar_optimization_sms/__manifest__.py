{
    'name': "Receivables: Text Messages",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Reminders by SMS",
    'description': """
A dunning level can go out as a text message to the customer's contact for reminders. Whoever is on
the phone blacklist gets a letter; what the gateway refuses or the network cannot deliver has
failed, with the reason, and comes again. Text messages from anywhere in Odoo count as contacts.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'sms'],
    'data': [
        'data/sms_template_data.xml',
        'views/ar_credit_account_views.xml',
        'views/ar_dunning_level_views.xml',
        'views/ar_dunning_notice_views.xml',
    ],
    'post_init_hook': '_post_init',
    'uninstall_hook': '_uninstall',
    'auto_install': True,
}
