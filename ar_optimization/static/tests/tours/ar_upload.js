/** A step that puts a file into the dialog's file field, as a person would choose it. */
export function upload(name, content) {
    return {
        content: `choose ${name}`,
        trigger: ".modal .o_field_widget[name=file] input[type=file]:not(:visible)",
        run({ anchor }) {
            const chosen = new DataTransfer();
            chosen.items.add(new File([content], name, { type: "text/csv" }));
            anchor.files = chosen.files;
            anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}
