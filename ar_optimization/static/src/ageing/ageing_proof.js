import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatCurrency } from "@web/core/currency";
import { useService } from "@web/core/utils/hooks";

import { Component, useState } from "@odoo/owl";

/** The open items against the general ledger, account by account, and what is wrong. */
export class AgeingProofDialog extends Component {
    static template = "ar_optimization.AgeingProofDialog";
    static components = { Dialog };
    static props = { proof: Object, options: Object, openMove: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ proof: this.props.proof, checking: false, thorough: false });
    }

    get title() {
        return _t("Open items and general ledger");
    }

    format(amount, row) {
        return formatCurrency(amount, row.currency_id);
    }

    formatDay(day) {
        return formatDate(deserializeDate(day));
    }

    /** Errors of several items can cancel out in every sum: look at each item. */
    async checkItems() {
        this.state.checking = true;
        try {
            this.state.proof = await this.orm.call("ar.ageing", "get_tie_out", [
                this.props.options,
                true,
            ]);
            this.state.thorough = true;
        } finally {
            this.state.checking = false;
        }
    }

    openLine(line) {
        this.props.close();
        this.props.openMove(line.move_id);
    }
}

/** Says at a glance whether the screen ties to the general ledger; opens the details. */
export class AgeingProof extends Component {
    static template = "ar_optimization.AgeingProof";
    static props = { proof: { type: [Object, { value: null }] }, options: Object, openMove: Function };

    setup() {
        this.dialog = useService("dialog");
    }

    get label() {
        const { proof } = this.props;
        if (!proof) {
            return _t("Checking against the general ledger…");
        }
        if (proof.tied) {
            return _t("Ties to the general ledger");
        }
        return proof.line_count === 1
            ? _t("Does not tie: one item")
            : _t("Does not tie: %s items", proof.line_count);
    }

    get look() {
        const { proof } = this.props;
        if (!proof) {
            return { button: "text-muted", icon: "fa-circle-o-notch fa-spin" };
        }
        return proof.tied
            ? { button: "o_ar_tied text-success", icon: "fa-check-circle" }
            : { button: "o_ar_untied btn-danger", icon: "fa-exclamation-triangle" };
    }

    open() {
        if (!this.props.proof) {
            return; // asked for anew, and the button not drawn again yet
        }
        this.dialog.add(AgeingProofDialog, {
            proof: this.props.proof,
            options: this.props.options,
            openMove: this.props.openMove,
        });
    }
}
