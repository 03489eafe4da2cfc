# shellcheck shell=bash
# Where things live, and the two words every script speaks: say and die.
# Sourced by every command under script/.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
RUN_DIR=${AR_RUN_DIR:-$ROOT/.odoo}                 # ignored by git: Odoo, venv, cluster, logs
CACHE_DIR=${AR_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/ar_optimization}
LOG_DIR=$RUN_DIR/log
DATA_DIR=$RUN_DIR/data                             # Odoo's filestore and sessions
CONF=$RUN_DIR/odoo.conf
VENV=$RUN_DIR/venv
PY=$VENV/bin/python
KEY=$(printf %s "$RUN_DIR" | cksum | cut -d' ' -f1) # one cluster per clone
SOCKET_DIR=${AR_SOCKET_DIR:-/tmp/ar_optimization-$KEY}

# Odoo is started dozens of times: what was compiled once is kept, out of everybody's way.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$RUN_DIR/pycache

# On few cores the threads of numpy's own library wait for each other, and so do tests beside.
export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}

STARTED=${AR_STARTED:-$(date +%s)}
say() { printf '[%3ds] %s\n' "$(($(date +%s) - STARTED))" "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# logged FILE COMMAND…: run it with all it says in a file.
logged() { local file=$1; shift; "$@" >"$file" 2>&1; }

# patiently HOW_FAR COMMAND…: run it, and say every quarter of a minute what HOW_FAR prints.
patiently() {
    local how_far=$1 watcher status=0; shift
    # Neither the watcher nor its sleep keeps a lock or a pipe, and both end with this script.
    (exec 9>&-; while sleep 15 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do say "  $($how_far)"; done) &
    watcher=$!
    "$@" || status=$?
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    return $status
}

# need_space MEGABYTES FOLDER: stop before a half-written folder does harm.
need_space() {
    local free
    free=$(df -Pm "$2" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$1" ] || die "$2 has $free MB free, $1 MB are needed; free some space, or set" \
        "AR_RUN_DIR and AR_CACHE_DIR to folders on a larger disk"
}

# with_lock NAME COMMAND…: two scripts started at once do not build the same thing twice.
with_lock() {
    local name=$1; shift
    exec 9>"$RUN_DIR/$name.lock"
    flock -n 9 || { say "waiting for another script that holds $RUN_DIR/$name.lock"; flock 9; }
    "$@"
    exec 9>&-
}

mkdir -p "$RUN_DIR" "$LOG_DIR" "$DATA_DIR" "$CACHE_DIR" 2>/dev/null \
    || die "cannot write to $RUN_DIR or $CACHE_DIR; set AR_RUN_DIR and AR_CACHE_DIR to folders you own"
[ -w "$RUN_DIR" ] && [ -w "$LOG_DIR" ] && [ -w "$CACHE_DIR" ] \
    || die "$RUN_DIR or $CACHE_DIR belongs to another user; set AR_RUN_DIR and AR_CACHE_DIR"

# shellcheck source=script/lib/system.sh
. "$ROOT/script/lib/system.sh"
# shellcheck source=script/lib/odoo_source.sh
. "$ROOT/script/lib/odoo_source.sh"
# shellcheck source=script/lib/python_env.sh
. "$ROOT/script/lib/python_env.sh"
# shellcheck source=script/lib/postgres.sh
. "$ROOT/script/lib/postgres.sh"
# shellcheck source=script/lib/database.sh
. "$ROOT/script/lib/database.sh"

# Everything a command needs before it can talk to Odoo. Each step is a no-op when done.
ensure_environment() {
    ensure_system # first: it brings flock, which the lock needs
    with_lock setup ensure_setup
}
ensure_setup() {
    ensure_odoo
    ensure_python
    ensure_postgres
    write_config
}
