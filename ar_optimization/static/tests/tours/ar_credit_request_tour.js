import { registry } from "@web/core/registry";

/** A salesperson asks for his customer's limit, two clicks from the customer's page. */
registry.category("web_tour.tours").add("ar_credit_request_ask", {
    steps: () => [
        { content: "the credit page", trigger: ".nav-link[name='ar_credit']", run: "click" },
        { content: "ask", trigger: "button[name='action_ask_credit']", run: "click" },
        { content: "how much", trigger: "[name='new_limit'] input", run: "edit 20000 && press Tab" },
        { content: "why", trigger: "[name='reason'] textarea", run: "edit Big order && press Tab" },
        { content: "ask for it", trigger: "button[name='action_submit']", run: "click" },
        { content: "it waits", trigger: "[name='state'] .o_arrow_button_current:contains('Waiting')" },
        { content: "for whom", trigger: "[name='waits_for']:contains('Credit Manager')" },
        { content: "not for himself", trigger: ".alert:contains('somebody else decides')" },
        {
            content: "he cannot approve",
            trigger: ".o_form_view:not(:has(button[name='action_approve']))",
        },
    ],
});

/** A credit manager finds it, sees the figures and refuses or approves. */
registry.category("web_tour.tours").add("ar_credit_request_decide", {
    steps: () => [
        { content: "what waits", trigger: ".o_data_row:contains('Wood Corner') [name='summary']", run: "click" },
        { content: "the figures", trigger: "[name='figures_table'] td:contains('Exposure')" },
        { content: "approve", trigger: "button[name='action_approve']", run: "click" },
        { content: "approved", trigger: "[name='state'] .o_arrow_button_current:contains('Approved')" },
        { content: "the account", trigger: "button[name='action_open_account']", run: "click" },
        { content: "has its limit", trigger: ".o_form_view [name='effective_limit']:contains('20,000')" },
    ],
});
