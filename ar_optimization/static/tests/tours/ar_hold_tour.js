import { registry } from "@web/core/registry";

/** A credit manager finds a held invoice in the queue, reads why, and releases it with a reason. */
registry.category("web_tour.tours").add("ar_hold", {
    steps: () => [
        { content: "the queue", trigger: ".o_data_row td[name='partner_id']:contains('Wood Corner')", run: "click" },
        { content: "why it is held", trigger: ".alert-warning:contains('over its credit limit')" },
        { content: "what frees it", trigger: ".alert-warning:contains('It goes on when')" },
        { content: "a way out", trigger: "button[name='action_register_payment']" },
        { content: "decide", trigger: "button[name='action_release']", run: "click" },
        {
            content: "with a reason",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit bank receipt shown",
        },
        { content: "what it leads to", trigger: ".modal [name='preview'] td:contains('goes on')" },
        { content: "release", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "released", trigger: ".o_arrow_button_current:contains('Released')" },
        { content: "and kept", trigger: "[name='decision_reason']:contains('bank receipt shown')" },
        { content: "the document", trigger: "button[name='action_open_document']", run: "click" },
        { content: "confirm it", trigger: "button[name='action_post']:visible", run: "click" },
        { content: "it is posted", trigger: ".o_arrow_button_current:contains('Posted')" },
    ],
});

/** A collector may not release it, and asks for the limit that would. */
registry.category("web_tour.tours").add("ar_hold_ask", {
    steps: () => [
        { content: "the queue", trigger: ".o_data_row td[name='partner_id']:contains('Wood Corner')", run: "click" },
        { content: "why it is held", trigger: ".alert-warning:contains('over its credit limit')" },
        { content: "he cannot release it", trigger: ".o_form_view:not(:has(button[name='action_release']:visible))" },
        { content: "but ask", trigger: "button[name='action_ask_limit']", run: "click" },
        { content: "what is needed stands there", trigger: ".o_field_widget[name='new_limit'] input:not(:value('0.00'))" },
        { content: "ask for it", trigger: "button[name='action_submit']", run: "click" },
        { content: "it waits", trigger: "[name='state'] .o_arrow_button_current:contains('Waiting')" },
    ],
});
