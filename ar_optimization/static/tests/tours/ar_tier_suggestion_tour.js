import { registry } from "@web/core/registry";

/** From the company's own ledger to tier conditions. */
registry.category("web_tour.tours").add("ar_tier_suggestion", {
    steps: () => [
        { trigger: ".o_form_view button[name=action_suggest]", run: "click" },
        {
            content: "three groups of four, as a chart",
            trigger: ".o_form_view [name=size_chart] canvas",
        },
        {
            content: "and as a table",
            trigger: "[name=group_ids] .o_data_row:contains(Reliable) td[name=size]:contains(4)",
        },
        { trigger: ".nav-link[name=moves]", run: "click" },
        {
            content: "who would move",
            trigger: "[name=move_summary]:contains(4 from D to B)",
        },
        { trigger: "button[name=action_apply]", run: "click" },
        { trigger: ".modal button:contains(Ok)", run: "click" },
        {
            content: "the tiers have the conditions",
            trigger: ".o_list_view .o_data_row:contains(Sound) td[name=account_count]:contains(4)",
        },
    ],
});
