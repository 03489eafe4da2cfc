import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { router } from "@web/core/browser/router";
import { RPCError } from "@web/core/network/rpc";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { useSetupAction } from "@web/search/action_hook";

import { Component, onWillStart, useState } from "@odoo/owl";

import { addressOf, DEFAULTS, rememberOptions, startOptions } from "./ageing_options";
import { AgeingProof } from "./ageing_proof";
import { AgeingSection } from "./ageing_section";
import { AgeingToolbar } from "./ageing_toolbar";
import { BankNews } from "../bank_news/bank_news";

/** Aged receivables on any day, tied to the general ledger. */
export class AgeingAction extends Component {
    static template = "ar_optimization.AgeingAction";
    static components = {
        AgeingProof,
        AgeingSection,
        AgeingToolbar,
        BankNews,
        Dropdown,
        DropdownItem,
        Layout,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLastReport = new KeepLast();
        this.keepLastProof = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({ options: this.initialOptions, report: null, proof: null, busy: false });
        useSetupAction({ getLocalState: () => ({ options: { ...this.state.options } }) });
        onWillStart(() => this.start());
    }

    /** Coming back by a breadcrumb, then the address, then what was used last. */
    get initialOptions() {
        const { path, id } = this.props.action;
        const address = [path, id].includes(router.current.action) ? router.current : {};
        return this.props.state?.options || startOptions(address);
    }

    /** An address that somebody typed may ask the impossible: say so, and show the default. */
    async start() {
        await this.load();
        if (!this.state.report) {
            this.state.options = { ...DEFAULTS };
            await this.load();
        }
    }

    // ---------------------------------------------------------------- figures

    async load() {
        this.state.busy = true;
        try {
            const report = await this.keepLastReport.add(
                this.orm.call("ar.ageing", "get_report", [this.state.options])
            );
            this.state.report = report;
            this.answered = this.state.options;
            this.shareOptions();
            this.prove();
            return true;
        } catch (error) {
            this.refuse(error);
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    refuse(error) {
        if (!(error instanceof RPCError) || error.exceptionName !== "odoo.exceptions.UserError") {
            throw error;
        }
        this.notification.add(error.data.message, { type: "danger" });
    }

    /** The proof may take longer than the figures: they do not wait for it. That of a day is of all
     * its items, however few are shown: it stays while it is looked at again. */
    async prove() {
        const { as_of } = this.options;
        if (this.provenDay !== as_of) {
            this.state.proof = null;
            this.provenDay = as_of;
        }
        try {
            this.state.proof = await this.keepLastProof.add(
                this.orm.silent.call("ar.ageing", "get_tie_out", [{ as_of }])
            );
        } catch (error) {
            this.state.proof = this.provenDay = null; // the old one says nothing of these figures
            throw error;
        }
    }

    /** What is refused gives way to what was answered last: another refused question may have
     * been asked in between. */
    async update(changes) {
        this.state.options = { ...this.state.options, ...changes };
        if (!(await this.load())) {
            this.state.options = this.answered;
        }
    }

    shareOptions() {
        this.props.updateActionState?.(addressOf(this.state.options));
        rememberOptions(this.state.options);
    }

    sortBy(sort) {
        const again = this.state.options.sort === sort;
        const descending = again ? !this.state.options.descending : sort !== "customer";
        return this.update({ sort, descending });
    }

    async showPage(section, page) {
        const options = { ...this.options, section: section.currency_id, page };
        const report = await this.orm.call("ar.ageing", "get_report", [options]);
        const [fresh] = report.sections;
        if (fresh) {
            Object.assign(section, fresh);
        }
    }

    // ---------------------------------------------------------------- display

    /** As the server understood them: with the day and the buckets filled in. */
    get options() {
        return this.state.report.options;
    }

    /** A section that shows other items starts anew, with nothing unfolded. */
    keyOf(section) {
        const { sort, descending, ...content } = this.options;
        return JSON.stringify([section.currency_id, content]);
    }

    get isFiltered() {
        return Boolean(
            this.options.search || this.options.overdue_only || this.options.collector
        );
    }

    get severalCompanies() {
        return this.state.report.companies.length > 1;
    }

    get workbooks() {
        return [
            { kind: "customers", label: _t("Ageing per customer") },
            { kind: "items", label: _t("Ageing per item") },
            { kind: "ledger", label: _t("Receivables ledger") },
        ];
    }

    // ---------------------------------------------------------------- actions

    export(kind) {
        return download({
            url: `/ar_optimization/ageing/${kind}.xlsx`,
            data: {
                options: JSON.stringify(this.options),
                companies: user.activeCompanies.map((company) => company.id).join(","),
            },
        });
    }

    resetFilters() {
        return this.update({ search: "", overdue_only: false, collector: 0 });
    }

    openMove(moveId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: moveId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("ar_ageing", AgeingAction);
