import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A collector reads the script on the worklist, has an objection answered, and logs the call. */
tours.add("ar_playbook", {
    steps: () => [
        { content: "begin", trigger: "button[name='action_start']", run: "click" },
        { content: "the script is open", trigger: ".o_ar_playbook details[open]:contains('First call after the due date')" },
        { content: "why this one", trigger: ".o_ar_playbook details[open]:contains('Because: 1 to 89 days overdue')" },
        { content: "an objection", trigger: ".o_ar_playbook summary:contains('The boss is away')", run: "click" },
        { content: "its answer", trigger: ".o_ar_playbook details[open] p:contains('Who signs while he is away?')" },
        { content: "report the call", trigger: ".o_statusbar_buttons button:contains('Report')", run: "click" },
        { content: "the script here, too", trigger: ".modal .o_ar_playbook details[open]:contains('First call after the due date')" },
        { content: "results", trigger: ".modal .o_field_widget[name='result'] input", run: "click" },
        { content: "call again", trigger: ".o_select_menu_item:contains('Wants to be called again')", run: "click" },
        { content: "what follows from it", trigger: ".modal .o_field_widget[name='next_step']:not(:empty)" },
        { content: "said", trigger: ".modal .o_field_widget[name='note'] textarea", run: "edit The boss is back on Friday" },
        { content: "report", trigger: ".modal button:contains('Report')", run: "click" },
        { content: "off the list", trigger: "body:not(:has(.modal)) .o_field_widget[name='state']:contains('Later')" },
    ],
});

/** A collector confirms that an entry was read and understood. */
tours.add("ar_playbook_read", {
    steps: () => [
        { content: "the entry", trigger: ".o_data_row td[name='name']:contains('A promise was broken')", run: "click" },
        { content: "what to say", trigger: ".o_field_widget[name='body']:contains('something that holds this time')" },
        { content: "read it", trigger: "button[name='action_confirm']", run: "click" },
        { content: "it is read", trigger: ".o_form_view:contains('read by me'):not(:has(button[name='action_confirm']))" },
    ],
});

/** Somebody without any role of receivables makes a suggestion. */
tours.add("ar_feedback", {
    steps: () => [
        { content: "make one", trigger: ".o_list_view button:contains('Make a Suggestion')", run: "click" },
        { content: "about what", trigger: ".modal .o_field_widget[name='name'] input", run: "edit Lights" },
        { content: "what", trigger: ".modal .o_field_widget[name='suggestion'] textarea", run: "edit Switch them off" },
        { content: "hand in", trigger: ".modal button[name='action_drop']", run: "click" },
        { content: "it is there", trigger: "body:not(:has(.modal)) .o_data_row td[name='name']:contains('Lights')" },
    ],
});
