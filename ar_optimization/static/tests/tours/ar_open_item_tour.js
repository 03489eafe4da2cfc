import { registry } from "@web/core/registry";

/** Open items by bucket say whether they tie to the general ledger, as the ageing does. */
registry.category("web_tour.tours").add("ar_open_item_proof", {
    steps: () => [
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view .o_ar_ageing_proof.o_ar_tied", run: "click" },
        {
            content: "the entry of next month is in, on both sides",
            trigger: ".modal .o_ar_proof_accounts tbody td:contains(1,651.50)",
        },
        { trigger: ".modal .btn-primary:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_view .o_ar_ageing_proof.o_ar_tied" },
    ],
});
