import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { download } from "@web/core/network/download";
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/core/utils/numbers";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { RPCError } from "@web/core/network/rpc";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useSetupAction } from "@web/search/action_hook";

import { Component, onWillStart, useState } from "@odoo/owl";

import { BankNews } from "../bank_news/bank_news";
import { ForecastChart } from "./forecast_chart";

/** The cash that is expected, under several assumptions, beside what goes out and what came. */
export class ForecastAction extends Component {
    static template = "ar_optimization.ForecastAction";
    static components = { BankNews, ForecastChart, Layout, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({
            sections: [],
            scenario: "expected",
            kind: "week",
            form: {},
            busy: false,
            failed: false,
            ...this.props.state,
        });
        useSetupAction({
            getLocalState: () => ({ scenario: this.state.scenario, kind: this.state.kind }),
        });
        onWillStart(() => this.load());
    }

    // ---------------------------------------------------------------- figures

    async load() {
        this.state.busy = true;
        this.state.failed = false;
        try {
            const sections = await this.keepLast.add(this.orm.call("ar.forecast", "get_report", []));
            this.state.sections = sections;
            this.state.form = Object.fromEntries(
                sections.map((section) => [section.company_id, this.assumptions(section)])
            );
        } catch (error) {
            this.refuse(error);
            this.state.failed = true;
        } finally {
            this.state.busy = false;
        }
    }

    assumptions(section) {
        const found = (key) => section.scenarios.find((scenario) => scenario.key === key) || {};
        const failure = found("failure");
        return {
            slower: found("slower").slower_days ?? 5,
            off: found("less").off ?? 10,
            failed: failure.chosen ? failure.failed_id : false,
        };
    }

    refuse(error) {
        if (!(error instanceof RPCError) || error.exceptionName !== "odoo.exceptions.UserError") {
            throw error;
        }
        this.notification.add(error.data.message, { type: "danger" });
    }

    /** Make today's forecasts of a company anew, with what is typed. */
    async recompute(section) {
        const { slower, failed, off } = this.state.form[section.company_id];
        this.state.busy = true;
        try {
            await this.orm.call("ar.forecast", "recompute", [
                section.company_id,
                Number(slower),
                failed,
                Number(off),
            ]);
            await this.load();
        } catch (error) {
            this.refuse(error);
        } finally {
            this.state.busy = false;
        }
    }

    // ---------------------------------------------------------------- display

    shown(section) {
        return (
            section.scenarios.find((scenario) => scenario.key === this.state.scenario) ||
            section.scenarios[0]
        );
    }

    /** Periods of the kind that is looked at, with what goes out beside what comes in. */
    periods(section) {
        const { periods, funds } = this.shown(section);
        return periods
            .map((period, place) => ({ ...period, fund: funds?.periods[place] }))
            .filter((period) => period.kind === this.state.kind);
    }

    chartFunds(section) {
        const { funds } = this.shown(section);
        return funds
            ? { least: funds.least, periods: this.periods(section).map((period) => period.fund) }
            : undefined;
    }

    cash(scenario, weeks) {
        return scenario.periods
            .filter((period) => period.kind === "week")
            .slice(0, weeks)
            .reduce((sum, period) => sum + period.cash, 0);
    }

    weekFunds(scenario) {
        return (scenario.funds?.periods || []).filter(
            (_fund, place) => scenario.periods[place].kind === "week"
        );
    }

    lowest(scenario) {
        return Math.min(...this.weekFunds(scenario).map((fund) => fund.position));
    }

    gapDay(scenario) {
        const place = scenario.funds?.gap;
        return place === null || place === undefined
            ? ""
            : this.day(scenario.periods.filter((period) => period.kind === "week")[place].start);
    }

    riskDay(scenario) {
        const place = scenario.funds?.risk;
        return place === null || place === undefined || scenario.funds.gap !== null
            ? ""
            : this.day(scenario.periods.filter((period) => period.kind === "week")[place].start);
    }

    gapText(section, scenario) {
        return _t("In the week from %(day)s the bank balance falls below %(least)s.", {
            day: this.gapDay(scenario),
            least: this.amount(scenario.funds.least, section),
        });
    }

    riskText(section, scenario) {
        return _t(
            "It is enough as expected. Should less come in, as in one of ten cases, the bank balance falls below %(least)s in the week from %(day)s.",
            {
                day: this.riskDay(scenario),
                least: this.amount(scenario.funds.least, section),
            }
        );
    }

    upTo(section, action) {
        return _t("up to %s", this.amount(action.amount, section));
    }

    pastText(section, week) {
        return _t("expected %(cash)s, came %(actual)s", {
            cash: this.amount(week.cash, section),
            actual: this.amount(week.actual, section),
        });
    }

    basedOn(section) {
        return _t("Based on: %s", section.basis);
    }

    asOf(section) {
        return _t("As of the morning of %s", this.day(section.date));
    }

    actionLabel(code) {
        return {
            promises: _t("Get promises for what is overdue"),
            discounts: _t("Offer a discount for paying early"),
            payables: _t("Hold payments to suppliers"),
        }[code];
    }

    tiles(section) {
        const scenario = this.shown(section);
        const last = scenario.periods.filter((period) => period.kind === "week").at(-1);
        const { funds } = scenario;
        const found = [
            {
                key: "receivable",
                label: _t("Receivable"),
                value: this.amount(section.opening, section),
                open: () => this.openItemsOf(section),
            },
            {
                key: "cash",
                label: _t("Cash in 13 Weeks"),
                value: this.amount(this.cash(scenario, 13), section),
                open: () => this.openWeeks(scenario, 13),
            },
            { key: "closing", label: _t("Receivable in 13 Weeks"), value: this.amount(last.closing, section) },
            { key: "overdue", label: _t("Overdue in 13 Weeks"), value: this.amount(last.overdue, section) },
            { key: "dso", label: _t("DSO in 13 Weeks"), value: this.number(last.dso) },
        ];
        if (section.held_back) {
            found.push({
                key: "held",
                label: _t("Held Back by Disputes"),
                value: this.amount(section.held_back, section),
            });
        }
        if (funds) {
            found.push(
                {
                    key: "bank",
                    label: funds.typed ? _t("Bank Balance, Typed") : _t("Bank Balance"),
                    value: this.amount(funds.bank, section),
                },
                {
                    key: "capital",
                    label: _t("Working Capital Needed"),
                    value: this.amount(funds.capital.need, section),
                    help: _t(
                        "Receivable %(receivable)s + inventory %(inventory)s − payables %(payable)s. At %(rate)s %% it costs %(cost)s a year.",
                        {
                            receivable: this.amount(funds.capital.receivable, section),
                            inventory: this.amount(funds.capital.inventory, section),
                            payable: this.amount(funds.capital.payable, section),
                            rate: funds.capital.rate,
                            cost: this.amount(funds.capital.cost, section),
                        }
                    ),
                }
            );
        }
        return found;
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    label(period) {
        return period.kind === "month"
            ? deserializeDate(period.start).toLocaleString({ month: "short", year: "numeric" })
            : this.day(period.start);
    }

    month(value) {
        return deserializeDate(value).toLocaleString({ month: "short", year: "numeric" });
    }

    amount(value, section) {
        return value === null || value === undefined
            ? "–"
            : formatCurrency(value, section.currency_id, { noSymbol: true });
    }

    inCurrency(value, currencyId) {
        return formatCurrency(value, currencyId);
    }

    number(value) {
        return value === null || value === undefined ? "–" : formatFloat(value, { digits: [16, 1] });
    }

    percent(value) {
        return value === null || value === undefined ? "–" : `${this.number(100 * value)} %`;
    }

    get several() {
        return this.state.sections.length > 1;
    }

    // ---------------------------------------------------------------- actions

    openList(name, model, domain, views = [[false, "list"], [false, "kanban"]]) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views,
        });
    }

    /** The lines that a number of the table is the sum of. */
    openLines(section, domain, name = _t("Forecast Lines")) {
        return this.openList(name, "ar.forecast.line", [
            ["forecast_id", "=", this.shown(section).id],
            ...domain,
        ]);
    }

    /** What is expected in a period, all of it or what comes from one source. */
    openPeriod(section, period, kind) {
        return this.openLines(section, [
            ["period", "=", period.kind],
            ["date_start", "=", period.start],
            ...(kind ? [["kind", "=", kind]] : []),
        ]);
    }

    /** What is expected in the first weeks under an assumption. */
    openWeeks(scenario, weeks) {
        return this.openList(scenario.label, "ar.forecast.line", [
            ["forecast_id", "=", scenario.id],
            ["period", "=", "week"],
            ["ahead", "<=", weeks],
        ]);
    }

    openItemsOf(section) {
        return this.openList(
            _t("Open Items"),
            "ar.open.item",
            [["company_id", "=", section.company_id]],
            [[false, "list"]]
        );
    }

    /** The open items whose payment is expected in a period. */
    openItems(section, period) {
        return this.openList(_t("Predictions"), "ar.prediction", [
            ["company_id", "=", section.company_id],
            ["expected_date", ">=", period.start],
            ["expected_date", "<", period.end],
        ]);
    }

    openBills(section, until) {
        return this.openList(
            _t("Vendor Bills"),
            "account.move.line",
            [
                ["company_id", "=", section.company_id],
                ["account_type", "=", "liability_payable"],
                ["parent_state", "=", "posted"],
                ["amount_residual", "!=", 0],
                ["date_maturity", "<", until],
            ],
            [[false, "list"]]
        );
    }

    openOutflows() {
        return this.action.doAction("ar_optimization.ar_cash_outflow_action");
    }

    openPast(week) {
        return this.openList(_t("Forecast Lines"), "ar.forecast.line", [
            ["forecast_id", "=", week.id],
            ["period", "=", "week"],
            ["date_start", "=", week.start],
        ]);
    }

    openAction(section, code) {
        if (code === "payables") {
            const gap = this.shown(section).funds.gap;
            const weeks = this.shown(section).periods.filter((period) => period.kind === "week");
            return this.openBills(section, weeks[gap].end);
        }
        const overdue = code === "promises" ? [["days_overdue", ">", 0]] : [["days_overdue", "<=", 0]];
        return this.openList(
            this.actionLabel(code),
            "ar.open.item",
            [["company_id", "=", section.company_id], ["amount_residual", ">", 0], ...overdue],
            [[false, "list"]]
        );
    }

    openBudget() {
        return this.action.doAction("ar_optimization.ar_cash_budget_action");
    }

    export() {
        return download({
            url: "/ar_optimization/forecast.xlsx",
            data: { companies: user.activeCompanies.map((company) => company.id).join(",") },
        });
    }
}

registry.category("actions").add("ar_forecast", ForecastAction);
