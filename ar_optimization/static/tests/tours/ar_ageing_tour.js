import { registry } from "@web/core/registry";

/** Ask, unfold, prove, export: what a collector does on the ageing screen. */
registry.category("web_tour.tours").add("ar_ageing", {
    steps: () => [
        {
            content: "the figures are there and tie to the general ledger",
            trigger: ".o_ar_ageing_proof.o_ar_tied:contains(Ties to the general ledger)",
        },
        {
            content: "three customers, the largest first",
            trigger: ".o_ar_ageing_row:first .o_ar_ageing_toggle:contains(Tour Alpha)",
        },
        {
            content: "the total of all",
            trigger: ".o_ar_ageing_total:contains(1,650.50)",
        },
        {
            content: "sort by name, ascending",
            trigger: ".o_ar_ageing_table thead button:contains(Customer)",
            run: "click",
        },
        {
            trigger: "th[aria-sort=ascending]:contains(Customer)",
        },
        {
            content: "unfold a customer",
            trigger: ".o_ar_ageing_toggle:contains(Tour Beta)",
            run: "click",
        },
        {
            content: "its credit stands in its own column",
            trigger: ".o_ar_ageing_item:contains(-49.50)",
        },
        {
            content: "only what is overdue",
            trigger: ".o_ar_ageing_toolbar input[name=overdue_only]",
            run: "click",
        },
        {
            trigger: ".o_ar_ageing_total:contains(1,000.00)",
        },
        {
            trigger: ".o_ar_ageing_toolbar input[name=overdue_only]",
            run: "click",
        },
        {
            trigger: ".o_ar_ageing_total:contains(1,650.50)",
        },
        {
            content: "buckets that are none are refused in words and put back",
            trigger: ".o_ar_ageing_toolbar input[name=bounds]",
            run: "edit 60,30 && press Tab",
        },
        {
            trigger: ".o_notification:contains(are no ageing buckets)",
        },
        {
            content: "search for a customer",
            trigger: ".o_ar_ageing_toolbar input[name=search]",
            run: "edit tour gamma",
        },
        {
            trigger: ".o_ar_ageing_total:contains(200.00)",
        },
        {
            content: "search for what is not there",
            trigger: ".o_ar_ageing_toolbar input[name=search]",
            run: "edit nobody owes this",
        },
        {
            trigger: ".o_ar_ageing_empty button:contains(Show all)",
            run: "click",
        },
        {
            content: "the proof, item by item",
            trigger: ".o_ar_ageing_proof.o_ar_tied",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_ar_check_items",
            run: "click",
        },
        {
            trigger: ".modal-body p:contains(Every item is right)",
        },
        {
            trigger: ".o_dialog .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the workbooks are offered",
            trigger: ".o_ar_ageing_export",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item[data-kind=ledger]:contains(Receivables ledger)",
        },
        {
            content: "open the invoice of an item",
            trigger: ".o_ar_ageing_toggle:contains(Tour Gamma)",
            run: "click",
        },
        {
            trigger: ".o_ar_ageing_item button.btn-link",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Tour Gamma)",
        },
        {
            content: "and come back to where we were",
            trigger: ".o_breadcrumb a:contains(Aged Receivables)",
            run: "click",
        },
        {
            trigger: "th[aria-sort=ascending]:contains(Customer)",
        },
    ],
});

/** An address that was sent to a colleague shows what its sender saw. */
registry.category("web_tour.tours").add("ar_ageing_address", {
    steps: () => [
        {
            trigger: ".o_ar_ageing_total:contains(200.00)",
        },
        {
            trigger: ".o_ar_ageing_table thead:contains(Over 10 days)",
        },
        {
            trigger: ".o_ar_ageing_section:not(:contains(Tour Alpha)) .o_ar_ageing_toggle:contains(Tour Gamma)",
        },
    ],
});

/** A ledger that somebody damaged is red, and the way to the item is two clicks. */
registry.category("web_tour.tours").add("ar_ageing_untied", {
    steps: () => [
        {
            trigger: ".o_ar_ageing_proof.o_ar_untied:contains(one item)",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_ar_proof_lines tr:contains(-0.01) button",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Tour Alpha)",
        },
    ],
});
