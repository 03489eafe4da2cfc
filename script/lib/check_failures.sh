#!/usr/bin/env bash
# What a person reads when something is missing: each case must end with exit code 1 and one clear
# line, of which a part is given. Nothing real is touched: folders and programs are made up.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

WRONG=0
ELSEWHERE=$(mktemp -d)
trap 'rm -rf "$ELSEWHERE"' EXIT
mkdir -p "$ELSEWHERE/bin" "$ELSEWHERE/run" "$ELSEWHERE/cache"
export AR_RUN_DIR=$ELSEWHERE/run AR_CACHE_DIR=$ELSEWHERE/cache

# fails TEXT COMMAND…
fails() {
    local text=$1 said status=0; shift
    said=$("$@" 2>&1 </dev/null) || status=$?
    [ -z "${AR_SHOW:-}" ] || printf '%s\n' "$said"
    if [ $status -ne 1 ] || [ "$(grep -c '^error: ' <<<"$said")" -ne 1 ] || [[ $said != *"$text"* ]]; then
        printf 'expected one line with "%s", exit 1, of: %s\ngot exit %d and:\n%s\n' "$text" "$*" $status "$said" >&2
        WRONG=1
    fi
}
# shellcheck disable=SC2317 # called through fails
library() { bash -c ". script/lib/env.sh; $1"; }
program() { printf '#!/bin/sh\n%s\n' "$2" >"$ELSEWHERE/bin/$1"; chmod +x "$ELSEWHERE/bin/$1"; }
# shellcheck disable=SC2317
path_without() { # PROGRAM: links to all the others
    local folder=$ELSEWHERE/without
    rm -rf "$folder"; mkdir "$folder"
    ln -s /usr/bin/* /bin/* "$folder" 2>/dev/null || true
    rm -f "$folder/$1"
    PATH=$folder library "$2"
}

cd "$ROOT"
# shellcheck disable=SC2016 # expands where it runs
DOWNLOAD='download_odoo "$CACHE_DIR/odoo"'
fails "is no port number" env AR_PORT=80x script/server
fails "is no database name" env AR_DB="My Ledger" script/server
fails "is not a folder" env ODOO_HOME="$ELSEWHERE/nowhere" script/odoo --version
fails "holds no Odoo 19.0" env ODOO_HOME="$ELSEWHERE/bin" script/odoo --version
fails "free some space" library 'need_space 99999999 /tmp'
fails "set AR_RUN_DIR and AR_CACHE_DIR" env AR_RUN_DIR=/proc/nowhere script/odoo --version
fails "no apt-get on this machine" path_without apt-get 'SYSTEM_PROGRAMS=("nothing=no-such-program"); ensure_system'
fails "no apt-get here" path_without apt-get "$DOWNLOAD"

program apt-cache 'exit 100'
program apt-get 'case "$*" in *indextargets*) echo "http://example.invalid/debian Debian main" ;; esac'
fails "has no package odoo-19 any more" env PATH="$ELSEWHERE/bin:$PATH" \
    bash -c ". script/lib/env.sh; $DOWNLOAD"
program apt-get 'case "$*" in *indextargets*) ;; *) exit 100 ;; esac'
fails "names no Debian mirror" env PATH="$ELSEWHERE/bin:$PATH" \
    bash -c ". script/lib/env.sh; $DOWNLOAD"

mkdir "$AR_CACHE_DIR/odoo" && cd "$AR_CACHE_DIR/odoo"
echo whole >package.deb && sha256sum package.deb >SHA256SUMS && echo cut >package.deb
cd "$ROOT"
# shellcheck disable=SC2016 # expands where it runs
fails "are damaged, downloading them again" library 'cached_odoo "$CACHE_DIR/odoo" || die "so they are not used"'

# With everything there, as the caller has it.
unset AR_RUN_DIR AR_CACHE_DIR
python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
print(s.getsockname()[1], flush=True); time.sleep(120)' >"$ELSEWHERE/port" &
TAKER=$!
until [ -s "$ELSEWHERE/port" ]; do sleep 0.1; done
fails "is taken, take another" env AR_PORT="$(cat "$ELSEWHERE/port")" script/server
kill $TAKER
exit $WRONG
