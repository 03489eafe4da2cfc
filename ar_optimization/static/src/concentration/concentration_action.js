import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/core/utils/numbers";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";

import { Component, onWillStart, useState } from "@odoo/owl";

// From a credit account to what it is counted under.
const PATHS = {
    customer: "partner_id",
    industry: "partner_id.industry_id",
    country: "partner_id.country_id",
};

/** On how few customers, industries and countries the receivables hang. */
export class ConcentrationAction extends Component {
    static template = "ar_optimization.ConcentrationAction";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ dimension: "customer", report: null, ...this.props.state });
        useSetupAction({ getLocalState: () => ({ dimension: this.state.dimension }) });
        onWillStart(async () => {
            this.state.report = await this.orm.call("ar.concentration", "get_report", []);
        });
    }

    get severalCompanies() {
        return this.state.report.sections.some((section) => section.companies.length > 1)
            || this.state.report.sections.length > 1;
    }

    get dimension() {
        return this.state.report.dimensions.find(({ key }) => key === this.state.dimension);
    }

    found(section) {
        return section[this.state.dimension];
    }

    facts(section) {
        const { count, top, herfindahl } = this.found(section);
        return [
            {
                key: "total",
                label: _t("Receivable"),
                value: this.amount(section.total, section),
                help: section.credits
                    ? _t(
                          "What customers owe, each one's credits subtracted. Not counted: %s of customers in credit.",
                          this.amount(section.credits, section)
                      )
                    : _t("What customers owe, each one's credits subtracted."),
            },
            {
                key: "top",
                label: _t("Share of the Ten Largest"),
                value: this.percent(top),
                help: _t("Receivable of the ten largest ÷ receivable of all %s.", count),
            },
            {
                key: "herfindahl",
                label: _t("Herfindahl Index"),
                value: formatFloat(herfindahl, { digits: [16, 0] }),
                help: _t(
                    "Sum of the squared shares in percent: 10,000 when one owes everything. As concentrated as %s of equal size.",
                    formatFloat(10000 / herfindahl, { digits: [16, 1] })
                ),
            },
        ];
    }

    amount(value, section) {
        return formatCurrency(value, section.currency_id);
    }

    percent(value) {
        return `${formatFloat(value, { digits: [16, 1] })} %`;
    }

    /** The credit accounts that owe what a row says. */
    open(section, row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "ar.credit.account",
            domain: [
                [PATHS[this.state.dimension], "=", row.id || false],
                ["company_id", "in", section.company_ids],
                ["receivable_amount", ">", 0],
            ],
            views: [[false, "list"], [false, "form"]],
        });
    }

    /** What has no customer has no account: its items. */
    openItems(section, row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "ar.open.item",
            domain: [
                ["commercial_partner_id", "=", false],
                ["company_id", "in", section.company_ids],
            ],
            views: [[false, "list"]],
        });
    }

    onRow(section, row) {
        const without = this.state.dimension === "customer" && !row.id;
        return without ? this.openItems(section, row) : this.open(section, row);
    }
}

registry.category("actions").add("ar_concentration", ConcentrationAction);
