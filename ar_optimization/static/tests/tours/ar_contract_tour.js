import { registry } from "@web/core/registry";

/** A credit manager makes a contract from a template, changes it, and finds an invoice that differs. */
registry.category("web_tour.tours").add("ar_contract", {
    steps: () => [
        { content: "a new contract", trigger: ".o_list_button_add", run: "click" },
        {
            content: "the customer",
            trigger: ".o_field_widget[name='account_id'] input",
            run: "edit Tour Party",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('Tour Party')",
            run: "click",
        },
        {
            content: "the template",
            trigger: ".o_field_widget[name='template_id'] input",
            run: "edit Monthly account",
        },
        {
            content: "choose the template",
            trigger: ".ui-autocomplete .dropdown-item:contains('Monthly account')",
            run: "click",
        },
        {
            content: "its settlement on another day",
            trigger: ".o_field_widget[name='settlement_day'] input:value(31)",
            run: "edit 25",
        },
        {
            content: "no paper",
            trigger: ".o_field_widget[name='needs_signature'] input:checked",
            run: "click",
        },
        { content: "its clauses", trigger: ".nav-link[name='clauses']", run: "click" },
        {
            content: "came with the template",
            trigger: ".o_field_widget[name='clause_ids'] .o_data_row:contains('Late payment')",
        },
        { content: "ask for it", trigger: "button[name='action_submit']", run: "click" },
        {
            content: "it is in force",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('In Force')",
        },
        { content: "change it", trigger: "button[name='action_change']", run: "click" },
        {
            content: "why",
            trigger: ".o_field_widget[name='reason'] textarea",
            run: "edit Longer payment runs",
        },
        {
            content: "paid on the 10th",
            trigger: ".o_field_widget[name='payment_day'] input",
            run: "edit 10",
        },
        { content: "ask for the change", trigger: "button[name='action_submit']", run: "click" },
        {
            content: "it counts from today",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Agreed')",
        },
        { content: "what is new", trigger: ".nav-link[name='changes']", run: "click" },
        {
            content: "is said",
            trigger: ".o_field_widget[name='change_text']:contains('Payment Day: 0 → 10')",
        },
        {
            content: "the monitor",
            trigger: ".o_menu_sections button:contains('Credit')",
            run: "click",
        },
        {
            content: "from the menu",
            trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_contract_deviation']",
            run: "click",
        },
        {
            content: "an invoice that is due later than agreed",
            trigger: ".o_data_row:contains('Tour Debtor'):contains('days later than')",
        },
    ],
});
