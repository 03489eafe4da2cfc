import { registry } from "@web/core/registry";

/** One customer page, and one way to stop everything. */
registry.category("web_tour.tours").add("ar_stop_everything", {
    steps: () => [
        { content: "its page", trigger: ".nav-link:contains('Timeline')", run: "click" },
        { content: "the timeline", trigger: ".o_ar_timeline li:contains('Invoice')" },
        { content: "stop", trigger: "button[name='action_stop_everything']", run: "click" },
        { content: "why", trigger: ".modal .o_field_widget[name='reason'] input", run: "edit fire in the plant" },
        { content: "stop it", trigger: ".modal button[name='action_apply']", run: "click" },
        { content: "it is said", trigger: ".alert:contains('Everything is stopped'):contains('fire in the plant')" },
        { content: "go on", trigger: "button[name='action_resume']", run: "click" },
        { content: "yes", trigger: ".modal .btn-primary", run: "click" },
        { content: "it goes on", trigger: "body:not(:has(.modal)) button[name='action_stop_everything']" },
    ],
});
