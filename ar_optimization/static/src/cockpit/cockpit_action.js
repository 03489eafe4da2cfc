import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { deserializeDate } from "@web/core/l10n/dates";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { router } from "@web/core/browser/router";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";

import { Component, onWillStart, useState } from "@odoo/owl";

import { BankNews } from "../bank_news/bank_news";
import { CockpitCard, reasonOf } from "./cockpit_card";

const WORK = ["questions", "worklist", "promises", "alerts", "holds", "disputes"];
const DEFAULTS = { month: "", company: 0, scope: "" };

/** The receivables of the day: each card asks for its own numbers, so that a slow or a failing one
 * keeps no other waiting. */
export class CockpitAction extends Component {
    static template = "ar_optimization.CockpitAction";
    static components = { BankNews, CockpitCard, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({ options: this.initialOptions, frame: null, error: "", round: 0 });
        useSetupAction({ getLocalState: () => ({ options: { ...this.state.options } }) });
        onWillStart(() => this.start());
    }

    /** Coming back by a breadcrumb, then the address. */
    get initialOptions() {
        const { path, id } = this.props.action;
        const address = [path, id].includes(router.current.action) ? router.current : {};
        return {
            ...DEFAULTS,
            month: String(address.month || ""),
            company: Number(address.company) || 0,
            scope: String(address.scope || ""),
            ...this.props.state?.options,
        };
    }

    /** An address that somebody typed may ask the impossible: then the default is shown. */
    async start() {
        await this.load();
        if (!this.state.frame) {
            this.state.options = { ...DEFAULTS };
            await this.load();
        }
    }

    async load() {
        try {
            this.state.frame = await this.keepLast.add(
                this.orm.call("ar.cockpit", "get_report", [{ ...this.state.options, cards: [] }])
            );
            this.state.error = "";
            this.state.round++;
            this.shareOptions();
        } catch (error) {
            if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.frame = null;
            this.state.error = reasonOf(error);
        }
    }

    /** What is default is left out of the address. */
    shareOptions() {
        this.props.updateActionState?.(
            Object.fromEntries(
                Object.entries(this.state.options).map(([name, value]) => [name, value || undefined])
            )
        );
    }

    update(changes) {
        this.state.options = { ...this.state.options, ...changes };
        return this.load();
    }

    retry() {
        return this.update({ ...DEFAULTS });
    }

    print() {
        browser.print();
    }

    // ---------------------------------------------------------------- display

    get options() {
        return this.state.frame.options;
    }

    get severalCompanies() {
        return this.state.frame.companies.length > 1;
    }

    /** Small cards of work stand beside each other, not beside a chart. */
    get rows() {
        const rows = [];
        for (const card of this.state.frame.cards) {
            const work = WORK.includes(card.key);
            if (rows.at(-1)?.work !== work) {
                rows.push({ work, key: card.key, cards: [] });
            }
            rows.at(-1).cards.push(card);
        }
        return rows;
    }

    /** Cards of other options, or asked for again, start anew. */
    keyOf(card) {
        return `${card.key} ${this.state.round}`;
    }

    monthLabel(day) {
        return deserializeDate(day).toLocaleString({ month: "long", year: "numeric" });
    }

    get allCompanies() {
        return _t("All companies");
    }
}

registry.category("actions").add("ar_cockpit", CockpitAction);
