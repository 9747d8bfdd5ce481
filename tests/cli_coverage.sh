#!/bin/sh
# Usage: cli_coverage.sh BUILD_DIR. Tests `apideck-webhook coverage`: what it prints of documents
# that python3 writes, as python3 reads them, and of a stand-in of the API over TLS.
set -u
build=$(cd "${1:?usage: cli_coverage.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/counting.sh
. "$root/tests/counting.sh"
# shellcheck source=tests/tls_api.sh
. "$root/tests/tls_api.sh"
tool=$build/examples/cli/apideck-webhook
work=$(mktemp -d) || exit 2
server=''
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
have python3 && [ -x "$tool" ] || {
    skip coverage 'no python3, or the tool was not built'
    exit 77
}
cd "$work" || exit 2
LC_ALL=C
key='the key of the tests'
export LC_ALL
unset APIDECK_API_KEY http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY

# run STATUS ARGUMENT...: runs the tool into the files out and err.
run() {
    expected=$1
    shift
    "$tool" coverage "$@" >out 2>err
    status=$?
    check "exit status of $*: $status, expected $expected" [ $status -eq "$expected" ]
}

complains() {
    check "a message with '$1': $(cat err)" grep -q -e "$1" err
}

# Documents ------------------------------------------------------------------------------------

python3 - <<'END'
import json

def event(name, source, **more):
    return {"event_type": name, "event_source": source, **more}

def write(name, document):
    with open(name, "w") as file:
        json.dump(document, file)

native = {"id": "xero", "service_id": "xero", "name": "Xero", "status": "live",
          "unified_apis": [{"id": "accounting", "supported_events": [
              event("invoice.created", "native", downstream_event_type="INVOICE.CREATE",
                    resources=["invoices"], entity_type="invoice"),
              event("invoice.created", "native", downstream_event_type="INVOICE.IMPORT"),
              event("accounting.invoice.updated", "native"),
              event("thing.of_tomorrow", "pigeon")]}],
          "webhook_support": {"mode": "native", "subscription_level": "integration",
                              "managed_via": "manual"}}
polled = {"id": "netsuite", "service_id": "netsuite",
          "supported_events": [event("accounting.invoice.created", "virtual"),
                               event("quote.updated", "virtual")],
          "webhook_support": {"mode": "virtual", "subscription_level": "connection",
                              "virtual_webhooks": {"request_rate":
                                  {"rate": 1, "size": 24, "unit": "hour"}}}}
never = {"id": "exact-online", "service_id": "exact-online", "webhook_support": {"mode": "none"}}
silent = {"id": "sap", "service_id": "sap"}
odd = {"id": "a|b", "service_id": "od|d\u001b[31m\u00fc", "webhook_support": None}
write("one", {"status_code": 200, "status": "OK", "data": native})
write("list", {"data": [polled, never, silent], "meta": {"cursors": {"next": None}}})
write("bare", odd)
write("wrong", {"data": [native, {"id": "x", "webhook_support": {"mode": 7}}]})
END

# The 27 events in the order of the table, as the catalogue of the tests has them.
awk -F '\t' '$2 == "accounting" && $3 ~ /^(customer|invoice|invoice_item|ledger_account|tax_rate|purchase_order|expense|quote|project)$/ { print $1 }' \
    "$root/tests/vectors/events.tsv" | sort >rows
check '27 events' [ "$(wc -l <rows)" -eq 27 ]

# write_expected FORM: what is to be printed of one, list and bare.
write_expected() {
    python3 - "$1" >expected <<'END'
import sys

markdown = sys.argv[1] == "markdown"
odd = "od\\|d" if markdown else "od|d"
odd += "\\u001b[31m\u00fc"
heads = ["event", "exact-online", "netsuite", odd, "sap", "xero"]
levels = {
    "accounting.invoice.created": ["none", "virtual", "unknown", "unknown", "native"],
    "accounting.invoice.updated": ["none", "none", "unknown", "unknown", "native"],
    "accounting.quote.updated": ["none", "virtual", "unknown", "unknown", "none"],
}
usual = ["none", "none", "unknown", "unknown", "none"]
rows = [[name] + levels.get(name, usual) for name in open("rows").read().split()]
managed = [
    ["webhook mode", "none", "virtual", "-", "-", "native"],
    ["subscription level", "-", "connection", "-", "-", "integration"],
    ["managed via", "-", "-", "-", "-", "manual"],
    ["polled every", "-", "24 h", "-", "-", "-"],
]
widths = [max(len(row[i]) for row in [heads] + rows + managed) for i in range(6)]

def line(row):
    cells = [cell.ljust(width) for cell, width in zip(row, widths)]
    if markdown:
        return "| " + " | ".join(cells) + " |"
    return "  ".join(cells[:-1] + [row[-1]])

lines = [line(heads)]
if markdown:
    lines.append("| " + " | ".join("-" * width for width in widths) + " |")
lines += map(line, rows)
if not markdown:
    lines.append("")
lines += map(line, managed)
sys.stdout.reconfigure(encoding="utf-8")
print("\n".join(lines))
END
}

write_expected table
run 0 one list bare
same 'the table' expected out
check 'nothing is complained of' [ ! -s err ]
run 0 list - bare <one
same 'the table, one document on standard input' expected out
run 0 one one list bare list
same 'the table, documents twice' expected out
write_expected markdown
run 0 --markdown one list bare
same 'the table in Markdown' expected out

# Rows and columns ------------------------------------------------------------------------------

run 0 --service xero --service sap --event accounting.invoice.created --event later.thing list one
cat >expected <<'END'
event                       sap      xero
accounting.invoice.created  unknown  native
later.thing                 unknown  unknown

webhook mode                -        native
subscription level          -        integration
managed via                 -        manual
polled every                -        -
END
same 'chosen rows and columns' expected out
run 1 --service xero --service nobody one
complains 'no document of nobody'
check 'what there is is printed' grep -q '^accounting.invoice.created .*native$' out
echo '{"data":[]}' >nothing
run 1 nothing && complains 'no connector'

# All events that are known, and the one of tomorrow, each once and in order.
run 0 --all one list bare
{
    grep -v '^#' "$root/tests/vectors/events.tsv" | cut -f 1
    echo accounting.thing.of_tomorrow
} | sort >expected
sed '1d; /^$/,$d; s/ .*//' out >got
same 'all events' expected got
check 'a source that is not known' grep -q '^accounting.thing.of_tomorrow .*unknown$' out

# Two connectors of one service are told apart by their ids.
echo '[{"id":"crm+a","service_id":"a"},{"id":"pos+a","service_id":"a"},{"id":"b+c","service_id":"c"}]' >ids
run 0 --event x ids
check 'the head' [ "$(head -n 1 out)" = 'event               crm+a    pos+a    c' ]

# A check in a script.
run 0 --check --service xero --event accounting.invoice.created one list
run 1 --check --service netsuite --event accounting.invoice.created one list
run 1 --check --service xero --event accounting.invoice.created --event accounting.invoice.deleted one
run 1 --check --service sap --event accounting.invoice.created list

# JSON -----------------------------------------------------------------------------------------

run 0 --json one list bare
python3 - >said 2>&1 <<'END'
import json

connectors = json.load(open("out", encoding="utf-8"))
assert [c["id"] for c in connectors] == ["exact-online", "netsuite", "a|b", "sap", "xero"], connectors
xero = connectors[4]
assert list(xero["events"]) == open("rows").read().split()
assert xero["name"] == "Xero" and xero["status"] == "live"
assert xero["webhook_support"] == {"mode": "native", "subscription_level": "integration",
                                   "managed_via": "manual"}, xero
created = xero["events"]["accounting.invoice.created"]
assert created == {"level": "native", "entries": [
    {"written": "invoice.created", "event_source": "native", "entity_type": "invoice",
     "downstream_event_type": "INVOICE.CREATE", "resources": ["invoices"]},
    {"written": "invoice.created", "event_source": "native",
     "downstream_event_type": "INVOICE.IMPORT", "resources": []}]}, created
assert xero["events"]["accounting.invoice.deleted"] == {"level": "none", "entries": []}
assert connectors[1]["webhook_support"]["poll_interval_ms"] == 86400000
assert connectors[1]["events"]["accounting.quote.updated"]["level"] == "virtual"
assert connectors[2]["service_id"] == "od|d\u001b[31m\u00fc"
assert "webhook_support" not in connectors[2]
END
check "the JSON: $(tail -n 1 said)" [ ! -s said ]

# Usage and trouble ----------------------------------------------------------------------------

run 2 && complains 'FILE or --fetch'
run 2 --fetch one && complains 'FILE or --fetch'
run 2 --fetch && complains '--app-id'
run 2 --json --markdown one && complains '--markdown'
run 2 --all --event x one && complains '--event'
run 2 --nonsense one && complains '--nonsense'
run 2 missing && complains missing
run 2 . && complains 'cannot read'
: >empty
run 2 empty && complains APIDECK_ERR_JSON_EMPTY
run 2 one wrong && complains 'data\[1\].webhook_support.mode'
check 'of documents of which one is wrong nothing is printed' [ ! -s out ]
head -c 200 list >truncated
run 2 truncated && complains APIDECK_ERR_JSON_TRUNCATED
echo '{"status_code":401,"message":"no"}' >refused
run 2 refused && complains 'APIDECK_ERR_ENVELOPE.*data'
check 'help' sh -c "'$tool' coverage --help | grep -q -e --markdown"
for form in '' --markdown --json; do
    if [ -c /dev/full ]; then
        # shellcheck disable=SC2086
        "$tool" coverage $form one >/dev/full 2>err
        check "a full disk ${form:-without a form}" [ $? -eq 2 ]
        complains 'cannot write'
    fi
done

# Fetching -------------------------------------------------------------------------------------

# Two pages under /, and under paths of their own what goes wrong.
start_connectors() {
    start_api <<'END'
import json
from tls_api import serve

first = json.load(open("list"))["data"]
second = [json.load(open("one"))["data"], json.load(open("bare"))]

def answer(path, query):
    base = path.removesuffix("/connector/connectors").strip("/")
    behind = query.get("cursor") == ["next=+&/page"]
    more = not behind or base == "loops"
    status = 500 if base == "fails" and behind else 200
    return status, {"status_code": status, "data": second if behind else first,
                    "meta": {"cursors": {"next": "next=+&/page" if more else None}}}, {}

serve(answer)
END
}

# fetch STATUS BASE ARGUMENT...
fetch() {
    status=$1
    base=$2
    shift 2
    run "$status" --fetch --app-id the-app --key-file key-file --ca-file tls.crt \
        --base-url "$api$base" "$@"
}

test_fetching() {
    start_connectors || {
        skip fetching 'no openssl, or it makes no certificate'
        return
    }
    fetch 0 ''
    write_expected table
    same 'the table of what was fetched' expected out
    KEY=$key python3 - >said 2>&1 <<'END'
import json, os

requests = [json.loads(line) for line in open("asked")]
filters = "filter%5Bunified_api%5D=accounting"
assert [path for path, _ in requests] == [
    "/connector/connectors?limit=200&" + filters,
    "/connector/connectors?limit=200&cursor=next%3D%2B%26%2Fpage&" + filters], requests
for _, headers in requests:
    assert headers["authorization"] == "Bearer " + os.environ["KEY"], headers
    assert headers["x-apideck-app-id"] == "the-app", headers
END
    check "what was asked: $(tail -n 1 said)" [ ! -s said ]
    rm -f asked
    fetch 2 /fails && complains 'APIDECK_ERR_API_FAILED, HTTP 500'
    check 'of half the connectors nothing is printed' [ ! -s out ]
    fetch 2 /loops && complains APIDECK_ERR_CURSOR_LOOP
    rm -f asked
    run 2 --fetch --app-id the-app --base-url "$api" && complains APIDECK_API_KEY
    run 2 --fetch --app-id the-app --key-file key-file --base-url "$api"
    complains APIDECK_ERR_TRANSPORT
    check 'nobody was asked' [ ! -e asked ]
    check 'the key is never shown' sh -c "! grep -q 'key of the tests' out err"
    kill "$server" && wait "$server" 2>/dev/null
    server=''
}

printf '%s' "$key" >key-file
if "$tool" coverage --fetch --app-id x --key-file key-file --base-url https://127.0.0.1:1 2>&1 |
    grep -q 'built without libcurl'; then
    skip fetching 'the tool was built without libcurl'
else
    test_fetching
fi
summary
