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

/** The agency has paid on what the customer paid it, less its fee: what it kept is seen before it is
 * booked, and counts as a receipt of the case. */
registry.category("web_tour.tours").add("ar_placement_remit", {
    steps: () => [
        { content: "the agency has paid", trigger: "button[name='action_remit']", run: "click" },
        {
            content: "for the oldest item, unless another is named",
            trigger: ".modal .o_field_widget[name='line_id'] input:value(INV)",
        },
        {
            content: "with which payment",
            trigger: ".modal .o_field_widget[name='credit_id'] input",
            run: "click",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('File 7')",
            run: "click",
        },
        {
            content: "what came",
            trigger: ".modal .o_field_widget[name='received']:contains('750.00')",
        },
        {
            content: "what its fee leaves",
            trigger: ".modal .o_field_widget[name='kept']:contains('250.00')",
        },
        {
            content: "it reports less",
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 990 && press Tab",
        },
        { content: "kept", trigger: ".modal .o_field_widget[name='kept']:contains('240.00')" },
        { content: "agreed", trigger: ".modal .o_field_widget[name='usual']:contains('247.50')" },
        {
            content: "it reports all",
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 1000 && press Tab",
        },
        {
            content: "kept as agreed",
            trigger: ".modal .o_field_widget[name='kept']:contains('250.00')",
        },
        { content: "book it", trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "what came in",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='received_amount']:contains('1,000.00')",
        },
        { content: "receipts", trigger: ".nav-link:contains('Receipts')", run: "click" },
        {
            content: "with its fee",
            trigger: ".o_field_widget[name='receipt_ids'] .o_data_row:contains('1,000.00'):contains('250.00')",
        },
    ],
});
