# shellcheck shell=bash
# Odoo's Python needs, pinned, in a virtual environment of this clone.

# The distribution's Python is built with all optimisations; one that somebody compiled is often
# not, and Odoo then takes a seventh longer. AR_PYTHON names another one.
base_python() {
    local found
    for found in ${AR_PYTHON:-/usr/bin/python3 python3}; do
        ! "$found" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || break
    done
    echo "$found"
}

ensure_python() {
    local wanted site
    wanted=$(sha256sum "$ROOT/script/requirements.txt" | cut -d' ' -f1)
    if [ "$(cat "$VENV/.installed" 2>/dev/null)" != "$wanted" ] || ! "$PY" -c '' 2>/dev/null; then
        install_python "$wanted"
    fi
    # Odoo is found by path, not installed: the tree may be yours.
    site=$(echo "$VENV"/lib/python3*/site-packages)
    [ -z "${ODOO_HOME:-}" ] || [ "$(cat "$site/odoo_home.pth" 2>/dev/null)" = "$ODOO_HOME" ] \
        || echo "$ODOO_HOME" >"$site/odoo_home.pth"
}

install_python() {
    say "installing Python packages into $VENV"
    need_space 1500 "$RUN_DIR"
    local base; base=$(base_python)
    "$base" -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
        || die "Odoo 19 needs Python 3.10 or newer; $base is $("$base" --version); AR_PYTHON can name another one"
    "$PY" -c '' 2>/dev/null || "$base" -m venv --clear "$VENV" >"$LOG_DIR/pip.log" 2>&1 \
        || die "cannot create a virtual environment in $VENV; see $LOG_DIR/pip.log"
    rm -f "$VENV"/lib/python3*/site-packages/odoo_home.pth # pip must not see Odoo's own metadata
    patiently packages_so_far logged "$LOG_DIR/pip.log" "$PY" -m pip install --disable-pip-version-check \
        --cache-dir "$CACHE_DIR/pip" -r "$ROOT/script/requirements.txt" \
        || die "pip could not install the packages of script/requirements.txt; see $LOG_DIR/pip.log"
    echo "$1" >"$VENV/.installed"
}
packages_so_far() { # of install_python
    local log=$LOG_DIR/pip.log
    if grep -q '^Installing collected' "$log"; then echo "… all found, installing them"; return; fi
    echo "… found $(grep -cE '^(Collecting|Processing|Requirement already)' "$log" || true)" \
        "of $(grep -c == "$ROOT/script/requirements.txt")"
}
