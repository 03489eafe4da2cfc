import { registry } from "@web/core/registry";

/** Read a figure, look at another one's trend, switch the due dates, drill to the ageing. */
registry.category("web_tour.tours").add("ar_key_figures", {
    steps: () => [
        {
            content: "by the due dates of today nothing is overdue",
            trigger: ".o_ar_key_figure[data-figure=overdue_rate]:contains(0.0)",
            run: "click",
        },
        {
            content: "it says up to which day receipts are known",
            trigger: ".o_ar_key_figures .o_ar_bank_news:contains(Last bank entry)",
        },
        {
            content: "its formula stands above its trend",
            trigger: ".o_ar_key_figures_help:contains(Overdue ÷ all that is owed)",
        },
        {
            trigger: ".o_ar_key_figures input[name=original]",
            run: "click",
        },
        {
            content: "by those of the first posting, three quarters are",
            trigger: ".o_ar_key_figure[data-figure=overdue_rate]:contains(75.0)",
        },
        {
            content: "the sales of one month",
            trigger: ".o_ar_key_figures select[name=span]",
            run: "select 1",
        },
        {
            content: "all sales of the month are open: its count-back is its length",
            trigger: ".o_ar_key_figure[data-figure=dso]:not(:contains(–))",
        },
        {
            content: "to the ageing of the month end",
            trigger: ".o_ar_key_figures tbody button:first",
            run: "click",
        },
        {
            trigger: ".o_ar_ageing_toolbar select[name=basis]:has(option[value=original]:selected)",
        },
        {
            content: "which says the same",
            trigger: ".o_ar_fact_overdue:contains(600.00):contains(75.0 %)",
        },
        {
            content: "and back to where we were",
            trigger: ".o_breadcrumb a:contains(Key Figures)",
            run: "click",
        },
        {
            trigger: ".o_ar_key_figures input[name=original]:checked",
        },
    ],
});

registry.category("web_tour.tours").add("ar_key_figures_empty", {
    steps: () => [{ trigger: ".o_ar_ageing_empty:contains(No month end yet)" }],
});

/** By customer and country, and to the accounts of a country. */
registry.category("web_tour.tours").add("ar_concentration", {
    steps: () => [
        {
            trigger: ".o_ar_fact_herfindahl:contains(6,250)",
        },
        {
            trigger: ".o_ar_concentration tbody tr:contains(Tour Beta):contains(25.0 %):contains(100.0 %)",
        },
        {
            trigger: ".o_ar_concentration button[data-dimension=country]",
            run: "click",
        },
        {
            trigger: ".o_ar_concentration tbody button:contains(China)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Alpha)",
        },
        {
            trigger: ".o_list_view:not(:contains(Tour Beta))",
        },
    ],
});
