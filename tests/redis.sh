#!/bin/sh
# Usage: redis.sh BUILD_DIR [KILLS [EVENTS]]. Tests the store in Redis and the hand-off through a
# Redis Stream, on servers of its own: the contract, alone and in a cluster; faults; KILLS (60)
# receivers killed at every step; EVENTS (1000) that are sent 5 times at once to 4 processes; the
# server killed, and replaced by its replica, under load; the hand-off with workers that are killed.
# shellcheck disable=SC2034,SC2154 # names that deliveries.sh sets and reads
set -u
build=${1:?usage: redis.sh BUILD_DIR [KILLS [EVENTS]]}
kills=${2:-60}
events=${3:-1000}
root=$(cd "$(dirname "$0")/.." && pwd)
for needed in redis-server redis-cli; do
    command -v "$needed" >/dev/null || {
        echo "skipped: no $needed"
        exit 77
    }
done
[ -x "$build/tests/redis/redis_faults" ] || {
    echo "skipped: libapideck-redis was not built"
    exit 77
}
# shellcheck source=/dev/null
. "$root/tests/deliveries.sh"
socket=$work/redis

# Servers ----------------------------------------------------------------------------------------

# await COMMAND...: waits until it succeeds, for 20 s.
await() {
    tries=200
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# start_redis DIRECTORY OPTION...: sets redis_pid.
start_redis() {
    mkdir -p "$1"
    directory=$1
    shift
    redis-server --dir "$directory" --save '' --appendonly yes --loglevel warning "$@" \
        >"$directory/log" 2>&1 &
    redis_pid=$!
    pids="$pids $redis_pid"
}

# do_redis WORD...: a command to the server on the socket.
do_redis() {
    redis-cli -s "$socket" "$@"
}

# is_up SOCKET: whether a server answers there, and has read what it wrote before.
is_up() {
    [ "$(redis-cli -s "$1" ping)" = PONG ]
}

start_redis "$work/one" --port 0 --unixsocket "$socket"
check 'redis-server starts' await is_up "$socket"
one_pid=$redis_pid

# The contract -----------------------------------------------------------------------------------

check 'the contract' "$build/tests/store_contract/contract_redis" "$socket"
mkdir "$work/faults"
check 'faults' "$build/tests/redis/redis_faults" "$work/faults"

# Three masters, each with a third of the slots; the store is told of the first.
start_cluster() {
    base=$((20000 + $$ % 2700)) # the bus, 10000 above, is below the ports that connections get
    nodes=''
    cluster_pids=''
    for port in $base $((base + 1)) $((base + 2)); do
        start_redis "$work/$port" --port "$port" --bind 127.0.0.1 --cluster-enabled yes
        cluster_pids="$cluster_pids $redis_pid"
        nodes="$nodes 127.0.0.1:$port"
    done
    for port in $base $((base + 1)) $((base + 2)); do
        await redis-cli -p "$port" ping || return 1
    done
    # shellcheck disable=SC2086 # a list
    redis-cli --cluster create $nodes --cluster-yes >"$work/cluster" 2>&1 &&
        await sh -c "redis-cli -p $base cluster info | grep -q cluster_state:ok"
}

# Counts the nodes that hold keys of the contract.
nodes_used() {
    used=0
    for port in $base $((base + 1)) $((base + 2)); do
        [ "$(redis-cli -p "$port" dbsize)" -eq 0 ] || used=$((used + 1))
    done
    echo "$used"
}

if start_cluster; then
    check 'the contract, in a cluster' \
        "$build/tests/store_contract/contract_redis" "127.0.0.1:$base"
    is 'nodes of the cluster that have keys' "$(nodes_used)" 3
else
    fail 'a cluster starts' "$work/cluster"
fi
# shellcheck disable=SC2086
kill -9 $cluster_pids

# Killed and crowded -----------------------------------------------------------------------------

driver=$build/tests/crash/crash_driver
if [ -x "$driver" ]; then
    check "$kills kills" sh -c "'$driver' kill redis '$socket' $kills >'$work/kills'"
    cat "$work/kills"
    check "$events events, 5 times at once" \
        sh -c "'$driver' contend redis '$socket' $events 4 16 >'$work/contention'"
    cat "$work/contention"
    check "the sender's schedule" sh -c "'$driver' schedule redis '$socket' 50 >'$work/schedule'"
    cat "$work/schedule"
else
    skip 'kills and contention' "$driver was not built"
fi

# The server itself killed, under load -------------------------------------------------------------

load=$build/tests/redis/redis_load
load_seconds=5
[ "$kills" -lt 1000 ] || load_seconds=60

# start_load SOCKET: sets load_pid.
start_load() {
    "$load" "$1" $load_seconds 8 >"$work/loaded" 2>&1 &
    load_pid=$!
    pids="$pids $load_pid"
    load_end=$(($(date +%s) + load_seconds))
}

# end_load TEXT: none of the events may be lost.
end_load() {
    if wait "$load_pid"; then pass; else fail "$1" "$work/loaded"; fi
    echo "$1: $server_kills times: $(cat "$work/loaded")"
}

# kill_redis PID: without a word.
kill_redis() {
    kill -9 "$1"
    wait "$1" 2>/dev/null
    server_kills=$((server_kills + 1))
}

# start_durable POLICY: sets redis_pid.
start_durable() {
    start_redis "$work/$1" --port 0 --unixsocket "$work/$1.sock" --appendfsync "$1"
    await is_up "$work/$1.sock" || fail "appendfsync $1: the server starts" "$work/$1/log"
}

# killed_under_load POLICY: the server dies every half second and comes back with what it wrote.
killed_under_load() {
    server_kills=0
    start_durable "$1"
    start_load "$work/$1.sock"
    while [ "$(date +%s)" -lt $load_end ]; do
        sleep 0.5
        kill_redis "$redis_pid"
        start_durable "$1"
    done
    end_load "killed, appendfsync $1"
    if [ "$1" = always ]; then
        check 'killed, appendfsync always: nothing is forgotten' grep -q ' 0 forgotten' "$work/loaded"
    fi
    kill -9 "$redis_pid"
}

# start_peer N OPTION...: one of two servers that take each other's place; sets redis_pid.
start_peer() {
    number=$1
    shift
    start_redis "$work/peer$number" --port $((base + 10 + number)) --bind 127.0.0.1 \
        --unixsocket "$work/peer$number.sock" --repl-diskless-sync-delay 0 \
        --client-output-buffer-limit 'replica 0 0 0' "$@"
    await is_up "$work/peer$number.sock" || fail "peer $number starts" "$work/peer$number/log"
}

# offset_of N: how far a peer has come in what the master wrote.
offset_of() {
    redis-cli -s "$work/peer$1.sock" info replication |
        sed -n 's/^master_repl_offset:\([0-9]*\).*/\1/p'
}

# peer_is_synced N: the replica follows its master, and has what that wrote up to a moment ago.
peer_is_synced() {
    wanted=$(offset_of $((1 - $1)))
    redis-cli -s "$work/peer$1.sock" info replication | grep -q master_link_status:up &&
        [ "$(offset_of "$1")" -ge "$wanted" ]
}

# Points the socket that the store knows to a server, in one step.
lead_to() {
    ln -s "$work/peer$1.sock" "$work/new.sock" && mv -T "$work/new.sock" "$work/master.sock"
}

# The master dies and its replica is promoted, again and again, in turns; not while the replica
# still fetches what came before it, which is no replica yet.
failed_over_under_load() {
    server_kills=0
    start_peer 0
    master_pid=$redis_pid
    start_peer 1 --replicaof "127.0.0.1 $((base + 10))"
    replica_pid=$redis_pid
    master=0
    lead_to 0
    await peer_is_synced 1
    start_load "$work/master.sock"
    while [ "$(date +%s)" -lt $load_end ]; do
        sleep 1
        replica=$((1 - master))
        peer_is_synced $replica || continue
        kill_redis "$master_pid"
        redis-cli -s "$work/peer$replica.sock" replicaof no one >/dev/null
        lead_to $replica
        master_pid=$replica_pid
        start_peer $master --replicaof "127.0.0.1 $((base + 10 + replica))"
        replica_pid=$redis_pid
        master=$replica
    done
    end_load 'failed over'
    kill -9 "$master_pid" "$replica_pid"
}

killed_under_load everysec
killed_under_load always
failed_over_under_load

# The hand-off -----------------------------------------------------------------------------------

accept=$build/examples/handoff_redis/handoff_accept
worker=$build/examples/handoff_redis/handoff_worker

# start_worker NAME [PAUSE_MS]: 3 attempts, taken over after 300 ms; sets worker_pid.
start_worker() {
    "$worker" "$socket" "$1" 3 300 "${2:-0}" >>"$work/$1" 2>&1 &
    worker_pid=$!
    pids="$pids $worker_pid"
}

stream_is_empty() {
    [ "$(do_redis xlen '{apideck}:events')" -eq 0 ]
}

# How often a worker said that it handled the event.
handled_by_workers() {
    cat "$work"/worker-* | grep -c "^handled $1 "
}

# send_events FROM TO: each must be answered 200.
send_events() {
    i=$1
    while [ "$i" -le "$2" ]; do
        compose accounting.invoice.created "event-$i"
        deliver "$(sign)"
        [ "$status" = 200 ] || fail "event-$i: answered $status"
        i=$((i + 1))
    done
}

# Each event was handled once, or twice when a worker was killed over it.
check_all_handled() {
    lost=0
    doubles=0
    i=$1
    while [ "$i" -le "$2" ]; do
        count=$(handled_by_workers "event-$i")
        [ "$count" -ne 0 ] || lost=$((lost + 1))
        [ "$count" -le 1 ] || doubles=$((doubles + 1))
        i=$((i + 1))
    done
    is "$3: events that were lost" "$lost" 0
    is "$3: events that were handled twice" "$doubles" 0
}

# Kills a worker while it has a record in its hands, three times: another takes it over.
kill_workers() {
    for round in 1 2 3; do
        start_worker "worker-slow-$round" 10000
        await grep -q '^got ' "$work/worker-slow-$round"
        kill -9 "$worker_pid"
        wait "$worker_pid" 2>/dev/null
    done
}

hand_off() {
    do_redis flushall >/dev/null
    start accept "$accept" "$socket" 0 || return
    url=$where
    send_events 1 20
    deliver "$(sign)"
    is 'hand-off: the same event again' "$status $(do_redis xlen '{apideck}:events')" '200 20'
    compose accounting.invoice.created forged
    deliver "$(sign another-key)"
    is 'hand-off: a forged one' "$status $(do_redis xlen '{apideck}:events')" '401 20'
    start_worker worker-0 2000
    is 'hand-off: workers make the group' "$(await grep -q '^got ' "$work/worker-0" && echo yes)" yes
    kill -9 "$worker_pid"
    kill_workers
    start_worker worker-1
    start_worker worker-2
    send_events 21 40
    check 'hand-off: all is handled' await stream_is_empty
    check_all_handled 1 40 'hand-off'
    check_dead
    redis_away
}

# Bad records end in the other stream, with what was wrong with them.
check_dead() {
    do_redis del '{apideck}:dead' >/dev/null
    do_redis xadd '{apideck}:events' '*' body '{"payload":{"event_type":"x.y.created"}}' >/dev/null
    do_redis xadd '{apideck}:events' '*' body 'no JSON' >/dev/null
    check 'hand-off: bad records leave the stream' await stream_is_empty
    do_redis xrange '{apideck}:dead' - + >"$work/dead"
    is 'hand-off: dead records' "$(do_redis xlen '{apideck}:dead')" 2
    check 'hand-off: the reason' grep -q 'the event names no entity' "$work/dead"
    check 'hand-off: the other reason' grep -q 'a byte that JSON does not allow here' "$work/dead"
    is 'hand-off: attempts' "$(grep -c -x 3 "$work/dead")" 2
}

# Without Redis nothing is answered 200; afterwards it goes on where it stood.
redis_away() {
    kill -9 "$one_pid"
    wait "$one_pid" 2>/dev/null
    compose accounting.invoice.created event-41
    deliver "$(sign)"
    is 'hand-off: without Redis' "$status" 503
    start_redis "$work/one" --port 0 --unixsocket "$socket"
    check 'redis-server starts again' await is_up "$socket"
    deliver "$(sign)" # finds a connection that is gone; the sender comes back
    send_events 41 50
    await grep -q 'handled event-50 ' "$work/worker-1" "$work/worker-2"
    check 'hand-off: all is handled again' await stream_is_empty
    check_all_handled 1 50 'hand-off, again'
}

if [ -x "$accept" ] && [ -x "$worker" ] && have curl openssl; then
    hand_off
else
    skip 'the hand-off' 'the example was not built, or there is no curl or openssl'
fi
summary
