# shellcheck shell=bash
# A private PostgreSQL cluster: a folder, a socket, no TCP port, so nothing can be in its way.
# PostgreSQL refuses to run as root: there it runs as the system user postgres.

PG_DATA=$RUN_DIR/pg
export PGHOST=$SOCKET_DIR PGPORT=5432 PGUSER=odoo PGDATABASE=postgres
export PGOPTIONS='-c client_min_messages=warning'
unset PGHOSTADDR PGSERVICE PGPASSWORD PGSSLMODE

as_pg() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

ensure_postgres() {
    if [ "$(id -u)" -eq 0 ] && ! as_pg test -x "$RUN_DIR"; then
        PG_DATA=/var/lib/postgresql/ar_optimization-$KEY # the clone lies where postgres may not look
    fi
    as_pg test -s "$PG_DATA/PG_VERSION" || create_cluster
    pg_ready || start_cluster
}

pg_ready() { "$(pg_bin)/pg_isready" -q -t 3; }

create_cluster() {
    local megabytes
    say "creating a private PostgreSQL cluster"
    need_space 1000 "$RUN_DIR"
    stop_orphan
    rm -rf "$PG_DATA" "$PG_DATA.new" && mkdir -p "$PG_DATA.new"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$PG_DATA.new"
    as_pg "$(pg_bin)/initdb" -D "$PG_DATA.new" -U "$PGUSER" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        >"$LOG_DIR/initdb.log" 2>&1 || die "initdb failed; see $LOG_DIR/initdb.log"
    megabytes=$(awk '/^MemTotal/ { m = $2 / 1024 / 8; print int(m > 1024 ? 1024 : m < 128 ? 128 : m) }' /proc/meminfo)
    # A development cluster: after a power cut the last transactions may be missing, never half there.
    # Without compiling statements: in the long transactions of tests it took a third of a second for
    # each of thousands that find a few rows.
    as_pg tee -a "$PG_DATA.new/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_permissions = 0700
synchronous_commit = off
shared_buffers = ${megabytes}MB
work_mem = 64MB
maintenance_work_mem = 256MB
effective_cache_size = $((megabytes * 4))MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
CONF
    mv "$PG_DATA.new" "$PG_DATA"
}

# The server of a folder that was deleted ends by itself within a minute; until then it answers in
# the new one's place.
stop_orphan() {
    local pid attempt
    pid=$(as_pg head -n 1 "$SOCKET_DIR/.s.PGSQL.$PGPORT.lock" 2>/dev/null || true)
    [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ] || return 0
    as_pg kill -QUIT "$pid" 2>/dev/null || true
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        [ -e "/proc/$pid" ] || return 0
        sleep 0.5
    done
    die "PostgreSQL (process $pid) of a deleted folder does not end: kill it and start again"
}

start_cluster() {
    local attempt
    mkdir -p "$SOCKET_DIR" && chmod 0700 "$SOCKET_DIR" 2>/dev/null \
        || die "$SOCKET_DIR belongs to another user; set AR_SOCKET_DIR to a short path of your own"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$SOCKET_DIR"
    forget_dead_server
    # After kill -9 the old server's children may hold its memory for a moment: try again.
    for attempt in 1 2 3 4 5; do
        [ "$attempt" -eq 1 ] || say "PostgreSQL did not start, trying again"
        # 9>&-: the server must not keep the lock that with_lock holds.
        as_pg "$(pg_bin)/pg_ctl" -D "$PG_DATA" -w -t 120 -l "$PG_DATA/server.log" -o "-k $SOCKET_DIR -p $PGPORT" \
            restart -m fast </dev/null >"$LOG_DIR/pg_ctl.log" 2>&1 9>&- && pg_ready && return
        sleep "$attempt"
    done
    die "PostgreSQL does not start; see $LOG_DIR/pg_ctl.log and $PG_DATA/server.log"
}

# A killed server leaves its pid file, and the number may be somebody else's process by now:
# a server of ours works in its data folder.
forget_dead_server() {
    local pid
    pid=$(as_pg head -n 1 "$PG_DATA/postmaster.pid" 2>/dev/null || true)
    [ -n "$pid" ] || return 0
    [ "$(as_pg readlink "/proc/$pid/cwd" 2>/dev/null || true)" = "$(readlink -f "$PG_DATA")" ] \
        || as_pg rm -f "$PG_DATA/postmaster.pid"
}

stop_cluster() { as_pg "$(pg_bin)/pg_ctl" -D "$PG_DATA" -m fast -w stop >/dev/null 2>&1 || true; }

write_config() {
    local addons
    addons=$ROOT,$(addons_home)
    cat >"$CONF.new" <<CONF
[options]
addons_path = $addons
data_dir = $DATA_DIR
db_host = $SOCKET_DIR
db_port = $PGPORT
db_user = $PGUSER
db_maxconn = 32
http_interface = 127.0.0.1
CONF
    if cmp -s "$CONF.new" "$CONF"; then rm "$CONF.new"; else mv "$CONF.new" "$CONF"; fi
    export ODOO_RC=$CONF
}
