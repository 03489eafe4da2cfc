import { registry } from "@web/core/registry";
import { upload } from "./ar_upload";

const history = `Customer,Invoice,Invoice Date,Due Date,Paid On,Amount
Tour Good,OLD-1,2025-01-10,2025-02-09,2025-02-08,1200.50
Tour Good,OLD-2,2025-02-10,2025-03-12,2025-04-01,300
Tour Good,OLD-3,yesterday,2025-03-12,,300
`;

/** Years of history come in by a file whose bad row is left out. */
registry.category("web_tour.tours").add("ar_import_experience", {
    steps: () => [
        {
            content: "there is nothing yet, and a way to begin",
            trigger: ".o_control_panel button:contains(Load a File)",
            run: "click",
        },
        upload("history.csv", history),
        { trigger: ".modal button[name=action_read]:enabled", run: "click" },
        { trigger: ".modal button[name=action_check]", run: "click" },
        {
            content: "the bad row is named with its line and its column",
            trigger: ".modal [name=fault_ids] .o_data_row:contains(4):contains(Invoice Date)",
        },
        {
            content: "the others are shown as they were understood",
            trigger: ".modal [name=preview_html] td:contains(1,200.50)",
        },
        { trigger: ".modal [name=leave_out] input", run: "click" },
        { trigger: ".modal button[name=action_load]", run: "click" },
        {
            content: "two invoices are in",
            trigger: ".o_form_view .oe_stat_button:contains(2):contains(Invoices)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(OLD-2) td[name=days_late]:contains(20)" },
    ],
});
