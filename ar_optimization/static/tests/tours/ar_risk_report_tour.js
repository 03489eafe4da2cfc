import { registry } from "@web/core/registry";

/** A credit manager reads the draft of the month, decides on a measure and signs. */
registry.category("web_tour.tours").add("ar_risk_report", {
    steps: () => [
        { content: "the draft", trigger: ".o_data_row:contains('Draft') td[name='date']", run: "click" },
        { content: "a hint with figure and bound", trigger: ".o_ar_risk_report:contains('more than 90 days (bound: 20')" },
        { content: "the chart", trigger: ".o_ar_risk_report svg rect" },
        { content: "measures", trigger: ".o_notebook_headers .nav-link:contains('Measures')", run: "click" },
        { content: "another one", trigger: ".o_field_widget[name='decision_ids'] .o_field_x2many_list_row_add a", run: "click" },
        { content: "what", trigger: ".o_selected_row div[name='name'] input", run: "edit Visit Tour Shop" },
        { content: "who", trigger: ".o_selected_row div[name='owner_id'] input", run: "edit Director" },
        { content: "the director", trigger: ".o_selected_row .dropdown-item:contains('Director')", run: "click" },
        {
            content: "by when",
            trigger: ".o_selected_row div[name='date_due'] input, .o_selected_row div[name='date_due'] button",
            run: "edit 12/31/2040",
        },
        { content: "keep it", trigger: ".o_form_button_save", run: "click" },
        { content: "kept", trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        { content: "sign", trigger: "button[name='action_sign']", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "signed", trigger: ".o_arrow_button_current:contains('Signed')" },
        { content: "the readers", trigger: ".o_notebook_headers .nav-link:contains('Readers')", run: "click" },
        { content: "were told", trigger: ".o_field_widget[name='reader_ids'] .o_data_row:contains('Director') td[name='sent_on']:not(:empty)" },
    ],
});

/** A reader without any role opens the link, reads, and says what is missing. */
registry.category("web_tour.tours").add("ar_risk_report_reader", {
    steps: () => [
        { content: "the measure", trigger: ".o_ar_risk_report:contains('Visit Tour Shop')" },
        { content: "say something", trigger: "button[name='action_feedback']", run: "click" },
        { content: "something is missing", trigger: ".modal .o_field_widget[name='opinion'] label:contains('Something is missing')", run: "click" },
        { content: "what", trigger: ".modal .o_field_widget[name='feedback'] textarea", run: "edit Cover of the ten largest" },
        { content: "keep it", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "back in the report", trigger: "body:not(:has(.modal)) .o_ar_risk_report" },
    ],
});
