import { cookie } from "@web/core/browser/cookie";
import { deserializeDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

import { CanvasChart } from "../chart/canvas_chart";

const RED = "#dc3545";
const GREY = "#6c757d";
const PALETTE = 10; // so many colours that each line has its own
// Places in it that nobody takes for each other: blue, orange, purple, teal.
const OPEN = 0;
const ORDERS = 6;
const CAME = 8;
const BANK = 3;

/** Weeks that are over with what came, weeks or months to come with their range, and the bank. */
export class ForecastChart extends CanvasChart {
    static template = "ar_optimization.ForecastChart";
    static props = {
        periods: Array,
        past: Array,
        funds: { type: Object, optional: true },
        currencyId: Number,
        monthly: Boolean,
    };

    get scheme() {
        return cookie.get("color_scheme");
    }

    /** Past weeks stand before weeks to come only. */
    get past() {
        return this.props.monthly ? [] : this.props.past;
    }

    get labels() {
        const format = this.props.monthly
            ? { month: "short", year: "2-digit" }
            : { month: "numeric", day: "numeric" };
        return [...this.past, ...this.props.periods].map((period) =>
            deserializeDate(period.start).toLocaleString(format)
        );
    }

    /** Values of periods to come, behind an empty place for each past one. */
    ahead(values) {
        return [...this.past.map(() => null), ...values];
    }

    bar(label, color, data) {
        return { type: "bar", label, data, backgroundColor: color, stack: "cash", order: 2 };
    }

    line(label, color, data, more = {}) {
        return super.line(label, color, data, { order: 1, ...more });
    }

    get datasets() {
        const { periods, funds } = this.props;
        const color = (number) => getColor(number, this.scheme, PALETTE);
        const found = [
            this.bar(_t("Open Items"), color(OPEN), this.ahead(periods.map((one) => one.open))),
            this.bar(_t("Invoices to Come"), hexToRGBA(color(OPEN), 0.4), this.ahead(periods.map((one) => one.new))),
        ];
        if (periods.some((one) => one.order)) {
            found.push(this.bar(_t("Open Orders"), color(ORDERS), this.ahead(periods.map((one) => one.order))));
        }
        if (this.past.length) {
            found.push(
                this.bar(_t("Came"), color(CAME), this.past.map((one) => one.actual)),
                this.line(_t("Expected a Week Before"), GREY, this.past.map((one) => one.cash), {
                    borderDash: [4, 4],
                })
            );
        }
        if (periods.some((one) => one.high !== null)) {
            const thin = { borderWidth: 1, pointRadius: 0, order: 0 };
            found.push(
                this.line(_t("At Most"), color(OPEN), this.ahead(periods.map((one) => one.high)), {
                    ...thin,
                    fill: "+1",
                    backgroundColor: hexToRGBA(color(OPEN), 0.15),
                }),
                this.line(_t("At Least"), color(OPEN), this.ahead(periods.map((one) => one.low)), thin)
            );
        }
        if (funds) {
            const below = (position) => position < funds.least;
            found.push(
                this.line(_t("Bank Balance"), color(BANK), this.ahead(funds.periods.map((one) => one.position)), {
                    pointBackgroundColor: this.ahead(
                        funds.periods.map((one) => (below(one.position) ? RED : color(BANK)))
                    ),
                    segment: {
                        borderColor: (context) => (below(context.p1.parsed.y) ? RED : undefined),
                    },
                })
            );
        }
        return found;
    }

    get config() {
        const text = getCustomColor(this.scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(this.scheme, "#d8dadd", "#3C3E4B");
        const amount = (value) => formatCurrency(value, this.props.currencyId, { humanReadable: true });
        return {
            type: "bar",
            data: { labels: this.labels, datasets: this.datasets },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                scales: {
                    x: { stacked: true, grid: { display: false }, ticks: { color: text } },
                    y: { grid: { color: grid }, ticks: { color: text, callback: amount } },
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: { color: text, boxWidth: 12 },
                    },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, parsed }) =>
                                `${dataset.label}: ${formatCurrency(parsed.y, this.props.currencyId)}`,
                        },
                    },
                },
            },
        };
    }
}
