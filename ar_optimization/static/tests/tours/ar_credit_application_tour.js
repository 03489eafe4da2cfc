import { registry } from "@web/core/registry";

/** A collector has seen what a new customer's application still lacked, and asks for its limit. */
registry.category("web_tour.tours").add("ar_credit_application", {
    steps: () => [
        { content: "until then in advance", trigger: ".alert:contains('pays in advance')" },
        { content: "something is missing", trigger: "[name='missing_count']:contains('1')" },
        {
            content: "seen",
            trigger: ".o_data_row:contains('Register') [name='done'] input",
            run: "click",
        },
        { content: "nothing is", trigger: "[name='missing_count']:contains('0')" },
        { content: "ask", trigger: "button[name='action_submit']", run: "click" },
        { content: "it waits", trigger: "[name='state'] .o_arrow_button_current:contains('Waiting')" },
        { content: "the request", trigger: "button[name='action_open_request']", run: "click" },
        { content: "for whom", trigger: "[name='waits_for']:contains('Credit Analyst')" },
        { content: "how much", trigger: "[name='summary']:contains('800')" },
    ],
});
