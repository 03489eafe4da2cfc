import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { Pager } from "@web/core/pager/pager";
import { useService } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

import { AgeingBar } from "./ageing_bar";

/** The customers of one currency, with their items on demand. */
export class AgeingSection extends Component {
    static template = "ar_optimization.AgeingSection";
    static components = { AgeingBar, Pager };
    static props = {
        section: Object,
        buckets: Array,
        options: Object,
        severalCompanies: Boolean,
        sortBy: Function,
        showPage: Function,
        openMove: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        // By row: the items, or null while they are on their way.
        this.state = useState({ unfolded: {} });
    }

    get splitByCurrency() {
        return this.props.options.currency === "company" && this.props.options.by_currency;
    }

    get columns() {
        const columns = [...this.props.buckets, { key: "unapplied", label: _t("Unapplied") }];
        return this.env.isSmall
            ? [{ key: "overdue", label: _t("Overdue") }]
            : columns;
    }

    /** Whether what is disputed is told beside the total; split rows tell it by themselves. */
    get hasDisputed() {
        const { totals } = this.props.section;
        return Boolean(totals.disputed) && !this.props.options.by_dispute && !this.env.isSmall;
    }

    get width() {
        return this.columns.length + 2 + [this.splitByCurrency, this.hasDisputed].filter(Boolean).length;
    }

    get facts() {
        const { totals } = this.props.section;
        const owed = totals.total - totals.unapplied;
        return [
            { key: "total", label: _t("Open Amount"), value: this.format(totals.total) },
            {
                key: "overdue",
                label: _t("Overdue"),
                value: this.format(totals.overdue),
                remark: owed ? `${((totals.overdue / owed) * 100).toFixed(1)} %` : "",
                danger: totals.overdue > 0,
            },
            ...(totals.disputed
                ? [{ key: "disputed", label: _t("Disputed"), value: this.format(totals.disputed) }]
                : []),
            { key: "unapplied", label: _t("Unapplied"), value: this.format(totals.unapplied) },
            {
                key: "days",
                label: _t("Oldest"),
                value: this.oldest(totals.days),
            },
        ];
    }

    keyOf(row) {
        return `${row.partner_id || 0}_${row.currency_id || 0}_${row.is_disputed ? 1 : 0}`;
    }

    oldest(days) {
        if (days === null) {
            return "–";
        }
        return days === 1 ? _t("1 day") : _t("%s days", days);
    }

    overdueText(item) {
        return item.days_overdue === 1
            ? _t("1 day overdue")
            : _t("%s days overdue", item.days_overdue);
    }

    /** Empty where nothing is: zeros hide the figures that matter. */
    format(amount, currencyId = this.props.section.currency_id, options = {}) {
        return formatCurrency(amount, currencyId, options);
    }

    formatCell(amount) {
        return amount ? this.format(amount, undefined, { noSymbol: true }) : "";
    }

    formatDay(day) {
        return formatDate(deserializeDate(day));
    }

    ariaSort(key) {
        if (this.props.options.sort !== key) {
            return "none";
        }
        return this.props.options.descending ? "descending" : "ascending";
    }

    sortIcon(key) {
        return { descending: "fa-caret-down", ascending: "fa-caret-up", none: "" }[
            this.ariaSort(key)
        ];
    }

    async toggle(row) {
        const key = this.keyOf(row);
        if (key in this.state.unfolded) {
            delete this.state.unfolded[key];
            return;
        }
        this.state.unfolded[key] = null;
        try {
            const found = await this.orm.call("ar.ageing", "get_items", [
                this.props.options,
                this.props.section.currency_id,
                row.partner_id,
                row.currency_id,
                row.is_disputed,
            ]);
            if (key in this.state.unfolded) {
                this.state.unfolded[key] = found;
            }
        } catch (error) {
            delete this.state.unfolded[key];
            throw error;
        }
    }

    isUnfolded(row) {
        return this.keyOf(row) in this.state.unfolded;
    }

    itemsOf(row) {
        return this.state.unfolded[this.keyOf(row)];
    }

    /** In which column the amount of an item stands. */
    itemAmount(item, place) {
        const column = item.bucket < 0 ? this.props.buckets.length : item.bucket;
        return column === place ? this.formatCell(item.amount) : "";
    }

    /** Up and down walk from customer to customer, as in a list. */
    onKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step || !ev.target.matches(".o_ar_ageing_toggle")) {
            return;
        }
        ev.preventDefault();
        const toggles = [...ev.currentTarget.querySelectorAll(".o_ar_ageing_toggle")];
        toggles[toggles.indexOf(ev.target) + step]?.focus();
    }

    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.partner_id,
            views: [[false, "form"]],
        });
    }

    async openAccount(row) {
        const domain = [["partner_id", "=", row.partner_id]];
        const ids = await this.orm.search("ar.credit.account", domain);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "ar.credit.account",
            ...(ids.length === 1
                ? { res_id: ids[0], views: [[false, "form"]] }
                : { domain, views: [[false, "list"], [false, "form"]] }),
        });
    }

    openItems(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "ar.open.item",
            domain: [["commercial_partner_id", "=", row.partner_id]],
            views: [[false, "list"]],
            context: { ar_as_of: this.props.options.as_of },
        });
    }

    onPage({ offset, limit }) {
        this.state.unfolded = {};
        return this.props.showPage(this.props.section, offset / limit + 1);
    }
}
