import { registry } from "@web/core/registry";

/** Propose the targets of next month, raise one out of reach, and say why it is approved. */
registry.category("web_tour.tours").add("ar_target", {
    steps: () => [
        { content: "propose", trigger: ".o_list_view button:contains('Propose Targets')", run: "click" },
        { content: "for next month", trigger: ".modal button[name='action_propose']", run: "click" },
        { content: "one for the collector", trigger: ".o_data_row .o_data_cell:contains('ar_lena')", run: "click" },
        { content: "at what is most likely", trigger: ".o_field_widget[name='value'] input:value('20,000.00')" },
        { content: "far more", trigger: ".o_field_widget[name='value'] input", run: "edit 90000" },
        { content: "out of the field", trigger: ".o_field_widget[name='mid']", run: "click" },
        { content: "out of reach, it says at once", trigger: ".alert-danger:contains('Out of reach')" },
        { content: "approve", trigger: "button[name='action_approve']", run: "click" },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit A large customer has promised",
        },
        { content: "do", trigger: ".modal button[name='action_apply']:contains('Approve')", run: "click" },
        { content: "approved", trigger: ".o_form_view .o_arrow_button_current:contains('Approved')" },
        { content: "with its reason", trigger: ".o_field_widget[name='reason']:contains('A large customer')" },
    ],
});
