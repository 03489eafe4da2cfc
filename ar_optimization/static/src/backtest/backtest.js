import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SIZE = 200;

/**
 * A backtest: the model's figures beside those of plain forecasts, and how often what was said
 * came. The server sends every text in the user's language, see `ar.model.evaluation.comparison`.
 */
export class Backtest extends Component {
    static template = "ar_optimization.Backtest";
    static props = { ...standardFieldProps };

    get backtest() {
        return this.props.record.data[this.props.name] || {};
    }

    get rows() {
        return this.backtest.rows || [];
    }

    /** Points of the chart: to the right what was said, upwards what came. */
    get points() {
        const most = Math.max(1, ...this.backtest.bins.map(({ count }) => count));
        return this.backtest.bins.map(({ said, came, count, text }) => ({
            x: said * SIZE,
            y: SIZE - came * SIZE,
            r: 2 + 3 * Math.sqrt(count / most),
            text,
        }));
    }

    get path() {
        return this.points.map(({ x, y }) => `${x},${y}`).join(" ");
    }

    get viewBox() {
        return `-34 -10 ${SIZE + 48} ${SIZE + 34}`;
    }

    get size() {
        return SIZE;
    }

    percent(value) {
        return `${Math.round(100 * value)} %`;
    }
}

registry.category("fields").add("ar_backtest", {
    component: Backtest,
    supportedTypes: ["json"],
});
