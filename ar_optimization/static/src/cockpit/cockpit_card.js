import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { useService } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

import { CockpitChart } from "./cockpit_chart";

/** What the server says to people; of anything else, its log knows more. */
export function reasonOf(error) {
    const meant = error.exceptionName?.startsWith("odoo.exceptions.");
    return meant ? error.data.message : _t("These figures could not be read.");
}

/** One card: waiting for its numbers, showing them, with nothing to show, or failed. */
export class CockpitCard extends Component {
    static template = "ar_optimization.CockpitCard";
    static components = { CockpitChart };
    static props = { card: Object, options: Object, severalCompanies: Boolean };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ status: "loading", content: null, error: "" });
        this.load();
    }

    async load() {
        this.state.status = "loading";
        const { key } = this.props.card;
        try {
            const report = await this.orm.silent.call("ar.cockpit", "get_report", [
                { ...this.props.options, cards: [key] },
            ]);
            this.state.content = report.cards.find((card) => card.key === key)?.content || null;
            this.state.status = this.state.content ? "ready" : "absent";
        } catch (error) {
            if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.error = reasonOf(error);
            this.state.status = "failed";
        }
    }

    // ---------------------------------------------------------------- display

    get isEmpty() {
        return this.state.content.sections.every(
            (section) =>
                !section.months?.length && !section.figures.some((figure) => figure.value || figure.count)
        );
    }

    /** A currency of which nothing is known needs no heading. */
    get sections() {
        return this.state.content.sections.filter(
            (section) =>
                section.figures.length || section.months?.length || section.forecasts?.length
        );
    }

    get remark() {
        const { month } = this.props.options;
        const counted = this.state.content?.counted_on;
        const remarks = [];
        if (month) {
            remarks.push(this.props.card.dated ? this.day(month) : _t("now"));
        }
        if (counted) {
            remarks.push(_t("as counted on %s", this.day(counted)));
        }
        return remarks.join(" · ");
    }

    hasHeading(section) {
        return (
            section.currency &&
            (this.state.content.sections.length > 1 || this.props.severalCompanies)
        );
    }

    /** Of what is 0, only the first number is worth its place. */
    figures(section) {
        return section.figures.filter(
            (figure, place) => place === 0 || figure.value || figure.count || figure.unit !== "amount"
        );
    }

    value(figure, section) {
        if (figure.value === null || figure.value === undefined) {
            return "–";
        }
        return {
            amount: () => formatCurrency(figure.value, section.currency_id),
            count: () => formatInteger(figure.value),
            percent: () => `${formatFloat(figure.value, { digits: [16, 1] })} %`,
            days: () => formatFloat(figure.value, { digits: [16, 1] }),
        }[figure.unit]();
    }

    details(figure) {
        const found = [];
        if (figure.unit === "amount" && figure.count) {
            found.push(
                figure.count === 1 ? _t("1 record") : _t("%s records", formatInteger(figure.count))
            );
        }
        if (figure.share) {
            found.push(`${formatFloat(figure.share, { digits: [16, 1] })} %`);
        }
        if (figure.unit === "days") {
            found.push(_t("days"));
        }
        return found.join(" · ");
    }

    detailsTitle(figure) {
        return figure.share ? _t("Share of all that is owed, credits not subtracted") : "";
    }

    /** Whether there is anything behind a number. */
    opens(figure) {
        return Boolean(figure.screen || (figure.list && figure.count !== 0));
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    // ---------------------------------------------------------------- actions

    /** The records that a number is the sum of. Without the name of its action the list is kept as
     * it is when the page is loaded again. */
    async open(figure) {
        if (figure.screen) {
            return this.action.doAction(figure.screen);
        }
        const { action, model, domain, context } = figure.list;
        const { id, path, _originalAction, ...shown } = action
            ? await this.action.loadAction(action)
            : {
                  type: "ir.actions.act_window",
                  res_model: model,
                  views: [
                      [false, "list"],
                      [false, "form"],
                  ],
              };
        const name = `${this.props.card.title}: ${figure.label}`;
        return this.action.doAction({ ...shown, name, display_name: name, domain, context });
    }
}
