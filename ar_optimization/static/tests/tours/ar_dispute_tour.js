import { registry } from "@web/core/registry";

/** A collector disputes a part of an open item, hears the owner, and decides. */
registry.category("web_tour.tours").add("ar_dispute", {
    steps: () => [
        {
            content: "choose the item",
            trigger: ".o_data_row:contains('Tour Dispute') .o_list_record_selector input",
            run: "click",
        },
        { content: "dispute it", trigger: ".o_control_panel button[name='action_dispute']", run: "click" },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name='reason_id'] input",
            run: "edit Goods damaged",
        },
        {
            content: "this one",
            trigger: ".modal .o_field_widget[name='reason_id'] .dropdown-item:contains('Goods damaged')",
            run: "click",
        },
        {
            content: "all of it is proposed",
            trigger: ".modal .o_data_cell[name='amount']:contains('1,000.00')",
            run: "click",
        },
        {
            content: "a part only",
            trigger: ".modal .o_data_cell[name='amount'] input",
            run: "edit 400",
        },
        {
            content: "in its words",
            trigger: ".modal .o_field_widget[name='description'] textarea",
            run: "edit Two of five are broken",
        },
        { content: "open it", trigger: ".modal button[name='action_open']", run: "click" },
        {
            content: "it is open",
            trigger: ".o_form_view .o_field_widget[name='document']",
        },
        {
            content: "what was found out",
            trigger: ".o_field_widget[name='finding'] textarea",
            run: "edit All five were whole",
        },
        { content: "decide", trigger: "button[name='action_reject']", run: "click" },
        {
            content: "it can be looked at once more",
            trigger: "button[name='action_reopen']",
        },
    ],
});

/** A clerk matches a receipt, and an analyst accepts what the bank took. */
registry.category("web_tour.tours").add("ar_short_payment", {
    steps: () => [
        {
            content: "the receipt",
            trigger: ".o_data_row:contains('Tour Receipt') button[name='action_match']",
            run: "click",
        },
        {
            content: "what it settles is shown before",
            trigger: ".modal .o_data_row .o_data_cell[name='amount']:contains('300.00')",
        },
        { content: "match", trigger: ".modal button[name='action_match']", run: "click" },
        {
            content: "paid short",
            trigger: "body:not(:has(.modal)) .o_data_row:contains('Tour Short') button[name='action_deduct']",
            run: "click",
        },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name='reason_id'] input",
            run: "edit Bank charges",
        },
        {
            content: "this one",
            trigger: ".modal .o_field_widget[name='reason_id'] .dropdown-item:contains('Bank charges')",
            run: "click",
        },
        {
            content: "in words",
            trigger: ".modal .o_field_widget[name='note'] textarea",
            run: "edit Taken by their bank",
        },
        {
            content: "the account is known",
            trigger: ".modal .o_field_widget[name='account_id']",
        },
        { content: "accept", trigger: ".modal button[name='action_apply']", run: "click" },
        {
            content: "nothing waits any more",
            trigger: "body:not(:has(.modal)) .o_view_nocontent:contains('All money fits')",
        },
    ],
});
