import { registry } from "@web/core/registry";

const card = ".o_ar_score_card";

/** A collector reads a score: the table adds up, and every value leads to where it came from. */
registry.category("web_tour.tours").add("ar_score_card", {
    steps: () => [
        { content: "open the score", trigger: ".nav-link:contains('Score')", run: "click" },
        { content: "the sum", trigger: `${card} tfoot td:contains('70.0 / 100.0')` },
        {
            content: "the lines add up to it",
            trigger: `${card} tbody tr`,
            run() {
                const cells = [...document.querySelectorAll(`${card} tbody tr td:last-child`)];
                const sum = cells.reduce((total, cell) => total + parseFloat(cell.innerText), 0);
                if (sum.toFixed(1) !== "70.0") {
                    throw new Error(`The lines add up to ${sum}`);
                }
            },
        },
        { content: "old good news", trigger: `${card} .badge:contains('Out of date')` },
        { content: "and what it means", trigger: `${card} .alert:contains('Equity ratio is out of date')` },
        {
            content: "where the equity ratio comes from",
            trigger: `${card} button:visible:contains('annual accounts')`,
            run: "click",
        },
        {
            content: "the entry opens",
            trigger: ".modal .o_form_view [name='source']:contains('annual accounts')",
        },
        { content: "close it", trigger: ".modal .btn-close", run: "click" },
        { content: "where punctuality comes from", trigger: `${card} button:visible:contains('Ledger')`, run: "click" },
        { content: "the entries of the ledger", trigger: ".o_list_view .o_data_row" },
    ],
});
