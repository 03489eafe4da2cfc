import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Why a customer is on the worklist: what each rule gave, in words, and what it adds up to. The
 * server sends every text in the user's language, see `ar.worklist.explanation`.
 */
export class WorklistPoints extends Component {
    static template = "ar_optimization.WorklistPoints";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || { rows: [], points: 0 };
    }
}

registry.category("fields").add("ar_worklist_points", {
    component: WorklistPoints,
    supportedTypes: ["json"],
});
