import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/** Write a stricter policy into a new draft, and run it. */
const tried = (name) => [
    { content: "a new draft", trigger: ".o_list_button_add", run: "click" },
    { content: "its name", trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea", run: `edit ${name}` },
    { content: "save it", trigger: ".o_form_button_save", run: "click" },
    { content: "its policies", trigger: ".nav-link[name='policies']", run: "click" },
    {
        content: "the one in force",
        trigger: ".o_data_row:contains('Two months overdue') .o_data_cell[name='text']",
        run: "click",
    },
    {
        content: "stricter",
        trigger: ".modal .o_field_widget[name='bound'] input",
        run: "edit 30",
    },
    { content: "keep it", trigger: ".modal .o_form_button_save", run: "click" },
    { content: "it differs from now", trigger: ".o_data_row:contains('Changed')" },
    { content: "run it", trigger: "button[name='action_run']", run: "click" },
];

/** Look at what was found: figures, the list of what is held, and both charts. */
const looked = [
    { content: "what it found", trigger: ".nav-link[name='result']", run: "click" },
    { content: "its figures", trigger: ".o_data_row:contains('Would have been held'):contains('+1')" },
    { content: "what they rest on", trigger: ".o_field_widget[name='assumptions']:contains('upper bound')" },
    { content: "what is held", trigger: "button[name='action_open_documents']", run: "click" },
    { content: "why", trigger: ".o_data_row:contains('Tour Late'):contains('days overdue')" },
    { content: "back", trigger: ".o_back_button", run: "click" },
    { content: "by week", trigger: "button[name='action_open_weeks']", run: "click" },
    { content: "as a chart", trigger: ".o_graph_canvas_container canvas" },
    { content: "back again", trigger: ".o_back_button", run: "click" },
    { content: "tiers and limits", trigger: "button[name='action_open_customers']", run: "click" },
    { content: "as a chart, too", trigger: ".o_graph_canvas_container canvas" },
    { content: "back to the draft", trigger: ".o_back_button", run: "click" },
];

/** A credit manager tries a stricter policy on the past, looks at what it would have held, and
 *  puts it into force. */
registry.category("web_tour.tours").add("ar_replay", {
    steps: () => [
        ...tried("Tour draft"),
        ...looked,
        {
            content: "from when",
            trigger: ".o_field_widget[name='activation_date'] button, .o_field_widget[name='activation_date'] input",
            run: "click",
        },
        { content: "today", trigger: ".o_date_item_cell.o_today", run: "click" },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "activate", trigger: "button[name='action_activate']", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "it is in force", trigger: "button[name='action_take_back']" },
        { content: "and what comes is compared", trigger: "button[name='action_open_outcome']", run: "click" },
        { content: "week by week", trigger: ".o_data_row" },
    ],
});

/** A credit analyst tries the same and takes the workbook along; to put it into force is for
 *  somebody else. */
registry.category("web_tour.tours").add("ar_replay_analyst", {
    steps: () => [
        ...tried("Analyst draft"),
        ...looked,
        {
            content: "no button to activate it",
            trigger: ".o_form_statusbar:not(:has(button[name='action_activate']))",
        },
        {
            content: "the workbook, which a test has to fetch in place of the browser's new tab",
            trigger: "button[name='action_export']",
            async run(helpers) {
                const { open } = browser;
                const opened = new Promise((resolve) => {
                    browser.open = (url) => {
                        resolve(url);
                        return window;
                    };
                });
                await helpers.click();
                const response = await fetch(await opened);
                browser.open = open;
                if (!response.ok) {
                    throw new Error(`the workbook: ${response.status}`);
                }
            },
        },
        { content: "still here", trigger: "button[name='action_open_weeks']" },
    ],
});
