{
    'name': "Receivables",
    'version': '19.0.1.0.0',
    'category': 'Accounting/Accounting',
    'sequence': 11,
    'summary': "Who gets how much credit, who pays late, and what is really owed",
    'description': """
Receivables for companies on Odoo Community: open items per instalment and ageing as of any date
that tie to the general ledger, a score card that adds up, credit tiers and limits with their
reasons, and an append-only log of every decision.
""",
    'author': "AR Optimization team",
    'website': 'https://github.com/ar-optimization/ar_optimization',
    'license': 'LGPL-3',
    'depends': ['account'],
    'external_dependencies': {'python': ['xlsxwriter']},
    'data': [
        'security/ar_security.xml',
        'security/ir.model.access.csv',
        'security/ar_rules.xml',

        'views/shell/ar_menus.xml',

        # ledger
        'views/ledger/ar_open_item_views.xml',
        'views/ledger/ar_exposure_item_views.xml',
        'views/ledger/ar_snapshot_views.xml',
        'views/ledger/ar_credit_account_views.xml',
        'views/ledger/ar_event_check_views.xml',
        'views/ledger/ar_event_views.xml',
        'views/ledger/ar_event_seal_views.xml',
        'views/ledger/ar_payment_experience_views.xml',
        'views/ledger/ar_payment_experience_batch_views.xml',
        'views/ledger/ar_due_date_change_views.xml',
        'views/ledger/account_move_views.xml',
        # insight
        'views/insight/ar_score_views.xml',
        'views/insight/ar_scorecard_views.xml',
        'views/insight/ar_scorecard_characteristic_views.xml',
        'views/insight/ar_credit_input_views.xml',
        'views/insight/ar_credit_input_kind_views.xml',
        'views/insight/res_partner_industry_views.xml',
        'views/insight/ar_credit_account_views.xml',
        # credit
        'views/credit/ar_credit_tier_views.xml',
        'views/credit/ar_credit_group_views.xml',
        'views/credit/ar_credit_account_views.xml',
        'views/credit/res_partner_views.xml',
        'views/credit/ar_credit_request_views.xml',
        'views/credit/ar_cover_views.xml',
        'views/credit/ar_cover_deadline_views.xml',
        'views/credit/ar_approval_rule_views.xml',
        'views/credit/ar_approval_delegation_views.xml',
        'views/credit/ar_credit_application_views.xml',
        'views/credit/ar_credit_hold_views.xml',
        'views/credit/ar_credit_policy_views.xml',
        # collection
        'views/collection/ar_credit_account_views.xml',
        'views/collection/ar_open_item_views.xml',
        # shell
        'views/shell/ar_ageing_views.xml',
        'views/shell/ar_key_figures_views.xml',
        'views/shell/ar_concentration_views.xml',
        'wizard/ar_tier_override_views.xml',
        'wizard/ar_limit_apply_views.xml',
        'wizard/ar_hold_decision_views.xml',
        'report/ar_hold_notice.xml',
        'wizard/ar_credit_decision_views.xml',
        'wizard/ar_tier_suggestion_views.xml',
        'wizard/ar_import_views.xml',
        'wizard/ar_go_live_views.xml',
        'wizard/res_config_settings_views.xml',

        'data/ar_cron.xml',
        'data/ar_mail_template.xml',
        'data/ar_scorecard_data.xml',
        'data/ar_tier_data.xml',
        'data/ar_policy_data.xml',
        'data/ar_approval_data.xml',
    ],
    'pre_init_hook': '_pre_init',
    'uninstall_hook': '_uninstall',
    'demo': ['demo/ar_demo.xml'],
    'assets': {
        'web.assets_backend': [
            'ar_optimization/static/src/**/*',
            ('remove', 'ar_optimization/static/src/open_items/**/*'),
        ],
        # Odoo loads pivot and graph when the first one is opened.
        'web.assets_backend_lazy': ['ar_optimization/static/src/open_items/**/*'],
        'web.assets_tests': ['ar_optimization/static/tests/tours/**/*'],
    },
    'application': True,
}
