import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/core/utils/numbers";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { RPCError } from "@web/core/network/rpc";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";

import { Component, onWillStart, useState } from "@odoo/owl";

import { DEFAULTS as AGEING_DEFAULTS } from "../ageing/ageing_options";
import { BankNews } from "../bank_news/bank_news";

/** Key figures of the receivables by month end, with their formulas and their trend. */
export class KeyFiguresAction extends Component {
    static template = "ar_optimization.KeyFiguresAction";
    static components = { BankNews, DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({
            options: { until: "", span: 3, original: false },
            shown: "dso",
            report: null,
            busy: false,
            ...this.props.state,
        });
        useSetupAction({
            getLocalState: () => ({ options: { ...this.state.options }, shown: this.state.shown }),
        });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.busy = true;
        try {
            this.state.report = await this.keepLast.add(
                this.orm.call("ar.key.figures", "get_report", [this.state.options])
            );
        } finally {
            this.state.busy = false;
        }
    }

    /** What the server refuses is said, and put back. */
    async update(changes) {
        const before = this.state.options;
        this.state.options = { ...before, ...changes };
        try {
            await this.load();
        } catch (error) {
            this.state.options = before;
            if (error.exceptionName !== "odoo.exceptions.UserError" || !(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data.message, { type: "danger" });
        }
    }

    // ---------------------------------------------------------------- display

    get options() {
        return this.state.report.options;
    }

    get until() {
        return deserializeDate(this.options.until);
    }

    get sections() {
        return this.state.report.sections.filter((section) => section.months.length);
    }

    get severalCompanies() {
        return this.state.report.sections.some((section) => section.companies.length > 1)
            || this.state.report.sections.length > 1;
    }

    /** The figure whose trend is shown. */
    get chosen() {
        return this.state.report.figures.find((figure) => figure.key === this.state.shown);
    }

    /** On a narrow screen, only the figure that is looked at. */
    get figures() {
        return this.env.isSmall ? [this.chosen] : this.state.report.figures;
    }

    get amounts() {
        return this.env.isSmall
            ? []
            : [
                  { key: "receivable_amount", label: _t("Receivable") },
                  { key: "overdue_amount", label: _t("Overdue") },
                  { key: "sales_amount", label: _t("Credit Sales") },
                  { key: "collected_amount", label: _t("Collected") },
              ];
    }

    spanLabel(span) {
        return span === 1 ? _t("1 month") : _t("%s months", span);
    }

    /** The month and year, as the reader's language writes them. */
    label(month) {
        return deserializeDate(month.date).toLocaleString({ month: "short", year: "numeric" });
    }

    last(section) {
        return section.months.at(-1);
    }

    /** Newest first, as people read. */
    newestFirst(section) {
        return [...section.months].reverse();
    }

    number(value) {
        return value === null || value === undefined ? "–" : formatFloat(value, { digits: [16, 1] });
    }

    amount(value, section) {
        return value === undefined
            ? "–"
            : formatCurrency(value, section.currency_id, { noSymbol: true });
    }

    /** Against the month before; nothing where one of both is not known. */
    change(section, key) {
        const [before, now] = section.months.slice(-2).map((month) => month[key] ?? null);
        if (section.months.length < 2 || before === null || now === null) {
            return "";
        }
        const change = Number((now - before).toFixed(1));
        return change ? `${change > 0 ? "+" : "−"}${this.number(Math.abs(change))}` : "±0";
    }

    /** Bars from 0 to the largest value; heights from 0 to 1. */
    bars(section) {
        const values = section.months.map((month) => month[this.state.shown] ?? null);
        const highest = Math.max(...values, 0);
        return section.months.map((month, place) => ({
            key: month.date,
            label: this.label(month),
            value: this.number(values[place]),
            height: highest ? Math.max(values[place], 0) / highest : 0,
        }));
    }

    // ---------------------------------------------------------------- actions

    /** The ageing of the day a figure stands on, with the same due dates. */
    openAgeing(month) {
        const basis = this.options.original ? "original" : "due";
        return this.action.doAction("ar_optimization.ar_ageing_action", {
            props: { state: { options: { ...AGEING_DEFAULTS, as_of: month.date, basis } } },
        });
    }

    onUntil(day) {
        return this.update({ until: day ? serializeDate(day) : "" });
    }
}

registry.category("actions").add("ar_key_figures", KeyFiguresAction);
