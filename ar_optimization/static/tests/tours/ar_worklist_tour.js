import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A collector works down the list by keys and buttons, without leaving it. */
tours.add("ar_worklist", {
    steps: () => [
        { content: "most pressing first", trigger: ".o_data_row:first td[name='partner_id']:contains('Shop')" },
        { content: "begin", trigger: "button[name='action_start']", run: "click" },
        { content: "the first customer", trigger: ".o_form_view h1:contains('Shop')" },
        { content: "why", trigger: ".o_ar_worklist_points td:contains('18')" },
        { content: "what is open", trigger: ".nav-link:contains('Open Items')", run: "click" },
        { content: "the item", trigger: ".o_field_widget[name='item_ids'] td[name='days_overdue']:contains('40')" },
        { content: "all that happened", trigger: ".nav-link:contains('Timeline')", run: "click" },
        { content: "the invoice", trigger: ".o_ar_timeline li:contains('Invoice'):contains('1,000.00')" },
        { content: "what it came to", trigger: ".o_statusbar_buttons button:contains('Report')", run: "click" },
        { content: "results", trigger: ".modal .o_field_widget[name='result'] input", run: "click" },
        { content: "called back", trigger: ".o_select_menu_item:contains('Wants to be called again')", run: "click" },
        { content: "what follows from it", trigger: ".modal .o_field_widget[name='next_step']:not(:empty)" },
        { content: "said", trigger: ".modal .o_field_widget[name='note'] textarea", run: "edit On Friday after ten" },
        { content: "report", trigger: ".modal button:contains('Report')", run: "click" },
        { content: "off the list", trigger: "body:not(:has(.modal)) .o_field_widget[name='state']:contains('Later')" },
        { content: "next customer", trigger: "button[name='action_next']", run: "click" },
        { content: "it is Mill", trigger: ".o_form_view h1:contains('Mill')" },
        { content: "nobody there", trigger: "button[name='action_no_answer']", run: "click" },
        { content: "nobody is left", trigger: ".o_view_nocontent_smiling_face:contains('Nobody is left')" },
    ],
});

/** A collector takes a promise on the row, and the customer is waited for. */
tours.add("ar_worklist_promise", {
    steps: () => [
        { content: "begin", trigger: "button[name='action_start']", run: "click" },
        { content: "the customer", trigger: ".o_form_view h1:contains('Shop')" },
        { content: "a dispute begins here, too", trigger: ".o_statusbar_buttons button[name='action_dispute']" },
        { content: "and a plan", trigger: ".o_statusbar_buttons button[name='action_make_plan']" },
        { content: "it promises", trigger: ".o_statusbar_buttons button[name='action_promise']", run: "click" },
        { content: "what is overdue", trigger: ".modal .o_data_cell[name='amount']:contains('1,000.00')" },
        {
            content: "by when",
            trigger: ".modal .o_field_widget[name='date'] input",
            run: `edit ${luxon.DateTime.now().plus({ days: 5 }).toFormat("MM/dd/yyyy")}`,
        },
        { content: "what was said", trigger: ".modal .o_field_widget[name='note'] textarea", run: "edit Pays on Friday" },
        { content: "take it", trigger: ".modal .o_form_button_save, .modal button[special='save']", run: "click" },
        { content: "off the list", trigger: "body:not(:has(.modal)) .o_field_widget[name='state']:contains('Later')" },
    ],
});

/** On a phone, on the way: today's visits by city, and what one came to. */
tours.add("ar_worklist_visits", {
    steps: () => [
        { content: "the town", trigger: ".o_kanban_group:contains('Boston')" },
        { content: "the customer", trigger: ".o_kanban_record:contains('Shop'):contains('1,000.00')" },
        { content: "where", trigger: ".o_kanban_record button[name='action_open_map']" },
        { content: "what it came to", trigger: ".o_kanban_record button[name='action_report']", run: "click" },
        { content: "results", trigger: ".modal .o_field_widget[name='result'] .o_select_menu_toggler, .modal .o_field_widget[name='result'] input", run: "click" },
        {
            content: "reached; on a phone the choices are a sheet over the dialog",
            trigger: ".modal",
            async run({ waitFor }) {
                const choice = await waitFor(".o_select_menu_item:contains('Reached, nothing promised')");
                choice.click();
            },
        },
        { content: "report", trigger: ".modal button:contains('Report')", run: "click" },
        { content: "done", trigger: "body:not(:has(.modal)) .o_kanban_renderer" },
    ],
});
