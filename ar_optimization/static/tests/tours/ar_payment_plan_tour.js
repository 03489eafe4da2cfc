import { registry } from "@web/core/registry";

/** A collector makes a payment plan from the customer's page, has it decided, and it is signed. */
registry.category("web_tour.tours").add("ar_payment_plan", {
    steps: () => [
        { content: "make one", trigger: "button[name='action_make_plan']:visible", run: "click" },
        { content: "three of them", trigger: ".o_field_widget[name='line_ids'] .o_data_cell[name='amount']:contains('33.34')" },
        { content: "two will do", trigger: ".o_field_widget[name='count'] input", run: "edit 2 && click body" },
        { content: "two halves", trigger: ".o_field_widget[name='line_ids'] .o_data_cell[name='amount']:contains('50.00')" },
        { content: "the debts", trigger: ".nav-link:contains('Debts')", run: "click" },
        { content: "one invoice", trigger: ".o_field_widget[name='item_ids'] .o_data_cell[name='amount']:contains('100.00')" },
        { content: "submit", trigger: "button[name='action_submit']:visible", run: "click" },
        { content: "small enough", trigger: ".alert:contains('once the customer has signed')" },
        { content: "signed", trigger: "button[name='action_sign']:visible", run: "click" },
        { content: "in force", trigger: ".o_arrow_button_current:contains('Active')" },
        { content: "a new version", trigger: "button[name='action_reschedule']:visible", run: "click" },
        { content: "a draft", trigger: ".o_arrow_button_current:contains('Draft')" },
    ],
});
