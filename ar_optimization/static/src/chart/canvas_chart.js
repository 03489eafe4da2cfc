import { loadBundle } from "@web/core/assets";

import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";

/** Draws its `config`, which a chart that extends this gives, on the canvas of its template. */
export class CanvasChart extends Component {
    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => {
            const chart = new Chart(this.canvas.el, this.config);
            return () => chart.destroy();
        });
    }

    line(label, color, data, more = {}) {
        return {
            type: "line",
            label,
            data,
            borderColor: color,
            backgroundColor: color,
            borderWidth: 2,
            pointRadius: 2,
            ...more,
        };
    }
}
