import { registry } from "@web/core/registry";

const banner = "div[name='ar_guard_stop']";

// Somebody in the warehouse is told before, presses Validate all the same, and the goods stay.
registry.category("web_tour.tours").add("ar_stock_held", {
    steps: () => [
        { trigger: `${banner}:contains('Credit control will hold this delivery')` },
        { trigger: ".o_statusbar_buttons button[name='button_validate']", run: "click" },
        { trigger: ".o_notification:contains('Held by credit control')" },
        { trigger: `${banner}:contains('Held by credit control')` },
        { trigger: ".o_arrow_button_current:contains('Ready')" },
    ],
});
