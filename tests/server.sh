#!/bin/sh
# Usage: server.sh BUILD_DIR. Tests the example server from outside, as somebody who has read about
# the protocol and nothing else: requests come from curl, signatures from openssl, over canonical
# forms that are written out here.
set -u
build=${1:?usage: server.sh BUILD_DIR}
server=$build/examples/server/server
for needed in curl openssl; do
    command -v "$needed" >/dev/null || {
        echo "skipped: no $needed"
        exit 77
    }
done
[ -x "$server" ] || {
    echo "skipped: $server was not built"
    exit 77
}
LC_ALL=C
export LC_ALL
unset APIDECK_API_KEY
key=the-key-of-the-tests

work=$(mktemp -d) || exit 2
pid=''
mounted=''
leave_nothing() {
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$work"
}
trap leave_nothing EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

passed=0
failed=0

# check TEXT COMMAND...: counts whether the command succeeds.
check() {
    text=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $text" >&2
    fi
}

# same TEXT ACTUAL EXPECTED
same() {
    check "$1: is '$2', expected '$3'" [ "$2" = "$3" ]
}

# The server -----------------------------------------------------------------------------------

# Waits until a server says where it listens: sets url.
await_server() {
    tries=100
    until url=$(sed -n 's/^listening on //p' "$work/log") && [ -n "$url" ]; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ] || ! kill -0 "$pid" 2>/dev/null; then
            cat "$work/log" >&2
            echo 'failed: the server does not start' >&2
            exit 1
        fi
        sleep 0.1
    done
}

# start DATABASE [OPTION...]: sets pid and url; what the server prints goes to $work/log. No file
# that the server writes may exceed $blocks blocks of 512 bytes.
blocks=unlimited
start() {
    database=$1
    shift
    : >"$work/log"
    (
        ulimit -f "$blocks"
        APIDECK_API_KEY=$key
        export APIDECK_API_KEY
        exec "$server" --port 0 --database "$database" "$@" >>"$work/log" 2>&1
    ) &
    pid=$!
    await_server
}

# stop [SIGNAL]: sets stopped, the server's exit status.
stop() {
    kill "-${1:-TERM}" "$pid"
    wait "$pid"
    stopped=$?
    pid=''
}

# fails_to_start TEXT STATUS EXPECTED_IN_MESSAGE OPTION...
fails_to_start() {
    text=$1 expected=$2 message=$3
    shift 3
    timeout 10 "$server" "$@" >"$work/output" 2>&1
    same "$text: exit status" $? "$expected"
    check "$text: says '$message'" grep -q -e "$message" "$work/output"
}

# How many lines the server printed that begin so.
printed() {
    grep -c "^$1" "$work/log"
}

# Deliveries -----------------------------------------------------------------------------------

# compose TYPE ID: writes the files body, as it is sent, and canonical, as it is signed.
compose() {
    entity=${1#*.}
    entity=${entity%.*}
    printf '{ "payload": { "event_type": "%s", "event_id": "%s", "entity_type": "%s",
        "entity_id": "id-%s", "service_id": "xero", "consumer_id": "caf\\u00e9",
        "execution_attempt": 1.0, "occurred_at": "2020-01-01T00:00:00.000Z" } }\n' \
        "$1" "$2" "$entity" "$2" >"$work/body"
    printf '{"payload":{"consumer_id":"café","entity_id":"id-%s","entity_type":"%s","event_id":"%s","event_type":"%s","execution_attempt":1,"occurred_at":"2020-01-01T00:00:00.000Z","service_id":"xero"}}' \
        "$2" "$entity" "$2" "$1" >"$work/canonical"
    type=$1
}

# sign [KEY]: prints the signature of the file canonical.
sign() {
    openssl dgst -sha256 -hmac "${1:-$key}" "$work/canonical" | sed 's/^.* //'
}

# request [CURL_OPTION...]: sets status and reason.
request() {
    : >"$work/answer"
    status=$(curl -q -sS --noproxy '*' --max-time 60 -o "$work/answer" -w '%{http_code}' "$@")
    reason=$(cat "$work/answer")
}

# deliver SIGNATURE [CURL_OPTION...]: sends the file body.
deliver() {
    signature=$1
    shift
    request -H "X-Apideck-Event-Type: $type" -H "X-Apideck-Signature: $signature" \
        -H "X-Apideck-Idempotency-Key: of-the-tests" -H 'Content-Type: application/json' \
        --data-binary "@$work/body" "$@" "$url"
}

# answered TEXT STATUS [REASON]
answered() {
    same "$1: status" "$status" "$2"
    [ $# -lt 3 ] || same "$1: reason" "$reason" "$3"
}

# Tests ----------------------------------------------------------------------------------------

test_events() {
    for name in customer invoice invoice_item ledger_account tax_rate purchase_order expense quote \
        project; do
        for action in created updated deleted; do
            compose "accounting.$name.$action" "$name-$action"
            deliver "$(sign)"
            answered "$type" 200 handled
            line="$name.$action ${name}_id=id-$name-$action service=xero"
            same "$type: handler" "$(printed "$line ")" 1
            deliver "$(sign)"
            answered "$type again" 200 'handled before'
            same "$type again: handler" "$(printed "$line ")" 1
        done
    done
}

test_other_types() {
    compose accounting.bill.created a-bill
    deliver "$(sign)"
    answered 'a type without handler' 200
    compose accounting.something.exploded something
    deliver "$(sign)"
    answered 'an unknown type' 200
    same 'an unknown type: handler' \
        "$(printed 'unknown event_type=accounting.something.exploded')" 1
}

test_refused() {
    compose accounting.invoice.created never-handled
    deliver "$(sign another-key)"
    answered 'wrong key' 401
    deliver "$(sign | tr '0-9a-f' 'f0-9a-e')"
    answered 'wrong signature' 401
    deliver 'not a signature'
    answered 'malformed signature' 401
    request --data-binary "@$work/body" "$url"
    answered 'missing signature' 401
    deliver "$(sign)" -H 'x-apideck-signature: once-more'
    answered 'signature given twice' 400
    deliver "$(sign)" -H 'x-apideck-event-type: accounting.invoice.deleted'
    answered 'type given twice' 400
    type=accounting.invoice.deleted
    deliver "$(sign)"
    answered 'header and body disagree' 400
    same 'refused: handler' "$(grep -c never-handled "$work/log")" 0
}

test_malformed() {
    compose accounting.invoice.created cut-short
    head -c 100 "$work/body" >"$work/part"
    mv "$work/part" "$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    answered 'truncated' 400
    : >"$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    answered 'empty' 400
    printf '[1]' >"$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    answered 'no object' 400
}

# A body of exactly the limit is read; one byte more is not.
test_size() {
    compose accounting.invoice.created large
    len=$(wc -c <"$work/body")
    head -c $((1048576 - len)) /dev/zero | tr '\0' ' ' >>"$work/body"
    deliver "$(sign)"
    answered 'at the limit' 200 handled
    printf ' ' >>"$work/body"
    deliver "$(sign)"
    answered 'over the limit' 413
    deliver "$(sign)" -H 'Expect:'
    answered 'over the limit, not asking first' 413
    deliver "$(sign)" -H 'Expect:' -H 'Transfer-Encoding: chunked'
    answered 'over the limit, in chunks' 413
    head -c 20000000 /dev/zero >>"$work/body"
    deliver "$(sign)" -H 'Expect:'
    answered 'far over the limit' 413
}

test_other_requests() {
    request "$url"
    answered 'GET' 405
    request -X PUT -d x "$url"
    answered 'PUT' 405
    request -d x "${url}s"
    answered 'another path' 404
    request "${url%/webhooks}/"
    answered 'the root' 404
    # Promises more than it sends, and is gone.
    curl -q -s --noproxy '*' --max-time 1 -H 'Content-Length: 500' -d x "$url" >/dev/null
    compose accounting.invoice.created after-a-lost-sender
    deliver "$(sign)"
    answered 'after a lost sender' 200 handled
}

test_handshake() {
    type=apideck.subscription.created
    printf '{"message":"Validating delivery URL"}' >"$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    answered 'handshake' 200
    same 'handshake: callback' "$(printed 'handshake signed')" 1
    deliver "$(sign another-key)"
    answered 'handshake with a wrong signature' 401
    same 'handshake with a wrong signature: callback' "$(printed 'handshake')" 1
}

test_parallel() {
    compose accounting.quote.updated all-at-once
    signature=$(sign)
    copies=''
    for copy in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        curl -q -s --noproxy '*' --max-time 60 -o /dev/null -w '%{http_code}\n' \
            -H "X-Apideck-Signature: $signature" --data-binary "@$work/body" "$url" \
            >"$work/copy-$copy" &
        copies="$copies $!"
    done
    for copy in $copies; do
        wait "$copy"
    done
    same 'parallel copies: handler' "$(printed 'quote.updated quote_id=id-all-at-once ')" 1
    same 'parallel copies: answered 200 or 503' \
        "$(cat "$work"/copy-* | grep -c -e '^200$' -e '^503$')" 20
    check 'parallel copies: one answered 200' grep -q '^200$' "$work"/copy-*
}

test_restart() {
    stop TERM
    same 'SIGTERM: exit status' "$stopped" 0
    same 'SIGTERM: what is left' "$(ls "$work/data")" events.db
    request "$url" 2>/dev/null
    same 'SIGTERM: nobody listens' "$status" 000
    start "$work/data/events.db"
    compose accounting.quote.updated all-at-once
    deliver "$(sign)"
    answered 'after a restart' 200 'handled before'
    kill -9 "$pid"
    wait "$pid" 2>/dev/null
    start "$work/data/events.db"
    deliver "$(sign)"
    answered 'after a crash' 200 'handled before'
}

test_failing_start() {
    port=${url##*:}
    port=${port%/*}
    APIDECK_API_KEY=$key
    export APIDECK_API_KEY
    fails_to_start 'a second copy' 1 'Address already in use' \
        --port "$port" --database "$work/data/events.db"
    : >"$work/file"
    fails_to_start 'no directory' 1 'unable to open database file' \
        --port 0 --database "$work/file/events.db"
    echo 'something that is not a database, and long enough to say so for sure' >"$work/file"
    fails_to_start 'no database' 1 'file is not a database' --port 0 --database "$work/file"
    fails_to_start 'no option' 2 'no such option: --prot' --prot 1 --database "$work/other.db"
    fails_to_start 'no port' 2 'no port number: 65536' --port 65536 --database "$work/other.db"
    unset APIDECK_API_KEY
    fails_to_start 'no key' 1 'no key' --port 0 --database "$work/other.db"
    fails_to_start 'no key file' 1 'No such file' \
        --port 0 --database "$work/other.db" --key-file "$work/nothing"
    compose accounting.invoice.created beside-a-second-copy
    deliver "$(sign)"
    answered 'beside a second copy' 200 handled
    stop INT
    same 'SIGINT: exit status' "$stopped" 0
}

test_key_files() {
    echo old-key >"$work/old"
    printf new-key >"$work/new"
    start "$work/data/events.db" --key-file "$work/old" --key-file "$work/new"
    for signer in old-key new-key; do
        compose accounting.expense.created "signed-with-$signer"
        deliver "$(sign "$signer")"
        answered "signed with $signer" 200 handled
    done
    deliver "$(sign)"
    answered 'signed with the key of the environment' 401
    stop
}

# Starts a server that soon has no room for its database: on a tiny file system where mounting is
# allowed, else with a limit on the size of files.
start_in_little_room() {
    mkdir "$work/small"
    if mount -t tmpfs -o size=256k tmpfs "$work/small" 2>/dev/null; then
        mounted=$work/small
        start "$work/small/events.db"
    else
        blocks=256
        start "$work/small/events.db"
        blocks=unlimited
    fi
}

make_room() {
    if [ -n "$mounted" ]; then
        mount -o remount,size=16m "$mounted"
    else
        cp "$work/log" "$work/log-before"
        stop
        start "$work/small/events.db"
        cat "$work/log-before" >>"$work/log"
    fi
}

# deliver_numbered NUMBER: as a new event.
deliver_numbered() {
    compose accounting.project.deleted "disk-$1-"
    deliver "$(sign)"
}

# The first delivery that finds no room may have been handled already, its commit being what failed;
# its lease runs then. Those after it cannot even be claimed: they are what must not get lost.
test_full_disk() {
    start_in_little_room
    handled=0
    while [ "$handled" -lt 500 ] && deliver_numbered "$handled" && [ "$status" = 200 ]; do
        handled=$((handled + 1))
    done
    answered 'full disk' 503
    check 'full disk: says so' grep -q '^server: store: ' "$work/log"
    first=$((handled + 1))
    for number in $first $((first + 1)) $((first + 2)); do
        deliver_numbered "$number"
        answered "full disk, $number" 503
        same "full disk, $number: handler" "$(grep -c "_id=id-disk-$number-" "$work/log")" 0
    done
    make_room
    for number in $first $((first + 1)) $((first + 2)); do
        deliver_numbered "$number"
        answered "room again, $number" 200 handled
    done
    number=0
    forgotten=0
    while [ "$number" -lt "$handled" ]; do
        deliver_numbered "$number"
        [ "$status $reason" = '200 handled before' ] || forgotten=$((forgotten + 1))
        number=$((number + 1))
    done
    same 'room again: forgotten events' "$forgotten" 0
    check 'room again: some had been handled' [ "$handled" -gt 0 ]
    stop
    same 'room again: exit status' "$stopped" 0
}

mkdir "$work/data"
start "$work/data/events.db"
test_events
test_other_types
test_refused
test_malformed
test_size
test_other_requests
test_handshake
test_parallel
test_restart
test_failing_start
test_key_files
test_full_disk

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
