import { registry } from "@web/core/registry";
import { upload } from "./ar_upload";

/** From the three questions to opening limits of a file with a bad row, and back again. */
registry.category("web_tour.tours").add("ar_go_live", {
    steps: () => [
        {
            content: "work from today",
            trigger: ".modal [name=start] input[data-value=on]",
            run: "click",
        },
        { trigger: ".modal [name=start] input[data-value=on]:checked" },
        { trigger: ".modal button[name=action_next]", run: "click" },
        {
            content: "the opening limits stand in a file",
            trigger: ".modal [name=opening] input[data-value=file]",
            run: "click",
        },
        { trigger: ".modal [name=opening] input[data-value=file]:checked" },
        { trigger: ".modal button[name=action_next]", run: "click" },
        {
            content: "what was answered, before anything happens",
            trigger: ".modal [name=summary]:contains(Work from today):contains(From a file)",
        },
        { trigger: ".modal button[name=action_start]", run: "click" },
        {
            content: "the import opens",
            trigger: ".modal pre:contains(Customer;Limit)",
        },
        upload("limits.csv", "Customer,Limit\nTour Good,25000\nTour Nobody,100\nTour Slow,0\n"),
        { trigger: ".modal button[name=action_read]:enabled", run: "click" },
        {
            content: "the columns were recognised",
            trigger: ".modal [name=column_ids] td[name=target]:contains(Credit Limit)",
        },
        { trigger: ".modal button[name=action_check]", run: "click" },
        {
            content: "the bad row is named with its line",
            trigger: ".modal [name=fault_ids] .o_data_row:contains(3):contains(Tour Nobody)",
        },
        {
            content: "nothing is loaded before somebody says what to do with it",
            trigger: ".modal footer:not(:has(button[name=action_load]:visible))",
        },
        { trigger: ".modal [name=leave_out] input", run: "click" },
        { trigger: ".modal button[name=action_load]", run: "click" },
        {
            content: "each change is shown",
            trigger: ".modal [name=account_ids] .o_data_row:contains(Tour Good):contains(25,000.00)",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        {
            content: "the log says what happened",
            trigger: ".o_list_view .o_data_row:contains(Tour Good):contains(25,000.00)",
        },
        { trigger: ".o_data_row:contains(Tour Good) .o_list_record_selector", run: "click" },
        {
            content: "and takes it back",
            trigger: ".o_control_panel button[name=action_preview_undo]",
            run: "click",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_list_view" },
    ],
});
