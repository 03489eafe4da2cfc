import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { GraphController } from "@web/views/graph/graph_controller";
import { graphView } from "@web/views/graph/graph_view";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { pivotView } from "@web/views/pivot/pivot_view";

import { Component, onWillStart, useState } from "@odoo/owl";

import { AgeingProof } from "../ageing/ageing_proof";

// Open items have no day: entries that are dated later are among them. The last day there can be.
const EVERYTHING = "2199-12-31";

/** Whether all open items tie to the general ledger, whatever the filters leave on the screen. */
export class OpenItemProof extends Component {
    static template = "ar_optimization.OpenItemProof";
    static components = { AgeingProof };
    static props = { asOf: { type: [String, Boolean], optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ proof: null });
        this.options = { as_of: this.props.asOf || EVERYTHING };
        onWillStart(() => {
            this.prove();
        });
    }

    /** The figures do not wait for it. */
    async prove() {
        this.state.proof = await this.orm.silent.call("ar.ageing", "get_tie_out", [this.options]);
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

export class OpenItemPivotController extends PivotController {
    static template = "ar_optimization.OpenItemPivotView";
    static components = { ...PivotController.components, OpenItemProof };
}

export class OpenItemGraphController extends GraphController {
    static template = "ar_optimization.OpenItemGraphView";
    static components = { ...GraphController.components, OpenItemProof };
}

registry.category("views").add("ar_open_item_pivot", {
    ...pivotView,
    Controller: OpenItemPivotController,
});
registry.category("views").add("ar_open_item_graph", {
    ...graphView,
    Controller: OpenItemGraphController,
});
