import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { useDebounced } from "@web/core/utils/timing";

import { Component } from "@odoo/owl";

/** What is asked: the day, how age is counted, in which currency, and of whom. */
export class AgeingToolbar extends Component {
    static template = "ar_optimization.AgeingToolbar";
    static components = { DateTimeInput };
    static props = { options: Object, bases: Array, collectors: Array, update: Function };

    setup() {
        this.search = useDebounced((text) => this.props.update({ search: text.trim() }), 300);
    }

    get day() {
        return deserializeDate(this.props.options.as_of);
    }

    onDay(day) {
        this.props.update({ as_of: day ? serializeDate(day) : "" });
    }

    set(name, value) {
        this.props.update({ [name]: value });
    }
}
