# shellcheck shell=bash
# Databases: templates per state of the code, copied in well under a second.

odoo() { "$PY" -m odoo "$@"; }
psql_do() { psql -qAtX -v ON_ERROR_STOP=1 "$@"; }
db_exists() { [ -n "$(psql_do -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }

drop_db() {
    psql_do -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
    rm -rf "${DATA_DIR:?}/filestore/$1"
}

# copy_db FROM TO: createdb -T leaves the filestore behind; hard links bring it.
copy_db() {
    drop_db "$2"
    psql_do -c "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
    [ ! -d "$DATA_DIR/filestore/$1" ] || cp -al "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
}

publish_db() { # a template appears under its name only when it is whole
    rm -rf "${DATA_DIR:?}/filestore/$2"
    [ ! -d "$DATA_DIR/filestore/$1" ] || mv "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
    psql_do -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

# code_state ADDON…: changes when anything that an installation reads changes.
code_state() {
    (cd "$ROOT" && find "$@" -type f ! -path '*/tests/*' ! -path '*/static/*' ! -name '*.pyc' -print0 \
        | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)
}
odoo_state() { # the same for Odoo: names and sizes do, its files are not edited in place
    (cd "$ODOO_HOME" && find odoo/release.py odoo/orm odoo/addons/base "$(addons_home)/account" \
        -name '*.pyc' -o -type f -printf '%P %s\n' | LC_ALL=C sort | sha256sum | cut -c1-8)
}

our_addons() { # the app, then its bridges in the order of their names
    (cd "$ROOT" && find . -maxdepth 2 -path './ar_optimization*/__manifest__.py' | LC_ALL=C sort | cut -d/ -f2)
}

# odoo_logged LOG COMMAND…: run Odoo, keep its log, fail with the log's last lines.
odoo_logged() {
    local log=$LOG_DIR/$1.log; shift
    patiently modules_so_far logged "$log" odoo "$@" || { tail -n 25 "$log" >&2; die "odoo $1 … failed; the whole log is $log"; }
}

modules_so_far() { # of odoo_logged
    local line
    line=$(grep -oE 'Loading module [a-z0-9_]+ \([0-9]+/[0-9]+\)' "$log" | tail -n 1 || true)
    echo "… ${line:-starting}"
}

# odoo_install LOG DATABASE ADDON…: the core alone comes without the bridges whose apps accounting brings.
odoo_install() {
    local log=$1 db=$2 options=(--stop-after-init --no-http); shift 2
    [ "$*" != ar_optimization ] || options+=(--skip-auto-install)
    odoo_logged "$log" -d "$db" -i "$(IFS=,; echo "$*")" "${options[@]}"
}

# The template every other database starts from: Odoo with what our core depends on.
base_template() {
    local name
    name=base_$(odoo_state)
    db_exists "$name" || with_lock template build_base_template "$name" >&2
    echo "$name"
}
build_base_template() {
    ! db_exists "$1" || return 0
    say "installing Odoo's accounting once, as a template (about 75 s)"
    need_space 1000 "$RUN_DIR"
    drop_db "$1_new"
    odoo_logged base -d "$1_new" -i account --stop-after-init --no-http
    publish_db "$1_new" "$1"
}

# app_template ADDON…: the base template with these addons installed, for the code as it is now.
app_template() {
    local base name
    base=$(base_template)
    name=app_$(code_state "$@")_$(printf '%s' "$base $*" | cksum | cut -d' ' -f1)
    db_exists "$name" || with_lock template build_app_template "$base" "$name" "$@" >&2
    echo "$name"
}
build_app_template() {
    local base=$1 name=$2; shift 2
    ! db_exists "$name" || return 0
    say "installing $*"
    forget_app_templates
    copy_db "$base" "${name}_new"
    odoo_install template "${name}_new" "$@"
    publish_db "${name}_new" "$name"
}
forget_app_templates() { # keep the last few states, they are large
    local old
    psql_do -c "SELECT datname FROM pg_database WHERE datname LIKE 'app\_%' ORDER BY oid DESC OFFSET 4" \
        | while read -r old; do drop_db "$old"; done
}

# install_with_demo DATABASE LOG ADDON…: demo data of our addons only. Odoo installs an addon's demo
# data when all it depends on has demo data; what is there before us has none, so we say it has.
install_with_demo() {
    local db=$1 log=$2 apps; shift 2
    apps=$(apps_beneath "$@")
    [ -z "$apps" ] || odoo_logged "apps-$log" -d "$db" -i "$apps" --stop-after-init --no-http
    psql_do -d "$db" -c "UPDATE ir_module_module SET demo = true WHERE state = 'installed'"
    odoo_install "$log" "$db" "$@"
}
apps_beneath() { # ADDON…: Odoo's apps that bridges build on, and the menus of Sales
    "$PY" - "$ROOT" "$@" <<'PYTHON'
import ast, pathlib, sys
root, *addons = sys.argv[1:]
depends = {app for addon in addons
           for app in ast.literal_eval(pathlib.Path(root, addon, '__manifest__.py').read_text())['depends']}
apps = {app for app in depends if not app.startswith('ar_optimization')} - {'account'}
print(','.join(sorted(apps | ({'sale_management'} if 'sale' in apps else set()))))
PYTHON
}
