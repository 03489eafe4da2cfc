import { browser } from "@web/core/browser/browser";

/** What the screen asks when nobody chose anything: the server fills in what is empty. */
export const DEFAULTS = {
    as_of: "",
    basis: "due",
    bounds: "",
    currency: "company",
    by_currency: false,
    by_dispute: false,
    overdue_only: false,
    collector: 0,
    search: "",
    sort: "total",
    descending: true,
};

const STORAGE_KEY = "ar_optimization.ageing";
// How somebody likes to look at the figures; not the day and not the search.
const REMEMBERED = ["basis", "bounds", "currency", "by_currency", "by_dispute", "sort", "descending"];

function readAs(name, value) {
    if (typeof DEFAULTS[name] === "boolean") {
        return value === true || value === "true" || value === 1 || value === "1";
    }
    if (typeof DEFAULTS[name] === "number") {
        return Number(value) || 0;
    }
    return String(value);
}

function known(values) {
    const entries = Object.entries(values || {}).filter(
        ([name, value]) => name in DEFAULTS && value !== undefined && value !== null
    );
    return Object.fromEntries(entries.map(([name, value]) => [name, readAs(name, value)]));
}

function remembered() {
    try {
        return known(JSON.parse(browser.localStorage.getItem(STORAGE_KEY)));
    } catch {
        return {};
    }
}

/** The options to start with: the address wins over what was used last. */
export function startOptions(fromAddress) {
    return { ...DEFAULTS, ...remembered(), ...known(fromAddress) };
}

export function rememberOptions(options) {
    const kept = Object.fromEntries(REMEMBERED.map((name) => [name, options[name]]));
    browser.localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
}

/** Options as parts of the address: what is default is left out. */
export function addressOf(options) {
    return Object.fromEntries(
        Object.entries(DEFAULTS).map(([name, value]) => [
            name,
            options[name] === value ? undefined : options[name],
        ])
    );
}
