import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    invoice: "fa-file-text-o",
    refund: "fa-undo",
    payment: "fa-money",
    notice: "fa-bullhorn",
    contact: "fa-comments-o",
    request: "fa-gavel",
    hold: "fa-hand-paper-o",
    event: "fa-book",
    promise: "fa-handshake-o",
    plan: "fa-calendar-check-o",
    dispute: "fa-exclamation-circle",
    sales: "fa-reply",
    placement: "fa-share-square-o",
    legal: "fa-university",
    write_off: "fa-eraser",
};

/**
 * What happened with a customer, newest first, over all rooms. The server sends every text in the
 * user's language, see `ar.credit.account._timeline_terms`.
 */
export class Timeline extends Component {
    static template = "ar_optimization.Timeline";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ kind: null });
    }

    get value() {
        return this.props.record.data[this.props.name] || { kinds: {}, rows: [] };
    }

    /** The kinds that occur here, in the order of the server. */
    get kinds() {
        const found = new Set(this.value.rows.map((row) => row.kind));
        return Object.entries(this.value.kinds).filter(([kind]) => found.has(kind));
    }

    get rows() {
        return this.value.rows.filter((row) => !this.state.kind || row.kind === this.state.kind);
    }

    icon(kind) {
        return ICONS[kind] || "fa-circle-o";
    }

    toggle(kind) {
        this.state.kind = this.state.kind === kind ? null : kind;
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("ar_timeline", {
    component: Timeline,
    supportedTypes: ["json"],
});
