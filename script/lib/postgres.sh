# A private PostgreSQL cluster: a folder, a socket, no TCP port, so nothing can be in its way.
# PostgreSQL refuses to run as root: there it runs as the system user postgres.

PG_DATA=$RUN_DIR/pg
export PGHOST=$SOCKET_DIR PGUSER=odoo PGDATABASE=postgres

as_pg() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

ensure_postgres() {
    if [ "$(id -u)" -eq 0 ] && ! as_pg test -x "$RUN_DIR"; then
        PG_DATA=/var/lib/postgresql/ar_optimization-$KEY  # the clone lies where postgres may not look
    fi
    [ -s "$PG_DATA/PG_VERSION" ] || create_cluster
    as_pg "$(pg_bin)/pg_ctl" -D "$PG_DATA" status >/dev/null 2>&1 || start_cluster
}

create_cluster() {
    say "creating a private PostgreSQL cluster"
    need_space 1000 "$RUN_DIR"
    rm -rf "$PG_DATA" && mkdir -p "$PG_DATA"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$PG_DATA"
    as_pg "$(pg_bin)/initdb" -D "$PG_DATA" -U "$PGUSER" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        >"$LOG_DIR/initdb.log" 2>&1 || { rm -rf "$PG_DATA"; die "initdb failed; see $LOG_DIR/initdb.log"; }
    # A development cluster: after a power cut the last transactions may be missing, never half there.
    as_pg tee -a "$PG_DATA/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_permissions = 0700
synchronous_commit = off
shared_buffers = 1GB
work_mem = 64MB
maintenance_work_mem = 256MB
effective_cache_size = 8GB
max_wal_size = 4GB
random_page_cost = 1.1
CONF
}

start_cluster() {
    mkdir -p "$SOCKET_DIR" && chmod 0700 "$SOCKET_DIR"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$SOCKET_DIR"
    # A killed postmaster leaves its pid file; pg_ctl sees that nobody has that pid and recovers.
    # 9>&-: the server must not keep the lock that with_lock holds.
    as_pg "$(pg_bin)/pg_ctl" -D "$PG_DATA" -w -t 60 -l "$PG_DATA/server.log" -o "-k $SOCKET_DIR" start >/dev/null 2>&1 9>&- \
        || die "PostgreSQL does not start; see $PG_DATA/server.log"
}

write_config() {
    local addons=$ROOT,$ODOO_HOME/odoo/addons
    [ ! -d "$ODOO_HOME/addons/account" ] || addons=$ROOT,$ODOO_HOME/addons,$ODOO_HOME/odoo/addons
    cat >"$CONF.new" <<CONF
[options]
addons_path = $addons
data_dir = $DATA_DIR
db_host = $SOCKET_DIR
db_user = $PGUSER
db_maxconn = 32
list_db = True
http_interface = 127.0.0.1
CONF
    cmp -s "$CONF.new" "$CONF" && rm "$CONF.new" || mv "$CONF.new" "$CONF"
    export ODOO_RC=$CONF
}
