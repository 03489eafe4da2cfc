import { registry } from "@web/core/registry";

const { DateTime } = luxon;

const answer = (customer, cause, days) => [
    { content: `about ${customer}`, trigger: `.o_data_row:contains('${customer}') .o_data_cell[name='amount']`, run: "click" },
    { content: "what is overdue", trigger: ".o_field_widget[name='items_html']:contains('Days Overdue')" },
    { content: "why", trigger: ".o_field_widget[name='cause_id'] input", run: `edit ${cause}` },
    {
        content: "this one",
        trigger: `.o_field_widget[name='cause_id'] .dropdown-item:contains('${cause}')`,
        run: "click",
    },
    {
        content: "by when",
        trigger: ".o_field_widget[name='expected_date'] input, .o_field_widget[name='expected_date'] button",
        run: `edit ${DateTime.now().plus({ days }).toFormat("MM/dd/yyyy")}`,
    },
    { content: "in words", trigger: ".o_field_widget[name='comment'] textarea", run: `edit I call ${customer}` },
    { content: "answer", trigger: "button[name='action_answer']", run: "click" },
    { content: "answered", trigger: ".o_form_view:not(:has(button[name='action_answer'])) .o_arrow_button_current:contains('Answered')" },
];

/** A salesperson without any other right answers two questions. */
registry.category("web_tour.tours").add("ar_sales", {
    steps: () => [
        ...answer("Tour Mill", "short of cash", 5),
        { content: "back", trigger: ".o_back_button a, .breadcrumb-item a", run: "click" },
        ...answer("Tour Shop", "Complaint about the goods", 9),
        { content: "no dialog of finance", trigger: "body:not(:has(button[name='action_open_dispute']))" },
    ],
});
