import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const card = (key) => `.o_ar_cockpit_card[data-card=${key}][data-status=ready]`;

/** The app opens with the cockpit; numbers open their lists; what is chosen stays. */
registry.category("web_tour.tours").add("ar_cockpit", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='ar_optimization.menu_ar_root']",
            run: "click",
        },
        {
            content: "what is owed and what is late",
            trigger: `${card("position")} [data-figure=receivable]:contains(1,250.00)`,
        },
        {
            trigger: `${card("position")} [data-figure=overdue]:contains(68.0 %)`,
        },
        {
            content: "and up to which day receipts are known",
            trigger: ".o_ar_cockpit .o_ar_bank_news:contains(Last bank entry)",
        },
        {
            content: "both charts are drawn",
            trigger: `${card("trend")} canvas`,
        },
        {
            trigger: `${card("forecast")} canvas`,
        },
        {
            content: "what waits for nobody says so",
            trigger: `${card("disputes")} .o_ar_cockpit_empty`,
        },
        {
            content: "a number opens its list",
            trigger: `${card("position")} [data-figure=overdue]`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:eq(1)",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(Overdue)",
        },
        {
            content: "and back",
            trigger: ".o_breadcrumb a:contains(Cockpit), .o_back_button a:contains(Cockpit)",
            run: "click",
        },
        {
            content: "as of the month before last, nothing of it was late",
            trigger: ".o_ar_cockpit select[name=month]",
            run: "selectByIndex 2",
        },
        {
            trigger: `${card("position")} h4 small:not(:contains(as counted))`,
        },
        {
            content: "the month is in the address",
            trigger: "body",
            run: () => {
                if (!window.location.search.includes("month=")) {
                    throw new Error(`No month in ${window.location.href}`);
                }
            },
        },
        {
            content: "only the own customers: there are none",
            trigger: ".o_ar_cockpit select[name=scope]",
            run: "select mine",
        },
        {
            trigger: ".o_ar_cockpit_card[data-card=position] .o_ar_cockpit_empty",
        },
    ],
});

/** One card fails, the others stand, and it can be tried again. */
registry.category("web_tour.tours").add("ar_cockpit_failing", {
    steps: () => [
        {
            trigger: ".o_ar_cockpit_card[data-card=alerts][data-status=failed] button",
        },
        {
            trigger: `${card("position")} [data-figure=receivable]:contains(1,250.00)`,
        },
        {
            trigger: `${card("disputes")}`,
        },
    ],
});

/** A salesperson sees the own customers, and opens their documents. */
registry.category("web_tour.tours").add("ar_cockpit_sales", {
    steps: () => [
        {
            trigger: `${card("position")} [data-figure=receivable]:contains(1,000.00)`,
        },
        {
            trigger: ".o_ar_cockpit:not(:has(select[name=scope])):not(:has([data-card=worklist]))",
        },
        {
            trigger: `${card("position")} [data-figure=overdue]:contains(600.00)`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(600.00)",
        },
    ],
});
