import { registry } from "@web/core/registry";

/** A collector looks who is likely late and why, and how good such predictions have been. */
registry.category("web_tour.tours").add("ar_prediction", {
    steps: () => [
        { content: "who pays late is likely late again", trigger: ".o_data_row:contains('Tour Slow') td[name='probability_late']:contains('%')" },
        { content: "open it", trigger: ".o_data_row:contains('Tour Slow') td[name='partner_id']", run: "click" },
        { content: "why", trigger: ".o_field_widget[name='factors']:contains('Late in')" },
        { content: "and what a step would bring", trigger: ".o_field_widget[name='probability_paid']:contains('%')" },
        { content: "reports", trigger: ".o_menu_sections button[data-menu-xmlid='ar_optimization.menu_ar_reporting']", run: "click" },
        { content: "how good that is", trigger: ".dropdown-item[data-menu-xmlid='ar_optimization.menu_ar_model_evaluation']", run: "click" },
        { content: "each says whether it is used", trigger: ".o_data_row:contains('Paid within 14 days') td[name='state']:contains('On')" },
        { content: "look at one", trigger: ".o_data_row:contains('Paid within 14 days') td[name='display_name']", run: "click" },
        { content: "beside plain forecasts", trigger: ".o_ar_backtest tr:contains('Brier score') td:nth-child(4)" },
        { content: "and whether it comes as often as said", trigger: ".o_ar_backtest svg circle" },
    ],
});
