import { registry } from "@web/core/registry";

/** Who did both for one customer, with what documents; then accept it with a reason. */
registry.category("web_tour.tours").add("ar_duties", {
    steps: () => [
        {
            content: "who did it is marked",
            trigger:
                ".o_data_row:contains(ar_clerk):contains(Issue credit notes + Post or match receipts), " +
                ".o_data_row:contains(ar_clerk):contains(Did)",
        },
        {
            content: "what was done",
            trigger: ".o_data_row:contains(ar_clerk):contains(Did) button[name=action_open_acts]",
            run: "click",
        },
        { content: "for one customer", trigger: ".o_group_header:contains(Wood Corner)", run: "click" },
        { content: "a credit note", trigger: ".o_data_row:contains(Issue credit notes)" },
        { content: "back", trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        {
            content: "accept it",
            trigger: ".o_data_row:contains(ar_clerk):contains(Did) button[name=action_accept]",
            run: "click",
        },
        {
            content: "with a reason",
            trigger: ".modal [name=reason] textarea",
            run: "edit Small firm: the chief looks at it every week && press Tab",
        },
        { content: "save", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "closed", trigger: "body:not(:has(.modal))" },
    ],
});

/** Draw a sample, look at a decision, open a finding. */
registry.category("web_tour.tours").add("ar_audit", {
    steps: () => [
        { content: "a new extract", trigger: ".o_list_button_add", run: "click" },
        { content: "draw", trigger: "button[name=action_draw]", run: "click" },
        {
            content: "drawn",
            trigger: "[name=state] .o_arrow_button_current:contains(Drawn)",
        },
        { content: "the sample", trigger: "button[name=action_open_lines]", run: "click" },
        { content: "a decision", trigger: ".o_data_row:contains(Limit changed) [name=kind_name]", run: "click" },
        { content: "its evidence", trigger: ".o_form_view [name=change]:contains(900)" },
        { content: "a finding", trigger: "button[name=action_finding]", run: "click" },
        { content: "what", trigger: ".modal [name=name] input", run: "edit No reason given && press Tab" },
        { content: "who sees to it", trigger: ".modal [name=owner_id] input", run: "edit ar_chief" },
        { content: "choose", trigger: ".ui-menu-item > a:contains(ar_chief)", run: "click" },
        { content: "save", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "it is one", trigger: "[name=result] .o_arrow_button_current:contains(Finding)" },
    ],
});
