import { registry } from "@web/core/registry";

/** A credit analyst reads how interest came about, lets a part of it go, and invoices the rest. */
registry.category("web_tour.tours").add("ar_interest", {
    steps: () => [
        {
            content: "the memo",
            trigger: ".o_data_row:contains('Tour Late') .o_data_cell[name='amount_due']",
            run: "click",
        },
        {
            content: "day by day",
            trigger: ".o_field_widget[name='explanation']:contains('30 days')",
        },
        { content: "let a part go", trigger: "button[name='action_waive']", run: "click" },
        {
            content: "a half",
            trigger: ".modal .o_field_widget[name='percent'] input",
            run: "edit 50",
        },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit Goodwill",
        },
        {
            content: "it is a half",
            trigger: ".modal .o_data_cell[name='amount']:contains('15.00')",
        },
        { content: "ask", trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "what is left",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='amount_due']:contains('15.00')",
        },
        { content: "invoice it", trigger: "button[name='action_post']", run: "click" },
        {
            content: "the invoice",
            trigger: ".o_breadcrumb:contains('Interest Invoices')",
        },
    ],
});
