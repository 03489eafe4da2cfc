import { registry } from "@web/core/registry";

/** A credit analyst offers a discount on open invoices, looks at the offer in words and makes it. */
registry.category("web_tour.tours").add("ar_incentive", {
    steps: () => [
        {
            content: "incentives",
            trigger: ".o_menu_sections button:contains('Incentives')",
            run: "click",
        },
        {
            content: "offer discounts",
            trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_incentive_propose']",
            run: "click",
        },
        {
            content: "the policy",
            trigger: ".modal .o_field_widget[name='policy_id'] input",
            run: "edit Tour Policy",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains('Tour Policy')",
            run: "click",
        },
        {
            content: "what would come in",
            trigger: ".modal .o_field_widget[name='summary']:contains('990.00')",
        },
        { content: "prepare", trigger: ".modal button[name='action_prepare']", run: "click" },
        {
            content: "look at it",
            trigger: ".o_data_row:contains('Tour Early'):contains('Prepared') .o_data_cell",
            run: "click",
        },
        { content: "make it", trigger: "button[name='action_offer']", run: "click" },
        {
            content: "it counts, in words without percent",
            trigger: ".o_field_widget[name='clause']:contains('you keep')",
        },
        {
            content: "the lab",
            trigger: ".o_menu_sections button:contains('Incentives')",
            run: "click",
        },
        {
            content: "from the menu",
            trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_incentive_lab']",
            run: "click",
        },
        { content: "its policy", trigger: ".o_data_row:contains('Tour Policy')" },
    ],
});
