# shellcheck shell=sh disable=SC2154 # root comes from who sources it
# Sourced by ffi.sh and servers.sh: starts a receiver, and sends it what Apideck would send and what
# nobody should. Requests come from curl, signatures from openssl, over canonical forms that are
# written out here.
#
# A receiver takes its key from APIDECK_API_KEY, says `listening on WHERE`, and prints
# `invoice created: ID` for each event accounting.invoice.created.
LC_ALL=C
export LC_ALL
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
key=the-key-of-the-tests

work=$(mktemp -d) || exit 2
pids=''
leave_nothing() {
    for pid in $pids; do
        kill -9 "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap leave_nothing EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# is TEXT ACTUAL EXPECTED
is() {
    check "$1: is '$2', expected '$3'" [ "$2" = "$3" ]
}

# As in counting.sh, and counts.
skipped=0
skip() {
    skipped=$((skipped + 1))
    echo "skipped: $1 ($2)"
}

summary() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
}

# The receiver ---------------------------------------------------------------------------------

# start NAME COMMAND...: what it prints goes to $work/log; sets where, to what it listens on.
start() {
    name=$1
    shift
    : >"$work/log"
    APIDECK_API_KEY=$key "$@" >>"$work/log" 2>&1 &
    pid=$!
    pids="$pids $pid"
    tries=100
    until where=$(sed -n 's/^listening on //p' "$work/log") && [ -n "$where" ]; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ] || ! kill -0 "$pid" 2>/dev/null; then
            fail "$name starts" "$work/log"
            return 1
        fi
        sleep 0.1
    done
}

# Stops whatever was started: all of it ends at SIGTERM.
stop() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null
        tries=100
        while kill -0 "$pid" 2>/dev/null && [ "$tries" -gt 0 ]; do
            tries=$((tries - 1))
            sleep 0.1
        done
        check 'SIGTERM ends it' [ "$tries" -gt 0 ]
        kill -9 "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    pids=''
}

# How often the handler said that it had this invoice.
handled() {
    grep -c "^invoice created: $1\$" "$work/log"
}

# Deliveries -----------------------------------------------------------------------------------

# compose TYPE ID: writes the files body, as it is sent, and canonical, as it is signed.
compose() {
    type=$1
    printf '{ "payload": { "event_type": "%s", "event_id": "%s",
        "entity_id": "id-%s", "consumer_id": "caf\\u00e9", "execution_attempt": 1.0 } }\n' \
        "$1" "$2" "$2" >"$work/body"
    printf '{"payload":{"consumer_id":"café","entity_id":"id-%s","event_id":"%s","event_type":"%s","execution_attempt":1}}' \
        "$2" "$2" "$1" >"$work/canonical"
}

# sign [KEY]: prints the signature of the file canonical.
sign() {
    openssl dgst -sha256 -hmac "${1:-$key}" "$work/canonical" | sed 's/^.* //'
}

# request [CURL_OPTION...]: sets status.
request() {
    status=$(curl -q -s --noproxy '*' --max-time 60 -o "$work/answer" -w '%{http_code}' "$@")
}

# deliver SIGNATURE [CURL_OPTION...]: sends the file body.
deliver() {
    signature=$1
    shift
    request -H "X-Apideck-Event-Type: $type" -H "X-Apideck-Signature: $signature" \
        -H 'Content-Type: application/json' --data-binary "@$work/body" "$@" "$url"
}

# Sends one event in 20 copies at once: they are handled once, the others told to come back.
deliver_copies() {
    compose accounting.invoice.created copied
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
    is "$1: 20 copies at once: handler" "$(handled id-copied)" 1
    is "$1: 20 copies at once: 200 or 503" \
        "$(cat "$work"/copy-* | grep -c -e '^200$' -e '^503$')" 20
}

# check_receiver NAME URL: all that a receiver has to get right.
check_receiver() {
    name=$1 url=$2
    compose accounting.invoice.created first
    deliver "$(sign)"
    is "$name: genuine" "$status $(handled id-first)" '200 1'
    deliver "$(sign)"
    is "$name: once more" "$status $(handled id-first)" '200 1'
    compose accounting.quote.created unhandled
    deliver "$(sign)"
    is "$name: no handler" "$status" 200
    compose accounting.invoice.created forged
    deliver "$(sign another-key)"
    is "$name: another key" "$status" 401
    request --data-binary "@$work/body" "$url"
    is "$name: no signature" "$status" 401
    deliver "$(sign)" -H "x-apideck-signature: $(sign another-key)"
    check "$name: two signatures: $status" [ "$status" -ge 400 ]
    is "$name: forged: handler" "$(handled id-forged)" 0
    printf '{"payload":' >"$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    is "$name: truncated" "$status" 400
    request --data-binary '' -H "X-Apideck-Signature: $(sign)" "$url"
    is "$name: empty" "$status" 400
    request "$url"
    check "$name: GET: $status" expr "$status" : '405$\|501$'
    compose accounting.invoice.created large
    head -c 1048576 /dev/zero | tr '\0' ' ' >>"$work/body"
    deliver "$(sign)"
    is "$name: too large" "$status" 413
    type=apideck.subscription.created
    printf '{"message":"Validating delivery URL"}' >"$work/body"
    cp "$work/body" "$work/canonical"
    deliver "$(sign)"
    is "$name: handshake" "$status" 200
    # Promises more than it sends, and is gone.
    curl -q -s --noproxy '*' --max-time 1 -H 'Content-Length: 500' -d x "$url" >/dev/null
    deliver_copies "$name"
}
