# shellcheck shell=bash
# The steps of script/test. Each has a database of its own, named after this process.

RUN=test_$$
CORE=ar_optimization
BESIDE_ROOMS='/(shell|ledger|dunning)/'
mapfile -t ADDONS < <(our_addons)
SUMMARY=()
FAILED=

forget_run() {
    local db
    psql_do -c "SELECT datname FROM pg_database WHERE datname LIKE '${RUN//_/\\_}\_%'" \
        | while read -r db; do drop_db "$db"; done
}
forget_dead_runs() { # what a killed run left behind
    local pid
    psql_do -c "SELECT DISTINCT split_part(datname, '_', 2) FROM pg_database WHERE datname ~ '^test_\d+_'" \
        | while read -r pid; do kill -0 "$pid" 2>/dev/null || RUN=test_$pid forget_run; done
}

# What tests write they roll back. A vacuum would note their tables as empty, and PostgreSQL, which
# then plans for an empty table however much the next test has in it, takes minutes for a second's work.
run_pytest() { # DATABASE ARGS…
    local db=$1; shift
    psql_do -d "$db" -f "$ROOT/script/lib/unvacuumed.sql"
    "$VENV/bin/pytest" --odoo-database="$db" --odoo-config="$CONF" --odoo-http "$@"
}

fast_run() {
    local addon addons=("$CORE") template
    for addon in "${ADDONS[@]}"; do
        [[ $addon = "$CORE" || " $* " != *"$addon/"* ]] || addons+=("$addon")
    done
    template=$(app_template "${addons[@]}")
    copy_db "$template" "${RUN}_fast"
    run_pytest "${RUN}_fast" "$@"
}

# step NAME FUNCTION ARGS…: run it, go on when it fails, remember both.
step() {
    local name=$1 began=$SECONDS status; shift
    say "$name"
    set +e; (set -e; "$@"); status=$?; set -e
    summary "$name" $status $((SECONDS - began))
}

# beside NAME FUNCTION ARGS…: begin a step that runs while the next ones, of one process each, do;
# joined: wait for it, and say what came of it. The time it is given is that of the waiting.
beside() {
    BESIDE_NAME=$1; shift
    say "$BESIDE_NAME, beside what follows"
    (set -e; "$@") >"$LOG_DIR/pytest-beside.log" 2>&1 &
    BESIDE=$!
}
joined() {
    local began=$SECONDS status=0
    wait "$BESIDE" || status=$?
    cat "$LOG_DIR/pytest-beside.log"
    summary "$BESIDE_NAME" $status $((SECONDS - began))
}
summary() { # NAME STATUS SECONDS
    SUMMARY+=("$(printf '%-34s %-7s %4d s' "$1" "$([ "$2" -eq 0 ] && echo ok || echo FAILED)" "$3")")
    [ "$2" -eq 0 ] || FAILED=1
}

full_run() {
    local bridges=("${ADDONS[@]:1}")
    TEMPLATE=$(base_template)
    rm -f "$LOG_DIR"/pytest-*.log
    step "install on account alone" install_step core "$CORE"
    if [ -z "$FAILED" ]; then
        step "install with demo data" demo_step core "$CORE"
        step "upgrade" upgrade_step core "$CORE"
        step "a night that is killed" night_step
        step "uninstall" uninstall_step core "$CORE"
        step "tests of the tools, every line" tools_step
        step "tests on account alone" test_step core
    fi
    if [ ${#bridges[@]} -gt 0 ]; then bridge_steps; fi
    closing_summary
}
bridge_steps() {
    local failed_before=$FAILED
    FAILED=
    step "install with all bridges" install_step all "${ADDONS[@]}"
    if [ -z "$FAILED" ]; then beside "with shop and till" shop_step; fi
    step "all bridges with demo data" demo_step all "${ADDONS[@]}"
    if [ -z "$FAILED" ]; then
        step "upgrade with all bridges" upgrade_step all "${ADDONS[@]}"
        step "uninstall with all bridges" uninstall_step all "${ADDONS[@]}"
    fi
    if [ -n "${BESIDE:-}" ]; then joined; fi
    if [ -z "$FAILED" ]; then step "tests with all bridges" test_step all "${ADDONS[@]}"; fi
    FAILED=$FAILED$failed_before
}

check_log() { "$PY" "$ROOT/script/lib/log_check.py" "$LOG_DIR/$1.log"; }
comma() { local IFS=,; echo "$*"; }

install_step() {
    local set=$1; shift
    copy_db "$TEMPLATE" "${RUN}_$set"
    odoo_install "install-$set" "${RUN}_$set" "$@"
    check_log "install-$set"
}
demo_step() { # SET ADDON…
    local set=$1; shift
    copy_db "$TEMPLATE" "${RUN}_demo"
    install_with_demo "${RUN}_demo" "demo-$set" "$@"
    check_log "demo-$set"
    [ "$set" != all ] || check_demo_holds
    drop_db "${RUN}_demo"
}
check_demo_holds() { # the README tells a newcomer what waits, whatever day it is
    local held
    held=$(psql_do -d "${RUN}_demo" -c "SELECT string_agg(held, ', ' ORDER BY held) FROM (
        SELECT count(*) || ' ' || document_kind AS held FROM ar_credit_hold WHERE state = 'open'
         GROUP BY document_kind) kinds")
    [ "$held" = "1 delivery, 2 invoice, 2 order" ] || die "in Holds the demo has: $held; the README says otherwise"
}
upgrade_step() {
    local set=$1; shift
    copy_db "${RUN}_$set" "${RUN}_upgrade"
    odoo_logged "upgrade-$set" -d "${RUN}_upgrade" -u "$(comma "$@")" --stop-after-init --no-http
    check_log "upgrade-$set"
    drop_db "${RUN}_upgrade"
}
night_step() {
    copy_db "${RUN}_core" "${RUN}_night"
    PYTHONPATH=$ROOT/script/lib "$PY" "$ROOT/script/lib/killed_night.py" "${RUN}_night"
    drop_db "${RUN}_night"
}
# Afterwards the schema is what it was before the installation, to the last column and trigger.
uninstall_step() {
    local set=$1 before=$LOG_DIR/residue-before.txt after=$LOG_DIR/residue-after.txt; shift
    copy_db "${RUN}_$set" "${RUN}_uninstall"
    odoo_logged "uninstall-$set" module uninstall -d "${RUN}_uninstall" "$@"
    check_log "uninstall-$set"
    if [ "$set" = core ]; then
        psql_do -d "$TEMPLATE" -f "$ROOT/script/lib/residue.sql" >"$before"
        psql_do -d "${RUN}_uninstall" -f "$ROOT/script/lib/residue.sql" >"$after"
        diff -U0 "$before" "$after" || die "the lines with + were left behind by the uninstallation, those with - were lost"
    else
        psql_do -d "${RUN}_uninstall" -f "$ROOT/script/lib/residue.sql" >"$after"
        ! grep -E "$CORE|[^a-z]ar[._]" "$after" | grep -vE '^ir_model_data base\.|Dar_es_Salaam' \
            || die "these were left behind by the uninstallation"
    fi
    drop_db "${RUN}_uninstall"
}

# What needs a web shop, a provider to try it with, or a till: apps that neither we nor our bridges
# depend on. Here no test has a reason to be skipped.
shop_step() {
    copy_db "${RUN}_all" "${RUN}_shop"
    odoo_logged install-shop -d "${RUN}_shop" -i website_sale,payment_demo,pos_sale \
        --stop-after-init --no-http
    check_log install-shop
    run_pytest "${RUN}_shop" --no-skip ar_optimization_sale/tests/test_sale_{online,shop,till}.py \
        ar_optimization_stock/tests/test_stock_attack.py
    drop_db "${RUN}_shop"
}

# The tools are pure: their own tests alone must reach every line. Measured here only, since it makes
# whatever runs twice as slow.
tools_step() {
    local tests
    mapfile -t tests < <(core_tests "test_*tools*.py")
    copy_db "${RUN}_core" "${RUN}_tools"
    run_tests core-tools "${RUN}_tools" "${tests[@]}" --doctest-modules "$CORE/tools" \
        --cov="$CORE/tools" --cov-report=term-missing --cov-fail-under=100 \
        2>&1 | tee "$LOG_DIR/pytest-core-tools.log"
    drop_db "${RUN}_tools"
}
core_tests() { # PATTERN [FIND OPTIONS…]
    local pattern=$1; shift
    find "$CORE/tests" -name "$pattern" "$@" | LC_ALL=C sort
}

# Two processes, each on a database of its own, with about the same work: beside the shell, most of
# whose tests are in a browser, run those of two rooms. With the bridges installed, of the core's tests
# run those that they can break: what they extend, and what looks at everything there is; the click
# through every screen, the longest of all, runs here only. Odoo's own tests of credit limits come
# along: where credit terms are not locked they hold as before.
test_step() {
    local set=$1 rooms=() shell=() status=0; shift
    if [ "$set" = core ]; then
        mapfile -t rooms < <(core_tests "test_*.py" ! -name '*tools*' | grep -vE "$BESIDE_ROOMS")
        mapfile -t shell < <(core_tests "test_*.py" ! -name '*tools*' ! -name '*clickbot*' \
            | grep -E "$BESIDE_ROOMS")
    else
        mapfile -t rooms < <(find "${@/%//tests}" -maxdepth 0 ! -path "$CORE/*"
            core_tests 'test_credit_*.py' ! -name 'test_credit_[a-c]*' ! -name '*tools*')
        rooms+=("$(addons_home)/sale/tests/test_credit_limit.py")
        shell=("$CORE"/tests/credit/test_credit_[a-c]*.py
               "$CORE"/tests/shell/test_shell_{clickbot,i18n,rights,rights_analyst,rights_models}.py)
    fi
    copy_db "${RUN}_$set" "${RUN}_${set}_shell"
    run_tests "$set-shell" "${RUN}_${set}_shell" "${shell[@]}" >"$LOG_DIR/pytest-$set-shell.log" 2>&1 &
    run_tests "$set-rooms" "${RUN}_$set" "${rooms[@]}" 2>&1 | tee "$LOG_DIR/pytest-$set-rooms.log" || status=$?
    say "waiting for the tests of the shell, which run beside"
    wait $! || status=$?
    cat "$LOG_DIR/pytest-$set-shell.log"
    drop_db "${RUN}_${set}_shell"
    return $status
}
run_tests() { # NAME DATABASE FILES, FOLDERS AND OPTIONS…
    local name=$1 db=$2 argument inventory=(); shift 2
    for argument in "$@"; do
        [[ $argument != */tests* || $argument = /* ]] || inventory+=("--inventory=$argument")
    done
    COVERAGE_FILE=$ROOT/.coverage.$name run_pytest "$db" "${inventory[@]}" "$@"
}

closing_summary() {
    local log
    printf '\n'
    printf '%s\n' "${SUMMARY[@]}"
    for log in "$LOG_DIR"/pytest-{core-{tools,rooms,shell},beside,all-{rooms,shell}}.log; do
        [ ! -s "$log" ] || tail -n 1 "$log"
    done
    [ -z "$FAILED" ] || die "script/test failed, see above"
}
