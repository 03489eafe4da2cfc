import { _t } from "@web/core/l10n/translation";
import { cookie } from "@web/core/browser/cookie";
import { deserializeDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/views/fields/formatters";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";

import { CanvasChart } from "../chart/canvas_chart";

const PALETTE = 10; // so many colours that each line has its own

/** The days of sales outstanding by month end, or the cash of the weeks to come with its range. */
export class CockpitChart extends CanvasChart {
    static template = "ar_optimization.CockpitChart";
    static props = {
        months: { type: Array, optional: true },
        weeks: { type: Array, optional: true },
        currencyId: { type: Number, optional: true },
        title: { type: String, optional: true },
    };

    get label() {
        return this.props.months
            ? _t("Days sales outstanding by month end")
            : _t("Cash expected per week, with its range");
    }

    color(number) {
        return getColor(number, cookie.get("color_scheme"), PALETTE);
    }

    get trend() {
        const { months } = this.props;
        const values = (key) => months.map((month) => month[key] ?? null);
        return {
            labels: months.map((month) =>
                deserializeDate(month.date).toLocaleString({ month: "short", year: "2-digit" })
            ),
            datasets: [
                this.line(_t("DSO"), this.color(0), values("dso")),
                this.line(_t("Best Possible DSO"), this.color(3), values("best_possible_dso"), {
                    borderDash: [4, 4],
                }),
            ],
        };
    }

    get forecast() {
        const { weeks } = this.props;
        const values = (key) => weeks.map((week) => week[key]);
        const datasets = [
            {
                type: "bar",
                label: _t("Expected"),
                data: values("cash"),
                backgroundColor: this.color(0),
                order: 2,
            },
        ];
        if (weeks.some((week) => week.high !== null)) {
            const thin = { borderWidth: 1, pointRadius: 0, order: 1 };
            datasets.push(
                this.line(_t("At Most"), this.color(3), values("high"), {
                    ...thin,
                    fill: "+1",
                    backgroundColor: hexToRGBA(this.color(3), 0.2),
                }),
                this.line(_t("At Least"), this.color(3), values("low"), thin)
            );
        }
        return {
            labels: weeks.map((week) =>
                deserializeDate(week.start).toLocaleString({ month: "numeric", day: "numeric" })
            ),
            datasets,
        };
    }

    format(value, short) {
        return this.props.months
            ? formatFloat(value, { digits: [16, 1] })
            : formatCurrency(value, this.props.currencyId, { humanReadable: short });
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(scheme, "#d8dadd", "#3C3E4B");
        return {
            type: "bar",
            data: this.props.months ? this.trend : this.forecast,
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text } },
                    y: {
                        beginAtZero: true,
                        grid: { color: grid },
                        ticks: { color: text, callback: (value) => this.format(value, true) },
                    },
                },
                plugins: {
                    legend: { position: "bottom", labels: { color: text, boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, parsed }) =>
                                `${dataset.label}: ${this.format(parsed.y, false)}`,
                        },
                    },
                },
            },
        };
    }
}
