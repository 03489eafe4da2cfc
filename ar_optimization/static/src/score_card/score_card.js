import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 300;
const HEIGHT = 60;

/**
 * A score as a table that adds up. The server sends every text in the user's language, see
 * `ar.credit.account._rendered_score`.
 */
export class ScoreCard extends Component {
    static template = "ar_optimization.ScoreCard";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get card() {
        return this.props.record.data[this.props.name] || {};
    }

    get history() {
        return this.card.history || [];
    }

    /** Points of the history line, the scale always being 0 to 100. */
    get path() {
        const step = WIDTH / Math.max(1, this.history.length - 1);
        return this.history
            .map(({ total }, index) => `${index * step},${HEIGHT - (total / 100) * HEIGHT}`)
            .join(" ");
    }

    get viewBox() {
        return `-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`;
    }

    /** Width of the bar behind the points of a line, in percent. */
    filled(line) {
        return line.max ? Math.round((100 * line.score) / line.max) : 0;
    }

    barClass(line) {
        const part = this.filled(line);
        return part >= 70 ? "bg-success" : part >= 40 ? "bg-warning" : "bg-danger";
    }

    number(value) {
        return (value ?? 0).toFixed(1);
    }

    async openSource(line) {
        const action = await this.orm.call("ar.credit.account", "action_open_score_source", [
            [this.card.account_id],
            line.source,
        ]);
        this.action.doAction(action);
    }
}

registry.category("fields").add("ar_score_card", {
    component: ScoreCard,
    supportedTypes: ["json"],
});
