import { formatCurrency } from "@web/core/currency";

import { Component } from "@odoo/owl";

/** The buckets of a total as parts of one bar, with amounts and shares below. */
export class AgeingBar extends Component {
    static template = "ar_optimization.AgeingBar";
    static props = { buckets: Array, amounts: Object, currencyId: Number, legend: Boolean };

    /** Shares are of what is owed: credits have no age. */
    get parts() {
        const { buckets, amounts } = this.props;
        const owed = buckets.reduce((sum, bucket) => sum + amounts[bucket.key], 0);
        return buckets.map((bucket, place) => ({
            ...bucket,
            share: owed ? (amounts[bucket.key] / owed) * 100 : 0,
            amount: formatCurrency(amounts[bucket.key], this.props.currencyId),
            color: this.color(place),
        }));
    }

    /** Green for what is young, then from yellow to red. */
    color(place) {
        if (!place) {
            return "var(--ar-young)";
        }
        const share = ((place - 1) / Math.max(this.props.buckets.length - 2, 1)) * 100;
        return `color-mix(in srgb, var(--ar-old) ${share.toFixed(0)}%, var(--ar-late))`;
    }
}
