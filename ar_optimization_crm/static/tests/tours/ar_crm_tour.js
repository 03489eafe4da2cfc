import { registry } from "@web/core/registry";

/** A salesperson looks at an opportunity before the offer: may this customer order on credit? */
registry.category("web_tour.tours").add("ar_crm", {
    steps: () => [
        {
            content: "late, as the card says",
            trigger: ".o_kanban_record:contains('Tour order'):contains('Overdue')",
            run: "click",
        },
        {
            content: "stopped: ask first",
            trigger: ".alert[name='ar_credit_stopped']:contains('ask there before')",
        },
        {
            content: "what it may still order",
            trigger: ".o_field_widget[name='ar_available_credit']:contains('700.00')",
        },
        {
            content: "what it should have paid",
            trigger: ".o_field_widget[name='ar_overdue_amount']:contains('300.00')",
        },
        {
            content: "the page of finance is not for sales",
            trigger: ".o_form_view:not(:has(button[name='action_ar_customer']))",
        },
    ],
});
