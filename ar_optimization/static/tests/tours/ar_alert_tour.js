import { registry } from "@web/core/registry";

/** A credit manager looks into a warning: its documents, a draft that answers it, and its outcome. */
registry.category("web_tour.tours").add("ar_alert", {
    steps: () => [
        { content: "urgent ones stand apart", trigger: ".o_group_header:contains('Red')" },
        { content: "the warning", trigger: ".o_data_row:contains('Tour Shop') td[name='words']", run: "click" },
        { content: "what happened", trigger: ".o_field_widget[name='words']:contains('30 days later')" },
        { content: "what to do", trigger: ".o_field_widget[name='response']:contains('Shorter Terms')" },
        { content: "its documents", trigger: "button[name='action_evidence']", run: "click" },
        { content: "the invoice", trigger: ".o_list_view .o_data_row:contains('Tour Shop')" },
        { content: "back", trigger: ".o_breadcrumb .breadcrumb-item a:contains('Tour Shop')", run: "click" },
        { content: "answer it", trigger: "button[name='action_ask_limit']", run: "click" },
        { content: "the draft is filled in", trigger: ".o_field_widget[name='reason'] textarea:value('Pays later')" },
        { content: "with the limit", trigger: ".o_field_widget[name='new_limit'] input:value('800')" },
        { content: "back without asking", trigger: ".o_form_button_cancel", run: "click" },
        { content: "the warning again", trigger: ".o_field_widget[name='seen_by_id']" },
        { content: "there was nothing", trigger: "button[name='action_false_alarm']", run: "click" },
        { content: "closed", trigger: ".o_field_widget[name='outcome']:contains('False Alarm')" },
        { content: "configuration", trigger: ".o_menu_sections button[data-menu-xmlid='ar_optimization.menu_ar_config'], .o_menu_sections button:contains('Configuration')", run: "click" },
        { content: "its rule", trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_alert_rule']", run: "click" },
        { content: "is less precise now", trigger: ".o_data_row:contains('Pays later') td[name='precision_text']:contains('0 % of 1')" },
    ],
});
