# shellcheck shell=bash
# Programs that come from the machine's package manager.

# Debian package = programs, any of which will do; so every other way to install them is fine.
SYSTEM_PROGRAMS=(
    "postgresql=initdb" "chromium=chromium google-chrome chromium-browser"
    "wkhtmltopdf=wkhtmltopdf" "poppler-utils=pdftoppm" "gettext=msgfmt" "util-linux=flock"
)

pg_bin() { # the newest PostgreSQL on this machine, wherever the distribution puts it
    local initdb
    initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb | sort -V | tail -n 1)
    [ -x "$initdb" ] || initdb=$(command -v initdb || true)
    [ -z "$initdb" ] || dirname "$(readlink -f "$initdb")"
}

has_program() { [ "$1" = initdb ] && [ -n "$(pg_bin)" ] || command -v "$1" >/dev/null 2>&1; }

missing_packages() {
    local pair program found
    for pair in "${SYSTEM_PROGRAMS[@]}"; do
        found=
        for program in ${pair#*=}; do ! has_program "$program" || found=$program; done
        [ -n "$found" ] || echo "${pair%%=*}"
    done
    # Reports and screenshots in Chinese are empty boxes without a CJK font.
    [ -n "$(find /usr/share/fonts "${HOME:-/root}/.local/share/fonts" -iname '*CJK*' -print -quit 2>/dev/null || true)" ] \
        || echo fonts-noto-cjk
    [ -x "$PY" ] || "$(base_python)" -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
}

as_admin() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

ensure_system() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 \
        || die "please install: ${missing[*]} (no apt-get on this machine)"
    as_admin true 2>/dev/null || die "please install as administrator: apt-get install ${missing[*]}"
    need_space 1500 /usr
    say "installing ${missing[*]}"
    as_admin apt-get update -qq >"$LOG_DIR/apt.log" 2>&1 \
        || say "package lists could not be refreshed, trying with the present ones"
    # Debian would start a cluster of its own; ours is private to this folder.
    as_admin mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] \
        || echo 'create_main_cluster = false' | as_admin tee /etc/postgresql-common/createcluster.conf >/dev/null
    as_admin env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >>"$LOG_DIR/apt.log" 2>&1 || die "apt-get install ${missing[*]} failed; see $LOG_DIR/apt.log"
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] || die "still missing after installation: ${missing[*]}; see $LOG_DIR/apt.log"
}
