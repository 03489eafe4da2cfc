import { registry } from "@web/core/registry";

const banner = "div[name='ar_guard_stop']";

// A salesperson is told before, presses Confirm all the same, and offers the customer to pay.
registry.category("web_tour.tours").add("ar_sale_held", {
    steps: () => [
        { trigger: `${banner}:contains('Credit control will hold this order')` },
        { trigger: `${banner}:contains('over its credit limit')` },
        { trigger: ".o_statusbar_buttons button[name='action_confirm']", run: "click" },
        { trigger: ".o_notification:contains('Held by credit control')" },
        { trigger: `${banner}:contains('Held by credit control')` },
        { trigger: `${banner}:contains('decides by')` },
        { trigger: ".o_arrow_button_current:contains('Quotation')" },
        { trigger: `${banner} button[name='action_ar_payment_link']`, run: "click" },
        { trigger: ".modal .o_field_widget[name='amount'] input:value('300.00')" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

// The decision has come back: the order is confirmed, and nothing stands in its way any more.
registry.category("web_tour.tours").add("ar_sale_released", {
    steps: () => [
        { trigger: ".o_arrow_button_current:contains('Sales Order')" },
        { trigger: ".o-mail-Message:contains('Released by credit control')" },
        { trigger: `.o_form_view:not(:has(${banner}))` },
    ],
});

// A manager reads what was changed of confirmed orders, and goes from there to the order.
registry.category("web_tour.tours").add("ar_sale_changes", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('-100.00') td[name='change']:contains('500.00 → 400.00')",
            run: "click",
        },
        { trigger: ".o_form_view button[name='action_open_record']", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Sales Order')" },
    ],
});
