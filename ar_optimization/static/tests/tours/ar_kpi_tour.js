import { registry } from "@web/core/registry";

/** A salesperson without any other right looks at the own results. */
registry.category("web_tour.tours").add("ar_kpi", {
    steps: () => [
        { content: "what came in", trigger: ".o_kanban_record:contains('Collected'):contains('400.00')" },
        { content: "of nobody else", trigger: ".o_kanban_view:not(:contains('Sue'))" },
        { content: "as a list", trigger: "button.o_switch_view.o_list", run: "click" },
        { content: "the rate", trigger: ".o_data_row:contains('Collection Completion Rate'):contains('40.0 %')" },
    ],
});
