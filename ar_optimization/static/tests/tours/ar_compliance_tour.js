import { registry } from "@web/core/registry";

/** What was done against a rule, and why. */
registry.category("web_tour.tours").add("ar_compliance_breach", {
    steps: () => [
        { content: "the month", trigger: ".o_group_header" },
        {
            content: "a call at night, in a month that is open already",
            trigger: ".o_data_row:contains(Contact at a Forbidden Time) td[name=kind]",
            run: "click",
        },
        { content: "what the rule says", trigger: ".o_form_view [name=explanation]:contains(too early or too late)" },
        { content: "why", trigger: "[name=reason] textarea", run: "edit She had asked for it && press Tab" },
        { content: "that explains it", trigger: "button[name=action_explain]", run: "click" },
        { content: "explained", trigger: "[name=state] .o_arrow_button_current:contains(Explained)" },
    ],
});

/** Look at what is too old, and let it go. */
registry.category("web_tour.tours").add("ar_retention", {
    steps: () => [
        { content: "count", trigger: "button[name=action_new]", run: "click" },
        {
            content: "one text is too old",
            trigger: ".o_form_view [name=line_ids] .o_data_row:contains(What Was Said to Customers) td[name=erase_count]:contains(1)",
        },
        { content: "let it go", trigger: "button[name=action_approve]", run: "click" },
        { content: "sure", trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { content: "approved", trigger: "[name=state] .o_arrow_button_current:contains(Approved)" },
    ],
});
