import { registry } from "@web/core/registry";

/** A credit manager stops an invoice that nothing speaks against, and releases it later. */
registry.category("web_tour.tours").add("ar_hold_stop", {
    steps: () => [
        { content: "the actions", trigger: ".o_cp_action_menus button:has(.fa-cog)", run: "click" },
        { content: "hold it", trigger: ".o-dropdown-item:contains('Hold by Hand')", run: "click" },
        {
            content: "with a reason",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit the address is a freight forwarder's",
        },
        { content: "hold", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "done", trigger: "body:not(:has(.modal))" },
        { content: "post it all the same", trigger: "button[name='action_post']:visible", run: "click" },
        { content: "it is held", trigger: ".o_notification:contains('has stopped this invoice')" },
        { content: "and stays a draft", trigger: ".o_arrow_button_current:contains('Draft')" },
    ],
});
