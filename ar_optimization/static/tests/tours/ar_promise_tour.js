import { registry } from "@web/core/registry";

const { DateTime } = luxon;

/** A collector takes a promise from the customer's page, finds it, and cancels it with a reason. */
registry.category("web_tour.tours").add("ar_promise", {
    steps: () => [
        { content: "take one", trigger: "button[name='action_promise']:visible", run: "click" },
        { content: "what is overdue is in it", trigger: ".modal .o_data_cell[name='amount']:contains('100.00')" },
        {
            content: "by when",
            trigger: ".modal .o_field_widget[name='date'] input",
            run: `edit ${DateTime.now().plus({ days: 5 }).toFormat("MM/dd/yyyy")}`,
        },
        {
            content: "what was said",
            trigger: ".modal .o_field_widget[name='note'] textarea",
            run: "edit Pays on Friday",
        },
        { content: "take it", trigger: ".modal .o_form_button_save, .modal button[special='save']", run: "click" },
        { content: "it is on the page", trigger: "body:not(:has(.modal)) .o_button_more", run: "click" },
        { content: "among the buttons", trigger: "button[name='action_promises']:visible", run: "click" },
        { content: "the list", trigger: ".o_data_row .o_data_cell[name='amount']:contains('100.00')", run: "click" },
        { content: "open", trigger: ".o_arrow_button_current:contains('Pending')" },
        { content: "cancel it", trigger: "button[name='action_ask_cancel']:visible", run: "click" },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit It was another customer",
        },
        { content: "yes", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "cancelled", trigger: ".o_arrow_button_current:contains('Cancelled')" },
    ],
});
