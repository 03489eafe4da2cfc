import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";

import { Component } from "@odoo/owl";

/** Up to which day receipts are known, company by company: what is late may have been paid since. */
export class BankNews extends Component {
    static template = "ar_optimization.BankNews";
    static props = { companies: Array };

    get lines() {
        return this.props.companies.map((company) => ({
            ...company,
            day: company.last_bank_date
                ? formatDate(deserializeDate(company.last_bank_date))
                : _t("none"),
        }));
    }
}
