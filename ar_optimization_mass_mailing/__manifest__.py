{
    'name': "Receivables: Email Marketing",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'summary': "Newsletters count when a customer has heard enough",
    'description': """
Mailings and text messages of marketing count as contacts: the contact policies that say how often a
customer is reminded and called look at them. The marketing blacklist silences no reminder.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['ar_optimization', 'mass_mailing'],
    'auto_install': True,
}
