import { registry } from "@web/core/registry";

/** A collector prepares a run, reads it, takes one customer out with a reason, and approves it. */
registry.category("web_tour.tours").add("ar_dunning", {
    steps: () => [
        { content: "prepare", trigger: "button[name='action_new']", run: "click" },
        { content: "who gets one", trigger: ".o_data_row td[name='partner_id']:contains('Shop')" },
        { content: "totals", trigger: ".nav-link:contains('Totals')", run: "click" },
        { content: "tie", trigger: ".o_data_row td[name='ledger_total']:contains('150.00')" },
        { content: "the list", trigger: "button[name='action_open_notices']", run: "click" },
        { content: "one of them", trigger: ".o_data_row td[name='partner_id']:contains('Mill')", run: "click" },
        { content: "its text", trigger: ".nav-link:contains('Text')", run: "click" },
        { content: "as the customer reads it", trigger: ".o_field_widget[name='preview_body']:contains('Mill')" },
        { content: "take it out", trigger: "button[name='action_change']:visible", run: "click" },
        { content: "why", trigger: ".modal .o_field_widget[name='reason'] input", run: "edit they called and pay tomorrow" },
        { content: "apply", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "it is out", trigger: ".o_arrow_button_current:contains('Taken Out')" },
        { content: "back to the run", trigger: ".breadcrumb-item a:contains('Run of')", run: "click" },
        { content: "approve", trigger: "button[name='action_approve']", run: "click" },
        { content: "yes", trigger: ".modal .btn-primary", run: "click" },
        { content: "approved", trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});
