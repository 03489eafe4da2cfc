# Programs that come from the machine's package manager.

# program → Debian package; checked by program, so any other way to install them is fine.
SYSTEM_PROGRAMS=(
    "initdb=postgresql" "chromium=chromium" "wkhtmltopdf=wkhtmltopdf"
    "pdftoppm=poppler-utils" "msgfmt=gettext" "flock=util-linux"
)

pg_bin() { # the newest PostgreSQL on this machine, wherever the distribution puts it
    ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1
}

missing_packages() {
    local pair
    for pair in "${SYSTEM_PROGRAMS[@]}"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 \
            || [ -x "$(pg_bin)/${pair%%=*}" ] || echo "${pair##*=}"
    done
    [ -n "$(find /usr/share/fonts "${HOME:-/root}/.local/share/fonts" -iname '*NotoSansCJK*' -print -quit 2>/dev/null)" ] \
        || echo fonts-noto-cjk
    python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
}

ensure_system() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 \
        || die "please install: ${missing[*]} (no apt-get on this machine)"
    [ "$(id -u)" -eq 0 ] || die "please install as administrator: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    apt-get update -qq >"$LOG_DIR/apt.log" 2>&1 || say "package lists could not be refreshed, trying with the present ones"
    # Debian would start a cluster of its own; ours is private to this folder.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] \
        || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >>"$LOG_DIR/apt.log" 2>&1 || die "apt-get install ${missing[*]} failed; see $LOG_DIR/apt.log"
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] || die "still missing after installation: ${missing[*]}; see $LOG_DIR/apt.log"
}
