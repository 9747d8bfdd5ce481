#!/bin/sh
# Usage: postgres.sh BUILD_DIR [KILLS [EVENTS]]. Tests the store in PostgreSQL and the hand-off
# through a table, on a server of its own: opening, transactions, faults, the contract; KILLS (60)
# receivers killed at every step; EVENTS (1000) that are sent 5 times at once to 4 processes; much of
# that over TLS and behind pgbouncer; the hand-off with workers that are killed. Says so and exits 77 where there is no PostgreSQL.
#
# The server runs as the user "postgres" where this runs as root, since it refuses root.
# shellcheck disable=SC2034,SC2154,SC2016 # names that deliveries.sh sets and reads; an inner shell
set -u
build=${1:?usage: postgres.sh BUILD_DIR [KILLS [EVENTS]]}
build=$(cd "$build" && pwd) || exit 2
kills=${2:-60}
events=${3:-1000}
root=$(cd "$(dirname "$0")/.." && pwd)

skip_all() {
    echo "skipped: $1"
    exit 77
}

# The newest of what Debian keeps beside the PATH, else what the PATH has.
find_server() {
    for candidate in /usr/lib/postgresql/*/bin "$(dirname "$(command -v postgres)")"; do
        [ ! -x "$candidate/initdb" ] || [ ! -x "$candidate/postgres" ] || bin=$candidate
    done
}
bin=''
find_server
[ -n "$bin" ] || skip_all 'no PostgreSQL server'
[ -x "$build/tests/postgres/test_faults" ] || skip_all 'libapideck-postgres was not built'
as_user=''
if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || skip_all 'no user "postgres", and root may not run the server'
    as_user='setpriv --reuid=postgres --regid=postgres --clear-groups'
fi
# shellcheck source=/dev/null
. "$root/tests/deliveries.sh"

# await COMMAND...: waits until it succeeds, for 20 s.
await() {
    tries=200
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# The server -------------------------------------------------------------------------------------

data=$work/database
port=$((11000 + $$ % 9000))
# On a machine that is busy with other things a server takes its time over a connection, over TLS
# above all; the store would wait for 5 s.
as="user=postgres connect_timeout=60"
conninfo="host=$data port=$port $as dbname=postgres"

# The number of the server's first process, which a restart changes; nothing when it does not run.
server_pid() {
    head -n 1 "$data/pgdata/postmaster.pid" 2>/dev/null
}

# Asks it to stop at once, and waits for that: killed, it would leave its children for a moment, and
# shared memory for ever.
stop_server() {
    server=$(server_pid)
    [ -n "$server" ] || return 0
    kill -QUIT "$server" 2>/dev/null
    tries=100
    while kill -0 "$server" 2>/dev/null && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.1
    done
}
trap 'stop_server; leave_nothing' EXIT

# control ACTION...: on a unix socket; with a certificate on the loopback too.
control() {
    listen=''
    [ ! -f "$data/certificate" ] || listen=127.0.0.1
    $as_user "$bin/pg_ctl" -D "$data/pgdata" -w -t 60 -l "$data/log" \
        -o "-k '$data' -p $port -c listen_addresses=$listen -c max_connections=200" "$@"
}

# A certificate for 127.0.0.1 that nobody but itself vouches for, and another one.
make_certificates() {
    for name in certificate stranger; do
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
            -addext subjectAltName=IP:127.0.0.1 -keyout "$data/$name.key" -out "$data/$name" || return
        chmod 600 "$data/$name.key"
        [ -z "$as_user" ] || chown postgres "$data/$name.key"
    done
}

# The processes under test run as whoever started this, so the way to the socket is open.
start_server() {
    chmod 711 "$work"
    mkdir "$data"
    [ -z "$as_user" ] || chown postgres "$data"
    (
        cd "$data" || exit 1
        $as_user "$bin/initdb" -D "$data/pgdata" -A trust -U postgres -E UTF8 --no-locale || exit
        if have openssl && make_certificates; then
            printf "ssl = on\nssl_cert_file = '%s'\nssl_key_file = '%s'\n" "$data/certificate" \
                "$data/certificate.key" >>"$data/pgdata/postgresql.conf"
        fi
        control start
    ) >"$work/start" 2>&1
}

# sql STATEMENT: prints what it gives, without decoration.
sql() {
    psql -X -q -A -t -v ON_ERROR_STOP=1 "$conninfo" -c "$1"
}

start_server || {
    fail 'the server starts' "$work/start"
    summary
    exit 1
}

cat >"$work/restart" <<END
#!/bin/sh
cd '$data' && $as_user '$bin/pg_ctl' -D '$data/pgdata' -m immediate -w -t 60 -l '$data/log' \
    restart >'$work/restarted' 2>&1
END
chmod +x "$work/restart"

# counted TEXT PROGRAM...: runs a program that ends with "N passed, N failed", and adds those up.
counted() {
    title=$1
    shift
    timeout 600 "$@" >"$work/output" 2>&1
    ended=$?
    line=$(sed -n '/^[0-9]* passed, [0-9]* failed/p' "$work/output" | tail -n 1)
    echo "$title: ${line:-no result}"
    passed=$((passed + $(echo "${line:-0}" | sed 's/ .*//')))
    [ "$ended" -eq 0 ] || fail "$title: exit status $ended" "$work/output"
}

counted 'opening' "$build/tests/postgres/test_opening" "$conninfo"
counted 'transactions' "$build/tests/postgres/test_transaction" "$conninfo"
counted 'the contract' "$build/tests/store_contract/contract_postgres" "$conninfo"
[ ! -x "$build/tests/postgres/test_failing_calls" ] ||
    counted 'calls that fail' "$build/tests/postgres/test_failing_calls" "$conninfo"
counted 'faults' "$build/tests/postgres/test_faults" "$conninfo" "$work/restart"

# Killed and crowded -----------------------------------------------------------------------------

driver=$build/tests/crash/crash_driver

# driven TEXT ARGUMENT...: a part of the driver, which says what it found.
driven() {
    title=$1
    shift
    check "$title" sh -c '"$@" >"$0" 2>&1 || { cat "$0"; exit 1; }' "$work/driven" \
        timeout 3600 "$driver" "$@"
    sed "s|^|$title: |" "$work/driven"
}

driven "$kills kills" kill postgres "$conninfo" "$kills"
driven "$events events, 5 times at once" contend postgres "$conninfo" "$events" 4 4
driven "the sender's schedule" schedule postgres "$conninfo" 50

# On other ways to the server --------------------------------------------------------------------

# The same over TLS. Everything that is read may lie in OpenSSL's buffer, and not in the socket.
over_tls() {
    plain=$conninfo
    by_tls="host=127.0.0.1 port=$port $as dbname=postgres sslmode=verify-full"
    conninfo="$by_tls sslrootcert=$data/certificate"
    is 'over TLS' "$(sql 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')" t
    counted 'the contract, over TLS' "$build/tests/store_contract/contract_postgres" "$conninfo"
    counted 'transactions, over TLS' "$build/tests/postgres/test_transaction" "$conninfo"
    counted 'faults, over TLS' "$build/tests/postgres/test_faults" "$conninfo" "$work/restart"
    driven "$kills kills, over TLS" kill postgres "$conninfo" "$kills"
    refuse 'a server whose certificate is another' "$build/tests/store_contract/contract_postgres" \
        "$by_tls sslrootcert=$data/stranger"
    conninfo=$plain
}

if [ -f "$data/certificate" ]; then over_tls; else skip 'TLS' 'no openssl'; fi

# pgbouncer_is_up
pgbouncer_is_up() {
    psql -X -q -c 'SELECT 1' "host=$data port=$((port + 1)) user=postgres dbname=session"
}

# pgbouncer refuses root too. Sets pooler_pid.
start_pgbouncer() {
    cat >"$data/pgbouncer.ini" <<END
[databases]
session = host=$data port=$port user=postgres dbname=postgres pool_mode=session
transaction = host=$data port=$port user=postgres dbname=postgres pool_mode=transaction
[pgbouncer]
listen_port = $((port + 1))
listen_addr =
unix_socket_dir = $data
auth_type = any
max_client_conn = 400
default_pool_size = 60
END
    $as_user "$pgbouncer" "$data/pgbouncer.ini" >"$work/pgbouncer.log" 2>&1 &
    pooler_pid=$!
    pids="$pids $pooler_pid"
    await pgbouncer_is_up
}

# In session mode as without a pooler; in transaction mode nothing is prepared, and what belongs to a
# claim has to be bound to its transaction.
behind_pgbouncer() {
    pooled="host=$data port=$((port + 1)) $as"
    counted 'the contract, pgbouncer, sessions' "$build/tests/store_contract/contract_postgres" \
        "$pooled dbname=session"
    counted 'the contract, pgbouncer, transactions' \
        "$build/tests/store_contract/contract_postgres" "$pooled dbname=transaction" unprepared
    driven "$kills kills, pgbouncer, sessions" kill postgres "$pooled dbname=session" "$kills"
    driven "$kills kills, pgbouncer, transactions" kill postgres-unprepared \
        "$pooled dbname=transaction" "$kills"
    driven "$events events, 5 times at once, pgbouncer, transactions" contend postgres-unprepared \
        "$pooled dbname=transaction" "$events" 4 4
}

pgbouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)
if [ ! -x "$pgbouncer" ]; then
    skip 'behind pgbouncer' 'it is not there'
elif start_pgbouncer; then
    behind_pgbouncer
    kill "$pooler_pid"
    wait "$pooler_pid" 2>/dev/null
    pids=${pids% "$pooler_pid"}
else
    fail 'pgbouncer starts' "$work/pgbouncer.log"
fi

# The hand-off -----------------------------------------------------------------------------------

handoff=$build/examples/handoff_postgres

# start_worker [WORK_MS]: sets worker_pid.
start_worker() {
    "$handoff/handoff_worker" "$conninfo" "${1:-0}" >>"$work/workers" 2>&1 &
    worker_pid=$!
    pids="$pids $worker_pid"
}

# kill_worker: without a word.
kill_worker() {
    kill -9 "$worker_pid"
    wait "$worker_pid" 2>/dev/null
    pids=${pids% "$worker_pid"}
}

# A worker that has a record in hand is in a transaction.
worker_is_at_it() {
    [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")" -gt 0 ]
}

no_worker_is_at_it() {
    ! worker_is_at_it
}

# The pauses between attempts are for the real world.
inbox_is_empty() {
    sql 'UPDATE handoff.inbox SET not_before = now()
         WHERE id IN (SELECT id FROM handoff.inbox FOR UPDATE SKIP LOCKED)' &&
        [ "$(sql 'SELECT count(*) FROM handoff.inbox')" -eq 0 ]
}

# send_events FROM TO: each must be answered 200.
send_events() {
    i=$1
    while [ "$i" -le "$2" ]; do
        compose accounting.invoice.created "event-$i"
        deliver "$(sign)"
        [ "$status" = 200 ] || fail "hand-off: event-$i: answered $status"
        i=$((i + 1))
    done
}

# Each event is handled once: what the handler writes and the end of the record are one transaction.
handled_once() {
    is "hand-off: $1: events" "$(sql 'SELECT count(DISTINCT event_id) FROM handoff.handled')" "$2"
    is "hand-off: $1: rows" "$(sql 'SELECT count(*) FROM handoff.handled')" "$2"
}

accepting() {
    send_events 1 20
    deliver "$(sign)"
    is 'hand-off: the same event again' "$status $(sql 'SELECT count(*) FROM handoff.inbox')" \
        '200 20'
    compose accounting.invoice.created forged
    deliver "$(sign another-key)"
    is 'hand-off: a forged one' "$status $(sql 'SELECT count(*) FROM handoff.inbox')" '401 20'
}

# Ten workers are killed with a record in hand; others take over what they had.
killed_workers() {
    for round in 1 2 3 4 5 6 7 8 9 10; do
        start_worker 5000
        check "hand-off: worker $round has a record" await worker_is_at_it
        kill_worker
        check "hand-off: worker $round is gone" await no_worker_is_at_it
    done
    handled_once 'all workers killed' 0
    workers=''
    for worker in 1 2 3; do
        start_worker
        workers="$worker_pid $workers" # the newest first, as they will end
    done
    send_events 21 40
    check 'hand-off: the inbox is empty in the end' await inbox_is_empty
    handled_once 'taken over' 40
    is 'hand-off: dead letters' "$(sql 'SELECT count(*) FROM handoff.dead_letters')" 0
}

# Records that cannot be handled: one names no entity; one was stored by somebody else.
dead_letters() {
    printf '{"event_type":"accounting.invoice.created","event_id":"no-entity"}' >"$work/body"
    printf '{"event_id":"no-entity","event_type":"accounting.invoice.created"}' >"$work/canonical"
    type=accounting.invoice.created
    deliver "$(sign)"
    is 'hand-off: accepted all the same' "$status" 200
    sql "INSERT INTO handoff.inbox (body) VALUES ('no JSON')"
    check 'hand-off: the inbox is empty again' await inbox_is_empty
    # Without the pauses, a record can be taken by two at once, which counts once more.
    sql "SELECT attempts >= 5, reason FROM handoff.dead_letters ORDER BY id" >"$work/dead"
    printf '%s\n' 't|the event names no entity' 't|a byte that JSON does not allow here' \
        >"$work/expected"
    same 'hand-off: dead letters and their reasons' "$work/expected" "$work/dead"
    is 'hand-off: the body of a dead letter' \
        "$(sql "SELECT convert_from(body, 'UTF8') FROM handoff.dead_letters ORDER BY id LIMIT 1")" \
        "$(cat "$work/body")"
    handled_once 'after the dead' 40
}

# A record from which no worker ever comes back.
deadly_record() {
    for pid in $workers; do
        kill "$pid"
        wait "$pid"
        is 'hand-off: a worker ends at SIGTERM' $? 0
        pids=${pids% "$pid"}
    done
    sql 'TRUNCATE handoff.dead_letters'
    send_events 41 41
    for round in 1 2 3 4 5; do
        sql 'UPDATE handoff.inbox SET not_before = now()'
        start_worker 5000
        await worker_is_at_it
        kill_worker
        await no_worker_is_at_it
    done
    start_worker
    check 'hand-off: a record that kills is taken away' await inbox_is_empty
    is 'hand-off: why' "$(sql 'SELECT attempts > 5, reason FROM handoff.dead_letters')" \
        't|the worker ended while it had the record'
    handled_once 'after the deadly one' 40
}

# The server restarts under everybody's feet.
restarted() {
    check 'hand-off: the server restarts' "$work/restart"
    deliver "$(sign)"
    is 'hand-off: after the restart' "$status" 200
    send_events 42 50
    check 'hand-off: workers connect again' await inbox_is_empty
    handled_once 'after the restart' 49
}

hand_off() {
    sql "$(cat "$root/examples/handoff_postgres/schema.sql")" || fail 'hand-off: the schema'
    start accept "$handoff/handoff_accept" "$conninfo" 0 || return
    url=$where
    accepting
    killed_workers
    dead_letters
    deadly_record
    restarted
}

if [ -x "$handoff/handoff_accept" ] && have curl openssl psql; then
    hand_off
else
    skip 'the hand-off' 'the example was not built, or there is no curl, openssl or psql'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
