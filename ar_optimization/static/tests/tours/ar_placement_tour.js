import { registry } from "@web/core/registry";

/** A credit analyst puts a customer's overdue items on a placement and asks for the approval. */
registry.category("web_tour.tours").add("ar_placement", {
    steps: () => [
        { content: "new case", trigger: ".o_list_button_add", run: "click" },
        {
            content: "the customer",
            trigger: ".o_field_widget[name='account_id'] input",
            run: "edit Tour Debtor",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('Tour Debtor')",
            run: "click",
        },
        {
            content: "the agency",
            trigger: ".o_field_widget[name='agency_id'] input",
            run: "edit Tour Agency",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('Tour Agency')",
            run: "click",
        },
        {
            content: "why",
            trigger: ".o_field_widget[name='reason'] textarea",
            run: "edit All levels sent",
        },
        { content: "its items", trigger: "button[name='action_fill_items']", run: "click" },
        {
            content: "what is overdue is there",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('800.00')",
        },
        { content: "ask", trigger: "button[name='action_submit']", run: "click" },
        {
            content: "somebody else decides",
            trigger: ".o_arrow_button_current:contains('To Be Approved')",
        },
    ],
});
