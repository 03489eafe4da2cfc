import { registry } from "@web/core/registry";

/** An analyst begins a matrix, types a rate with its source and reads the proof. */
registry.category("web_tour.tours").add("ar_provision", {
    steps: () => [
        { content: "new matrix", trigger: ".o_list_button_add", run: "click" },
        {
            content: "one segment",
            trigger: ".o_field_widget[name='segment_by'] input, .o_field_widget[name='segment_by'] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('All Together')",
            run: "click",
        },
        {
            content: "what is expected",
            trigger: ".o_field_widget[name='forward_reason'] textarea",
            run: "edit No change is expected",
        },
        { content: "it is filled", trigger: ".o_form_button_save", run: "click" },
        {
            content: "the history is too short",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('too short')",
        },
        {
            content: "type a rate",
            trigger: ".o_data_row:first .o_data_cell[name='typed_rate']",
            run: "click",
        },
        {
            trigger: ".o_data_row:first .o_field_widget[name='typed_rate'] input",
            run: "edit 5",
        },
        {
            content: "and its source",
            trigger: ".o_data_row:first .o_field_widget[name='typed_source'] input",
            run: "edit Study",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the allowance, saved",
            trigger: ".o_form_saved .o_field_widget[name='total_amount']:contains('50.00')",
        },
        { content: "the proof", trigger: ".o_notebook a[name='proof']", run: "click" },
        {
            content: "is that of the ledger",
            trigger: ".o_field_widget[name='ledger_amount']:contains('1,000.00')",
        },
    ],
});

/** The manager approves it and drafts the entry. */
registry.category("web_tour.tours").add("ar_provision_book", {
    steps: () => [
        {
            content: "open it",
            trigger: ".o_data_row:contains('50.00') .o_data_cell[name='segment_by']",
            run: "click",
        },
        { trigger: ".o_form_view button[name='action_approve']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Approved')" },
        { trigger: "button[name='action_propose']", run: "click" },
        {
            content: "the entry, as a draft",
            trigger: ".o_arrow_button_current:contains('Draft')",
        },
        { trigger: ".o_data_row:contains('Allowance for receivables')" },
    ],
});
