from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    ar_position_limits = fields.Selection(related='company_id.ar_position_limits', readonly=False)
    ar_position_ledger = fields.Selection(related='company_id.ar_position_ledger', readonly=False)
    ar_credit_manager_id = fields.Many2one(
        related='company_id.ar_credit_manager_id', readonly=False)
    ar_ageing_bounds = fields.Char(related='company_id.ar_ageing_bounds', readonly=False)
    ar_bank_stale_days = fields.Integer(related='company_id.ar_bank_stale_days', readonly=False)
    ar_limit_auto = fields.Boolean(related='company_id.ar_limit_auto', readonly=False)
    ar_limit_auto_first = fields.Boolean(related='company_id.ar_limit_auto_first', readonly=False)
    ar_limit_auto_up = fields.Float(related='company_id.ar_limit_auto_up', readonly=False)
    ar_limit_auto_down = fields.Float(related='company_id.ar_limit_auto_down', readonly=False)
    ar_limit_auto_cap = fields.Monetary(
        related='company_id.ar_limit_auto_cap', readonly=False,
        currency_field='currency_id')
    ar_tier_margin = fields.Float(related='company_id.ar_tier_margin', readonly=False)
    ar_tier_days = fields.Integer(related='company_id.ar_tier_days', readonly=False)
    ar_exposure_drafts = fields.Boolean(related='company_id.ar_exposure_drafts', readonly=False)
    ar_lock_terms = fields.Boolean(related='company_id.ar_lock_terms', readonly=False)
    ar_single_person = fields.Boolean(related='company_id.ar_single_person', readonly=False)
    ar_single_person_cap = fields.Monetary(
        related='company_id.ar_single_person_cap', readonly=False, currency_field='currency_id')
    ar_single_person_owner_id = fields.Many2one(
        related='company_id.ar_single_person_owner_id', readonly=False)
    ar_event_head_emails = fields.Char(related='company_id.ar_event_head_emails', readonly=False)
    ar_position_guard = fields.Selection(related='company_id.ar_position_guard', readonly=False)
    ar_cover_effect = fields.Selection(related='company_id.ar_cover_effect', readonly=False)
    ar_deadline_days = fields.Integer(related='company_id.ar_deadline_days', readonly=False)
    ar_limitation_years = fields.Integer(
        related='company_id.ar_limitation_years', readonly=False)
    ar_guard_invoices = fields.Boolean(related='company_id.ar_guard_invoices', readonly=False)
    ar_guard_newcomers = fields.Boolean(
        related='company_id.ar_guard_newcomers', readonly=False)
    ar_guard_days = fields.Integer(related='company_id.ar_guard_days', readonly=False)
    ar_guard_release_percent = fields.Float(
        related='company_id.ar_guard_release_percent', readonly=False)
    ar_guard_release_days = fields.Integer(
        related='company_id.ar_guard_release_days', readonly=False)
    ar_guard_release_max_percent = fields.Float(
        related='company_id.ar_guard_release_max_percent', readonly=False)
    ar_guard_release_max_days = fields.Integer(
        related='company_id.ar_guard_release_max_days', readonly=False)
    ar_guard_notice_days = fields.Integer(
        related='company_id.ar_guard_notice_days', readonly=False)
    ar_position_dunning = fields.Selection(
        related='company_id.ar_position_dunning', readonly=False)
    ar_dunning_procedure_id = fields.Many2one(
        related='company_id.ar_dunning_procedure_id', readonly=False)
    ar_dunning_automatic = fields.Boolean(
        related='company_id.ar_dunning_automatic', readonly=False)
    ar_dunning_first_cap = fields.Integer(
        related='company_id.ar_dunning_first_cap', readonly=False)
    ar_position_alert = fields.Selection(related='company_id.ar_position_alert', readonly=False)
    ar_position_collection = fields.Selection(
        related='company_id.ar_position_collection', readonly=False)
    ar_owner_sales_days = fields.Integer(
        related='company_id.ar_owner_sales_days', readonly=False)
    ar_owner_legal_days = fields.Integer(
        related='company_id.ar_owner_legal_days', readonly=False)
    ar_legal_user_id = fields.Many2one(related='company_id.ar_legal_user_id', readonly=False)
    ar_risk_report_period = fields.Selection(
        related='company_id.ar_risk_report_period', readonly=False)
    ar_risk_report_reader_ids = fields.Many2many(
        related='company_id.ar_risk_report_reader_ids', readonly=False)
    ar_risk_report_remind_days = fields.Integer(
        related='company_id.ar_risk_report_remind_days', readonly=False)
    ar_sales_amount = fields.Monetary(
        related='company_id.ar_sales_amount', readonly=False, currency_field='currency_id')
    ar_sales_days = fields.Integer(related='company_id.ar_sales_days', readonly=False)
    ar_sales_answer_days = fields.Integer(
        related='company_id.ar_sales_answer_days', readonly=False)
    ar_sales_lead_id = fields.Many2one(related='company_id.ar_sales_lead_id', readonly=False)
    ar_sales_digest_day = fields.Selection(
        related='company_id.ar_sales_digest_day', readonly=False)
    ar_promise_tolerance = fields.Integer(
        related='company_id.ar_promise_tolerance', readonly=False)
    ar_promise_confirm_days = fields.Integer(
        related='company_id.ar_promise_confirm_days', readonly=False)
    ar_plan_grace_days = fields.Integer(
        related='company_id.ar_plan_grace_days', readonly=False)
    ar_kpi_freeze_days = fields.Integer(
        related='company_id.ar_kpi_freeze_days', readonly=False)
    ar_allocation_order = fields.Selection(
        related='company_id.ar_allocation_order', readonly=False)
    ar_position_incentive = fields.Selection(
        related='company_id.ar_position_incentive', readonly=False)
    ar_incentive_policy_id = fields.Many2one(
        related='company_id.ar_incentive_policy_id', readonly=False)
    ar_cost_of_capital = fields.Float(related='company_id.ar_cost_of_capital', readonly=False)
    ar_cash_typed = fields.Boolean(related='company_id.ar_cash_typed', readonly=False)
    ar_cash_opening = fields.Monetary(
        related='company_id.ar_cash_opening', readonly=False, currency_field='currency_id')
    ar_cash_least = fields.Monetary(
        related='company_id.ar_cash_least', readonly=False, currency_field='currency_id')
    ar_cash_inventory = fields.Monetary(
        related='company_id.ar_cash_inventory', readonly=False, currency_field='currency_id')
    ar_incentive_risk = fields.Float(related='company_id.ar_incentive_risk', readonly=False)
    ar_incentive_threshold = fields.Monetary(
        related='company_id.ar_incentive_threshold', readonly=False, currency_field='currency_id')
    ar_incentive_journal_id = fields.Many2one(
        related='company_id.ar_incentive_journal_id', readonly=False)
    ar_interest_journal_id = fields.Many2one(
        related='company_id.ar_interest_journal_id', readonly=False)
    ar_interest_account_id = fields.Many2one(
        related='company_id.ar_interest_account_id', readonly=False)
    ar_fee_account_id = fields.Many2one(
        related='company_id.ar_fee_account_id', readonly=False)
    ar_bad_debt_account_id = fields.Many2one(
        related='company_id.ar_bad_debt_account_id', readonly=False)
    ar_recovery_account_id = fields.Many2one(
        related='company_id.ar_recovery_account_id', readonly=False)
    ar_write_off_journal_id = fields.Many2one(
        related='company_id.ar_write_off_journal_id', readonly=False)
    ar_provision_account_id = fields.Many2one(
        related='company_id.ar_provision_account_id', readonly=False)
    ar_provision_expense_account_id = fields.Many2one(
        related='company_id.ar_provision_expense_account_id', readonly=False)
    ar_provision_journal_id = fields.Many2one(
        related='company_id.ar_provision_journal_id', readonly=False)
    ar_position_survey = fields.Selection(
        related='company_id.ar_position_survey', readonly=False)
    ar_survey_months = fields.Integer(related='company_id.ar_survey_months', readonly=False)
    ar_export_rows = fields.Integer(related='company_id.ar_export_rows', readonly=False)
    ar_survey_percent = fields.Float(related='company_id.ar_survey_percent', readonly=False)
