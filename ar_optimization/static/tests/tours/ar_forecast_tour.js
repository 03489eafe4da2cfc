import { registry } from "@web/core/registry";

/** See the gap and what would close it, change an assumption, look at months, open a number. */
registry.category("web_tour.tours").add("ar_forecast", {
    steps: () => [
        {
            content: "the bank balance falls below zero, and what would bring money is said",
            trigger: ".o_ar_forecast_gap:contains(bank balance) button[name=promises]",
        },
        {
            content: "the chart is drawn",
            trigger: ".o_ar_forecast_chart canvas",
        },
        {
            trigger: ".o_ar_forecast_receivable:contains(1,000.00)",
        },
        {
            content: "it says up to which day receipts are known",
            trigger: ".o_ar_forecast .o_ar_bank_news:contains(Last bank entry)",
        },
        {
            content: "everybody a month later",
            trigger: ".o_ar_forecast_form input[name=slower]",
            run: "edit 30",
        },
        {
            trigger: ".o_ar_forecast_form button[name=recompute]",
            run: "click",
        },
        {
            trigger: "button[data-scenario=slower]:contains(30 days later)",
            run: "click",
        },
        {
            trigger: ".o_ar_forecast_scenario.active button[data-scenario=slower]",
        },
        {
            trigger: "button[data-scenario=expected]",
            run: "click",
        },
        {
            content: "by month",
            trigger: "button[name=month]",
            run: "click",
        },
        {
            trigger: ".o_ar_forecast_periods tbody tr:nth-child(12)",
        },
        {
            content: "a number opens its lines",
            trigger: ".o_ar_forecast_periods tbody tr:nth-child(2) button[name=cash]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row",
        },
        {
            content: "and back",
            trigger: ".o_breadcrumb a:contains(Cash Forecast), .o_back_button a:contains(Cash Forecast)",
            run: "click",
        },
        {
            content: "what orders bring opens its lines, also where it is nothing",
            trigger: ".o_ar_forecast_periods tbody tr:nth-child(1) button[name=orders]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_facet_value, .o_list_view .o_list_renderer",
        },
        {
            content: "and back again",
            trigger: ".o_breadcrumb a:contains(Cash Forecast), .o_back_button a:contains(Cash Forecast)",
            run: "click",
        },
        {
            content: "the receivable is the open items",
            trigger: "button[name=receivable]:contains(1,000.00)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Alpha)",
        },
        {
            content: "and back to where we were",
            trigger: ".o_breadcrumb a:contains(Cash Forecast), .o_back_button a:contains(Cash Forecast)",
            run: "click",
        },
        {
            trigger: ".o_ar_forecast button[name=month].active",
        },
    ],
});

/** Nothing yet: made by a button. */
registry.category("web_tour.tours").add("ar_forecast_empty", {
    steps: () => [
        {
            trigger: ".o_ar_ageing_empty:contains(No forecast yet) button[name=first]",
            run: "click",
        },
        {
            trigger: ".o_ar_forecast_receivable:contains(1,000.00)",
        },
    ],
});
