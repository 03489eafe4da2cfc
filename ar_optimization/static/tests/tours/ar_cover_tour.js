import { registry } from "@web/core/registry";

/** A credit manager enters a guarantee, lets it count, and reports an overdue item to an insurer. */
registry.category("web_tour.tours").add("ar_cover", {
    steps: () => [
        { content: "a new cover", trigger: ".o_list_button_add", run: "click" },
        { content: "its kind", trigger: ".o_field_widget[name='kind'] input", run: "click" },
        {
            content: "a guarantee",
            trigger: ".o_select_menu_item:contains('Bank Guarantee')",
            run: "click",
        },
        { content: "its number", trigger: ".o_field_widget[name='name'] input", run: "edit G-TOUR" },
        {
            content: "the customer",
            trigger: ".o_field_widget[name='account_id'] input",
            run: "edit Tour Covered",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('Tour Covered')",
            run: "click",
        },
        { content: "the amount", trigger: ".o_field_widget[name='amount'] input", run: "edit 600" },
        { content: "let it count", trigger: "button[name='action_activate']", run: "click" },
        {
            content: "it is worth what is left by the policy",
            trigger: ".o_field_widget[name='value_today']:contains('100.00')",
        },
        {
            content: "and says why",
            trigger: ".o_field_widget[name='explanation']:contains('100 % of')",
        },
        { content: "its deadlines", trigger: "button[name='action_deadlines']", run: "click" },
        { content: "none is near", trigger: ".o_breadcrumb:contains('Deadlines')" },
        {
            content: "all deadlines",
            trigger: ".o_menu_sections button:contains('Credit')",
            run: "click",
        },
        {
            content: "from the menu",
            trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_cover_deadline']",
            run: "click",
        },
        {
            content: "the overdue item to report",
            trigger: ".o_data_row:contains('Report Overdue') button[name='action_done']",
            run: "click",
        },
        {
            content: "it was reported",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Report Overdue')))",
        },
    ],
});
