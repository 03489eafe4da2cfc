import { registry } from "@web/core/registry";

/** A credit manager dismisses one proposal, applies another, and takes that back. */
registry.category("web_tour.tours").add("ar_limit_proposals", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Tour Slow) .o_list_record_selector",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_dismiss_proposals]",
            run: "click",
        },
        { trigger: ".modal button:contains(Ok)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view:not(:contains(Tour Slow))" },
        {
            trigger: ".o_data_row:contains(Tour Good) .o_list_record_selector",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_preview_proposals]",
            run: "click",
        },
        {
            content: "what would change, and for how many",
            trigger: ".modal [name=summary]:contains(Limits: 1)",
        },
        {
            content: "no customer can be smuggled in here",
            trigger: ".modal [name=account_ids]:not(:has(.o_field_x2many_list_row_add))",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        {
            content: "done, and in the log",
            trigger: ".o_list_view .o_data_row:contains(Unlimited → Up to Limit)",
        },
        { trigger: ".o_data_row:contains(Tour Good) .o_list_record_selector", run: "click" },
        { trigger: ".o_control_panel button[name=action_preview_undo]", run: "click" },
        {
            content: "what it would be again",
            trigger: ".modal [name=preview]:contains(Up to Limit → Unlimited)",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});
