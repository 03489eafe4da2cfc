import { registry } from "@web/core/registry";

/** An analyst compares the ways out of a claim, corrects an input and takes one of them. */
registry.category("web_tour.tours").add("ar_recovery", {
    steps: () => [
        {
            content: "what can be done with this customer",
            trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
            run: "click",
        },
        {
            content: "compare",
            trigger: ".o-dropdown-item:contains('Compare Ways Out')",
            run: "click",
        },
        {
            content: "another claim",
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 500 && press Tab",
        },
        {
            content: "the ways are worth less",
            trigger: ".modal .o_data_row:contains('Wait'):not(:contains('1,'))",
        },
        {
            content: "write it off",
            trigger: ".modal .o_data_row:contains('Write-Off') button[name='action_choose']",
            run: "click",
        },
        {
            content: "with its items",
            trigger: ".o_form_view .o_field_widget[name='line_ids'] .o_data_row:contains('333.33')",
        },
        {
            content: "why",
            trigger: ".o_field_widget[name='reason'] :is(input, textarea)",
            run: "edit Nothing comes from there",
        },
        { content: "keep it", trigger: ".o_form_button_save", run: "click" },
        { content: "kept", trigger: ".o_form_saved" },
    ],
});
