#!/bin/sh
# Usage: cli_replay.sh BUILD_DIR. Tests `apideck-webhook replay`: on pages that python3 writes, into
# a server of python3 that keeps what it gets, and into the example server, which is a receiver.
set -u
build=$(cd "${1:?usage: cli_replay.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
# shellcheck source=/dev/null
. "$root/tests/tls_api.sh"
tool=$build/examples/cli/apideck-webhook
receiver=$build/examples/server/server
work=$(mktemp -d) || exit 2
server=''
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
have python3 && [ -x "$tool" ] || {
    skip replay 'no python3, or the tool was not built'
    exit 77
}
cd "$work" || exit 2
LC_ALL=C
key='the key of the tests'
export LC_ALL
unset APIDECK_API_KEY APIDECK_APP_ID http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY

# run STATUS ARGUMENT...: runs the tool into the files out and err.
run() {
    expected=$1
    shift
    "$tool" replay "$@" >out 2>err
    status=$?
    check "exit status of $*: $status, expected $expected" [ $status -eq "$expected" ]
}

prints() {
    printf '%s\n' "$1" >expected
    same "what $2 prints" expected out
}

complains() {
    check "a message with '$1': $(cat err)" grep -q -e "$1" err
}

# The pages: ids are those of the events; happened this morning, since receivers forget.
python3 - <<'END'
import datetime, json

now = datetime.datetime.now(datetime.timezone.utc)

def at(minute):
    return (now - datetime.timedelta(minutes=60 - minute)).strftime("%Y-%m-%dT%H:%M:%SZ")

def entry(name, minute, success=False, body=None, **more):
    event = {"event_id": name, "event_type": "accounting.invoice.created", "n": 1.0,
             "entity_id": "7", "occurred_at": at(minute)}
    text = json.dumps({"payload": event}) if body is None else body
    return {"id": f"log-{name}-{minute}", "status_code": 200 if success else 500,
            "success": success, "event_type": "accounting.invoice.created",
            "service": {"id": "xero", "name": "Xero"}, "consumer_id": "me",
            "timestamp": at(minute), "request_body": text, **more}

def page(name, *entries):
    with open(name, "w") as file:
        json.dump({"status_code": 200, "status": "OK", "data": list(entries)}, file)

page("page", entry("second", 20), entry("first", 10), entry("well", 5, True),
     entry("healed", 7), entry("healed", 8, True), entry("first", 11, retry_scheduled=True))
page("other", entry("third", 30, service={"id": "sage", "name": "Sage"}),
     entry("shake", 1, event_type="apideck.subscription.created"),
     {"id": "without a body", "success": False})
page("odd", entry("fourth", 40), entry("nonsense", 41, body="no JSON"),
     entry("bare", 42, body='{"x":1}', event_type="a\r\nX-Other: b"))
page("wrong", entry("first", 10), {"id": "log", "success": "no"})
with open("times", "w") as file:
    file.write(f"{at(15)}\n{at(10)} {at(11)} {at(20)} {at(30)}\n")
END
since=$(sed -n 1p times)
read -r t10 t11 t20 t30 <<END
$(sed -n 2p times)
END
invoice='event_type=accounting.invoice.created'

# A dry run ------------------------------------------------------------------------------------

run 0 --dry-run page
prints "missed $invoice event_id=first occurred_at=$t11 log_id=log-first-11 status_code=500 retry_scheduled=true
missed $invoice event_id=second occurred_at=$t20 log_id=log-second-20 status_code=500
entries=6 missed=2 delivered=2 repeated=2 filtered=0 scheduled=0 handshakes=0 bodyless=0" '--dry-run'
run 0 --dry-run page other page
prints "missed $invoice event_id=first occurred_at=$t11 log_id=log-first-11 status_code=500 retry_scheduled=true
missed $invoice event_id=second occurred_at=$t20 log_id=log-second-20 status_code=500
missed $invoice event_id=third occurred_at=$t30 log_id=log-third-30 status_code=500
entries=15 missed=3 delivered=2 repeated=8 filtered=0 scheduled=0 handshakes=1 bodyless=1" 'three files'
run 0 --dry-run --no-scheduled page
check 'what is scheduled is left out' grep -q 'missed=1 .* scheduled=1 ' out
run 0 --dry-run --all page
check 'all of it' grep -q 'missed=4 delivered=0' out
run 0 --dry-run --since "$since" page
check 'since' grep -q 'missed=1 .* filtered=5 ' out
run 0 --dry-run --until "$since" page
check 'until' grep -q 'missed=1 .* filtered=1 ' out
run 0 --dry-run --service sage page other
check 'of a service' grep -q 'missed=1 ' out
run 0 --dry-run --consumer you page
check 'of a consumer' grep -q 'missed=0 .* filtered=6 ' out
run 0 --dry-run --event accounting.invoice.created --consumer me page
check 'of a type' grep -q 'missed=2 ' out
run 0 --dry-run --endpoint https://one.example/ page
check 'of an endpoint' grep -q 'missed=0 ' out

# Usage and trouble ----------------------------------------------------------------------------

run 2 && complains 'FILE or --fetch'
run 2 page && complains '--url or --dry-run'
run 2 --dry-run --url http://127.0.0.1:1/ page && complains '--url or --dry-run'
run 2 --dry-run --fetch page && complains 'FILE or --fetch'
run 2 --dry-run --fetch && complains '--app-id'
run 2 --url http://127.0.0.1:1/ page && complains APIDECK_API_KEY
run 2 --dry-run --since yesterday page && complains 'since'
run 2 --dry-run --nonsense page && complains '--nonsense'
run 2 --dry-run missing && complains missing
run 2 --dry-run wrong && complains 'data\[1\].success'
check 'of a page that is wrong nothing is used' [ ! -s out ]
head -c 200 page >truncated
run 2 --dry-run truncated && complains APIDECK_ERR_JSON_TRUNCATED
echo '{"status_code":401}' >refused
run 2 --dry-run refused && complains 'APIDECK_ERR_ENVELOPE.*data'
check 'help' sh -c "'$tool' replay --help | grep -q -e --dry-run"

# Sending --------------------------------------------------------------------------------------

# Answers with the number of the request, or 500 under /fail.
start_server() {
    rm -f port requests
    python3 - >server-out 2>&1 <<'END' &
import http.server, json, os

class Handler(http.server.BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open("requests", "a") as log:
            log.write(json.dumps({"headers": {n.lower(): v for n, v in self.headers.items()},
                                  "body": body.decode()}) + "\n")
        Handler.count += 1
        self.send_response(500 if self.path == "/fail" else 200)
        self.end_headers()
        self.wfile.write(f"answer {Handler.count}\nmore of it".encode())

    def log_message(self, *arguments):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename("port.new", "port")
server.serve_forever()
END
    server=$!
    tries=0
    while [ ! -f port ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    url=http://127.0.0.1:$(cat port)
}

stop_server() {
    kill "$server" && wait "$server" 2>/dev/null
    server=''
}

# What arrived is the log's bodies byte for byte, signed, oldest first, under keys of their own.
check_requests() {
    KEY=$key python3 - "$@" >said 2>&1 <<'END'
import hashlib, hmac, json, os, re, sys

logged = {}
for name in ("page", "other", "odd"):
    for entry in json.load(open(name))["data"]:
        logged[entry["id"]] = entry.get("request_body")
requests = [json.loads(line) for line in open("requests")]
assert len(requests) == len(sys.argv) - 1, requests
keys = set()
for log_id, request in zip(sys.argv[1:], requests):
    assert request["body"] == logged[log_id], (log_id, request)
    value = json.loads(request["body"])
    value["payload"]["n"] = 1  # as JavaScript prints it
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    signature = hmac.new(os.environ["KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()
    assert request["headers"]["x-apideck-signature"] == signature, request
    assert request["headers"]["x-apideck-event-type"] == value["payload"]["event_type"], request
    keys.add(request["headers"]["x-apideck-idempotency-key"])
assert len(keys) == len(requests), keys
END
    check "requests $*: $(tail -n 1 said)" [ ! -s said ]
    rm -f requests
}

test_sending() {
    start_server
    printf '%s\n' "$key" >key-file
    run 0 --url "$url/" --key-file key-file other page
    prints "HTTP 200 $invoice event_id=first occurred_at=$t11 log_id=log-first-11: answer 1
HTTP 200 $invoice event_id=second occurred_at=$t20 log_id=log-second-20: answer 2
HTTP 200 $invoice event_id=third occurred_at=$t30 log_id=log-third-30: answer 3
entries=9 missed=3 delivered=2 repeated=2 filtered=0 scheduled=0 handshakes=1 bodyless=1
accepted=3 refused=0" 'sending'
    check_requests log-first-11 log-second-20 log-third-30
    run 1 --url "$url/fail" --key-file key-file page
    check 'what is not taken is counted' grep -qx 'accepted=0 refused=2' out
    check_requests log-first-11 log-second-20
    run 1 --url "$url/" --key-file key-file odd
    complains APIDECK_ERR_JSON_SYNTAX
    complains 'could be a header'
    check 'what cannot be sent is counted' grep -qx 'accepted=1 refused=2' out
    check_requests log-fourth-40
    stop_server
    run 2 --url "$url/" --key-file key-file page
    check 'a receiver that is not there' grep -qx 'accepted=0 refused=0' out
}

# The example server handles once, whether the delivery came live or from the log.
test_receiver() {
    [ -x "$receiver" ] || {
        skip 'the example server' 'it was not built'
        return
    }
    : >server-log
    APIDECK_API_KEY=$key "$receiver" --port 0 --database events.db >server-log 2>&1 &
    server=$!
    tries=0
    until url=$(sed -n 's/^listening on //p' server-log) && [ -n "$url" ] || [ $tries -eq 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    python3 -c 'import json
for entry in json.load(open("page"))["data"]:
    if entry["id"] == "log-second-20":
        print(entry["request_body"], end="")' >live
    check 'the second one arrives by itself' sh -c \
        "APIDECK_API_KEY='$key' '$tool' send live --url '$url' | grep -q '^handled$'"
    run 0 --url "$url" --key-file key-file page
    check 'what was missed is handled' grep -q 'event_id=first .*: handled$' out
    check 'what was handled meanwhile is known' grep -q 'event_id=second .*: handled before$' out
    run 0 --url "$url" --key-file key-file --all page
    check 'all of it' sh -c '[ "$(grep -c ": handled before$" out)" -eq 2 ]'
    stop_server
}

# Fetching -------------------------------------------------------------------------------------

# Two pages of the log under /, and under paths of their own what goes wrong.
start_log() {
    start_api <<'END'
import json, os
from tls_api import serve

page = json.load(open("page"))
other = json.load(open("other"))

def answer(path, query):
    base = path.removesuffix("/webhook/logs").strip("/")
    second = query.get("cursor") == ["next=+&/page"]
    document = dict(other if second else page)
    document["meta"] = {"cursors": {"next": None if second else "next=+&/page"}}
    if base == "fails" and second:
        return 500, {"status_code": 500, "message": "no"}, {}
    if base == "refuses":
        return 401, {"status_code": 401, "message": "no"}, {}
    if base == "loops":
        document["meta"]["cursors"]["next"] = "next=+&/page"
    if base == "leads-away":
        return 302, document, {"Location": os.environ["AWAY"] + "/webhook/logs"}
    return 200, document, {}

serve(answer)
END
}

# fetch STATUS BASE ARGUMENT...: a dry run on the log under a path of the API.
fetch() {
    status=$1
    base=$2
    shift 2
    run "$status" --dry-run --fetch --app-id the-app --key-file key-file --ca-file tls.crt \
        --base-url "$api$base" "$@"
}

# was_asked QUERY...: the API got these requests with key and application, and no others.
was_asked() {
    KEY=$key python3 - "$@" >said 2>&1 <<'END'
import json, os, sys

requests = [json.loads(line) for line in open("asked")]
assert len(requests) == len(sys.argv) - 1, requests
for query, (path, headers) in zip(sys.argv[1:], requests):
    assert path.endswith("/webhook/logs?" + query), (path, query)
    assert headers["authorization"] == "Bearer " + os.environ["KEY"], headers
    assert headers["x-apideck-app-id"] == "the-app", headers
END
    check "asked $*: $(tail -n 1 said)" [ ! -s said ]
    rm -f asked
}

test_fetching() {
    AWAY=http://127.0.0.1:1
    export AWAY
    start_log || {
        skip fetching 'no openssl, or it makes no certificate'
        return
    }
    cursor='cursor=next%3D%2B%26%2Fpage'
    fetch 0 ''
    check 'both pages' grep -q 'entries=9 missed=3 ' out
    was_asked limit=200 "limit=200&$cursor"
    fetch 0 /v1/ --since 2026-11-23T08:00:00+01:00 --event accounting.invoice.created
    filters='filter%5Bstart_date%5D=2026-11-23T08%3A00%3A00%2B01%3A00&filter%5Bevent_type%5D=accounting.invoice.created'
    was_asked "limit=200&$filters" "limit=200&$cursor&$filters"
    fetch 2 /fails
    complains 'APIDECK_ERR_API_FAILED, HTTP 500'
    check 'what came before stays' grep -q 'entries=6 missed=2 ' out
    check 'where to go on' grep -qx 'there is more: --cursor next=+&/page' out
    was_asked limit=200 "limit=200&$cursor"
    fetch 0 '' --cursor 'next=+&/page'
    check 'going on' grep -q 'entries=3 missed=1 ' out
    was_asked "limit=200&$cursor"
    fetch 2 /refuses
    complains 'APIDECK_ERR_UNAUTHORIZED, HTTP 401'
    was_asked limit=200
    fetch 2 /loops
    complains APIDECK_ERR_CURSOR_LOOP
    was_asked limit=200 "limit=200&$cursor"
    fetch 2 /leads-away
    complains APIDECK_ERR_REDIRECT
    was_asked limit=200
    run 2 --dry-run --fetch --app-id the-app --key-file key-file --base-url "$api"
    complains APIDECK_ERR_TRANSPORT
    check 'without its certificate it is not asked' [ ! -e asked ]
    run 2 --dry-run --fetch --app-id the-app --key-file key-file --ca-file tls.crt \
        --base-url "http://127.0.0.1:$(cat port)"
    complains APIDECK_ERR_URL
    run 2 --dry-run --fetch --app-id the-app --ca-file tls.crt --base-url "$api"
    complains APIDECK_API_KEY
    : >empty
    run 2 --dry-run --fetch --app-id the-app --key-file empty --base-url "$api"
    complains 'empty holds no API key'
    check 'nobody was asked' [ ! -e asked ]
    check 'the key is never shown' sh -c "! grep -q 'key of the tests' out err"
    stop_server
}

printf '%s' "$key" >key-file
if "$tool" replay --url http://127.0.0.1:1/ --key-file key-file page 2>&1 |
    grep -q 'built without libcurl'; then
    skip sending 'the tool was built without libcurl'
else
    test_sending
    test_receiver
    test_fetching
fi
summary
