#!/bin/sh
# Usage: cli.sh TOOL. Tests the tool apideck-webhook against openssl, python3 and the tables of
# tests/vectors. What needs a program that is missing is skipped by name.
set -u
tool=${1:?usage: cli.sh TOOL}
case $tool in
*/*) tool=$(cd "$(dirname "$tool")" && pwd)/$(basename "$tool") ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 2
server=
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2
LC_ALL=C
export LC_ALL
unset APIDECK_API_KEY http_proxy HTTP_PROXY all_proxy ALL_PROXY
key='the key of the tests'
passed=0
failed=0

# Helpers --------------------------------------------------------------------------------------

have() {
    command -v "$1" >/dev/null
}

pass() {
    passed=$((passed + 1))
}

fail() {
    failed=$((failed + 1))
    echo "failed: $1" >&2
    [ ! -s err ] || sed 's/^/    /' err >&2
}

# check TITLE COMMAND...: whether the command succeeds.
check() {
    title=$1
    shift
    if "$@"; then
        pass
    else
        fail "$title"
    fi
}

# run STATUS ARGUMENT...: runs the tool into the files out and err; its standard input is run's.
run() {
    expected=$1
    shift
    "$tool" "$@" >out 2>err
    status=$?
    check "exit status of $*: $status, expected $expected" [ $status -eq "$expected" ]
}

# prints TEXT: what the last run printed, to the byte.
prints() {
    printf '%s' "$1" >expected
    check "printed '$(cat out)', expected '$1'" cmp -s out expected
}

prints_line() {
    prints "$1
"
}

# complains [TEXT]: the last run printed nothing, and said on standard error why.
complains() {
    check "nothing on standard output" [ ! -s out ]
    check "a message with '${1:-}'" grep -q -e "${1:-.}" err
}

# count_from TITLE FILE: adds up a file whose last line is "PASSED FAILED"; the rest are complaints.
count_from() {
    counts=$(tail -n 1 "$2")
    case $counts in
    *[!0-9\ ]* | '' | *' '*' '*) fail "$1: no result" ;;
    *)
        sed '$d' "$2" >&2
        passed=$((passed + ${counts% *}))
        failed=$((failed + ${counts#* }))
        ;;
    esac
}

with_key() {
    APIDECK_API_KEY=$key
    export APIDECK_API_KEY
}

without_key() {
    unset APIDECK_API_KEY
}

# openssl_hex KEY FILE, openssl_base64 KEY FILE
openssl_hex() {
    openssl dgst -sha256 -hmac "$1" <"$2" | sed 's/.*= *//'
}

openssl_base64() {
    openssl dgst -sha256 -hmac "$1" -binary <"$2" | openssl base64
}

# Usage ----------------------------------------------------------------------------------------

test_usage() {
    run 2 && complains
    run 2 no-such-command && complains no-such-command
    run 2 --no-such-option && complains no-such-option
    run 0 --version
    check "--version" grep -q '^apideck-webhook [0-9]*\.[0-9]*\.[0-9]*$' out
    run 0 --help
    check "--help names itself" grep -q '^usage: apideck-webhook' out
    cp out help
    for command in canonicalize sign verify parse events example send replay coverage; do
        check "--help lists $command" grep -q "^  $command " help
        run 0 $command --help
        check "$command --help" grep -q "^usage: apideck-webhook $command" out
        run 2 $command --no-such-option && complains no-such-option
        run 2 $command one two && complains
    done
    run 2 example && complains usage
    run 2 send && complains usage
    run 2 verify && complains --signature
    run 2 canonicalize --form && complains --form
    run 2 canonicalize --form sorted --form raw && complains --form
    run 2 canonicalize --lines=yes && complains --lines
    run 2 canonicalize --form unsorted && complains unsorted
    run 2 canonicalize --form=unsorted && complains unsorted
    run 2 sign --encoding octal && complains octal
}

# canonicalize ---------------------------------------------------------------------------------

body='{"b":[{"d":1.0,"c":"\u0041"}],"10":1e2, "9":null}'
body_sorted='{"9":null,"10":100,"b":[{"d":1,"c":"A"}]}'
body_deep='{"9":null,"10":100,"b":[{"c":"A","d":1}]}'

test_canonicalize() {
    printf '%s' "$body" >body
    run 0 canonicalize body && prints "$body_sorted"
    run 0 canonicalize <body && prints "$body_sorted"
    run 0 canonicalize - <body && prints "$body_sorted"
    run 0 canonicalize -- body && prints "$body_sorted"
    run 0 canonicalize --form sorted body && prints "$body_sorted"
    run 0 canonicalize body --form=sorted-deep && prints "$body_deep"
    run 0 canonicalize --form raw body && prints "$body"
    printf '%s\n' "$body" >body-and-newline
    run 0 canonicalize body-and-newline && prints "$body_sorted"
    run 0 canonicalize --form raw body-and-newline && prints_line "$body"
    cp body ./-body
    run 0 canonicalize -- -body && prints "$body_sorted"
    echo '1.50' >number
    # With a decimal comma, where that locale is installed.
    check "1.5 in German" [ "$(env LC_ALL=de_DE.UTF-8 "$tool" canonicalize number)" = 1.5 ]
    run 2 canonicalize no-such-file && complains no-such-file
    run 2 canonicalize --lines no-such-file && complains no-such-file
    run 2 canonicalize . && complains
    run 2 canonicalize --lines . && complains
    run 2 canonicalize </dev/null && complains APIDECK_ERR_JSON_EMPTY
    printf '{"a":1,}' >bad
    run 2 canonicalize bad && complains 'APIDECK_ERR_JSON_SYNTAX at byte 7'
}

test_refused() {
    # Each line: an error, a space and a body with printf escapes.
    while IFS= read -r line; do
        # shellcheck disable=SC2059
        printf "${line#* }" >bad
        for form in sorted sorted-deep raw; do
            run 2 canonicalize --form $form bad && complains "APIDECK_ERR_${line%% *} "
            run 0 canonicalize --form $form --lines bad
            prints_line "error: APIDECK_ERR_${line%% *}"
        done
    done <<'END'
JSON_EMPTY \040\t\r
JSON_SYNTAX {"a":1,}
JSON_SYNTAX [1 2]
JSON_SYNTAX {'a':1}
JSON_SYNTAX nul!
JSON_SYNTAX [1,]
JSON_SYNTAX \000
JSON_TRUNCATED {"a":[1
JSON_TRUNCATED "abc
JSON_TRUNCATED tru
JSON_TRAILING {} {}
JSON_UTF8 "\377"
JSON_UTF8 "\300\200"
JSON_UTF8 "\355\240\200"
JSON_UTF8 "\364\220\200\200"
JSON_BOM \357\273\277{}
JSON_CONTROL "\037"
JSON_CONTROL "\t"
JSON_CONTROL "\000"
JSON_ESCAPE "\\x"
JSON_ESCAPE "\\u12g4"
JSON_NUMBER 01
JSON_NUMBER [1.]
JSON_NUMBER [1.e5]
JSON_NUMBER [-]
JSON_NUMBER [1e]
JSON_DUPLICATE_KEY {"a":1,"a":1}
JSON_DUPLICATE_KEY {"a":1,"\\u0061":2}
END
    awk 'BEGIN { for (i = 0; i < 129; i++) printf "["; for (i = 0; i < 129; i++) printf "]" }' >bad
    run 2 canonicalize bad && complains APIDECK_ERR_JSON_DEPTH
    tail -c 257 bad | head -c 256 >good
    run 0 canonicalize good && prints "$(cat good)"
}

test_lines() {
    printf '{"b":1,"a":2}\n\n[1.0]\r\nnope\n"last"' >lines
    printf '%s\n' '{"a":2,"b":1}' 'error: APIDECK_ERR_JSON_EMPTY' '[1]' \
        'error: APIDECK_ERR_JSON_SYNTAX' '"last"' >expected-lines
    run 0 canonicalize --lines lines
    check "--lines FILE" cmp -s out expected-lines
    run 0 canonicalize --lines <lines
    check "--lines" cmp -s out expected-lines
    mkfifo pipe
    { head -c 10 lines && sleep 1 && tail -c +11 lines; } >pipe &
    run 0 canonicalize --lines pipe
    check "--lines from a slow pipe" cmp -s out expected-lines
    run 0 canonicalize --lines </dev/null && prints ''
    run 0 canonicalize --lines --form sorted-deep lines
    check "--lines --form sorted-deep" cmp -s out expected-lines
}

test_many_lines() {
    awk 'BEGIN { for (i = 0; i < 300000; i++) printf "{\"b\":%d.0,\"a\":\"\\u0078\"}\n", i }' >lines
    awk 'BEGIN { for (i = 0; i < 300000; i++) printf "{\"a\":\"x\",\"b\":%d}\n", i }' >expected-lines
    # shellcheck disable=SC2002
    cat lines | "$tool" canonicalize --lines | cmp -s - expected-lines
    check "300000 lines from a pipe" [ $? -eq 0 ]
    # Lines of many lengths, around those of buffers, and one that outgrows them all.
    awk 'function line(length_, i, text) {
             text = "y"
             while (length(text) < length_) text = text text
             print "[1.0,\"" substr(text, 1, length_) "\"]"
         }
         BEGIN {
             for (i = 1; i < 3000; i += 7) line(i)
             for (i = 262100; i < 262180; i += 3) line(i)
             line(3000000)
             line(5)
         }' >lines
    sed 's/1\.0/1/' lines >expected-lines
    run 0 canonicalize --lines lines
    check "long lines" cmp -s out expected-lines
    # Canonical forms longer than the body.
    awk 'BEGIN { for (j = 0; j < 9; j++) { printf "[0"
         for (i = 0; i < 5000 * j; i++) printf ",1e20"; print "]" } }' >lines
    sed 's/1e20/100000000000000000000/g' lines >expected-lines
    run 0 canonicalize --lines lines
    check "forms that are longer" cmp -s out expected-lines
}

# Every way of printing notices that it cannot.
test_unwritable() {
    with_key
    for arguments in --help --version 'canonicalize body' 'canonicalize --lines body' 'sign body' \
        'parse example' 'parse --json example' events 'events --json' \
        'example accounting.invoice.created' 'verify --help' 'verify --signature 00 body'; do
        if [ -c /dev/full ]; then
            # shellcheck disable=SC2086
            "$tool" $arguments >/dev/full 2>err
            check "exit status of $arguments with a full disk" [ $? -eq 2 ]
            check "$arguments complains of a full disk" grep -q 'cannot write' err
        fi
        # shellcheck disable=SC2086
        "$tool" $arguments >&- 2>err
        check "exit status of $arguments without an output" [ $? -eq 2 ]
    done
    without_key
    # Endless input ends when nobody reads the output.
    { yes '{"b":1,"a":2}' | { "$tool" canonicalize --lines 2>err; echo $? >status; }; } |
        head -n 1 >out
    prints_line '{"a":2,"b":1}'
    check "a closed pipe" [ "$(cat status)" -eq 2 ]
    check "a closed pipe is complained of" grep -q 'cannot write' err
}

# Keys -----------------------------------------------------------------------------------------

test_keys() {
    printf '%s' "$key" >key-plain
    printf '%s\n' "$key" >key-newline
    printf '%s\r\n' "$key" >key-crlf
    printf '%s\n\n' "$key" >key-two-newlines
    chmod 644 key-*
    run 2 sign body && complains APIDECK_API_KEY
    run 2 verify --signature 00 body && complains APIDECK_API_KEY
    run 2 send accounting.invoice.created --url http://127.0.0.1:1/ && complains APIDECK_API_KEY
    with_key
    APIDECK_API_KEY=
    run 2 sign body && complains APIDECK_API_KEY
    with_key
    run 0 sign body
    signature=$(cat out)
    run 2 sign --key "$key" body && complains --key
    without_key
    for file in key-plain key-newline key-crlf; do
        run 0 sign --key-file $file body && prints_line "$signature"
        run 0 sign --key-file ./$file body && prints_line "$signature"
        run 0 verify --key-file "$work/$file" --signature "$signature" body
        prints_line "valid form=sorted key=$file"
    done
    run 1 verify --key-file key-two-newlines --signature "$signature" body
    : >key-empty
    echo >key-empty-line
    awk 'BEGIN { for (i = 0; i < 5000; i++) printf "k" }' >key-long
    for file in key-empty key-empty-line key-long no-such-key .; do
        run 2 sign --key-file $file body && complains "$file"
    done
    echo other >key-other
    with_key
    APIDECK_API_KEY=other
    run 0 sign --key-file key-plain body && prints_line "$signature"
    without_key
    run 2 sign --key-file key-plain --key-file key-other body && complains --key-file
    run 0 verify --key-file key-other --key-file key-plain --signature "$signature" body
    prints_line 'valid form=sorted key=key-plain'
    run 0 verify --key-file key-plain --key-file key-other --signature "$signature" body
    prints_line 'valid form=sorted key=key-plain'
    run 1 verify --key-file key-other --signature "$signature" body
    mkdir -p directory && cp key-other directory/key-plain
    run 2 verify --key-file key-plain --key-file directory/key-plain --signature "$signature" body
    complains directory/key-plain
}

# sign and verify ------------------------------------------------------------------------------

test_sign() {
    with_key
    for form in sorted sorted-deep raw; do
        "$tool" canonicalize --form $form body >canonical
        if have openssl; then
            run 0 sign --form $form body && prints_line "$(openssl_hex "$key" canonical)"
            run 0 sign --form $form --encoding hex <body
            prints_line "$(openssl_hex "$key" canonical)"
            run 0 sign --form $form --encoding base64 body
            prints_line "$(openssl_base64 "$key" canonical)"
        fi
        for encoding in hex base64; do
            run 0 sign --form $form --encoding $encoding body
            run 0 verify --signature "$(cat out)" body
            prints_line "valid form=$form key=default"
        done
        run 0 sign --form $form body
        run 0 verify --signature "$(tr a-f A-F <out)" body
        prints_line "valid form=$form key=default"
    done
    run 0 sign body
    run 0 verify --signature "$(cat out)" - <canonical
    without_key
}

test_verify() {
    with_key
    zeros=0000000000000000000000000000000000000000000000000000000000000000
    for signature in '' 0 "$zeros" "${zeros}0" "${zeros%?}" "${zeros%?}x" "sha256=$zeros" \
        'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'; do
        run 1 verify --signature "$signature" body
        check "invalid: '$signature'" grep -q '^invalid: .' out
    done
    printf '{"a":' >bad
    run 2 verify --signature "$zeros" bad && complains APIDECK_ERR_JSON_TRUNCATED
    run 2 sign bad && complains APIDECK_ERR_JSON_TRUNCATED
    run 2 verify --signature "$zeros" no-such-file && complains no-such-file
    run 2 sign no-such-file && complains no-such-file
    without_key
}

# flip FILE POSITION: the file with another byte there, counted from 0.
flip() {
    head -c "$2" "$1"
    if [ "$(tail -c +$(($2 + 1)) "$1" | head -c 1)" = 1 ]; then
        printf 2
    else
        printf 1
    fi
    tail -c +$(($2 + 2)) "$1"
}

# Nothing that was changed anywhere is valid.
test_changes() {
    with_key
    printf '%s' '{"payload":{"event_id":"8a-\u00e9","n":[12,true],"z":{}}}' >small
    for form in sorted sorted-deep raw; do
        signature=$("$tool" sign --form $form small)
        printf '%s' "$signature" >signature
        i=0
        while [ $i -lt "$(wc -c <small)" ]; do
            flip small $i >changed
            "$tool" verify --signature "$signature" changed >out 2>err
            check "byte $i of the body changed" [ $? -ne 0 ]
            check "byte $i of the body changed: not called valid" [ "$(head -c 5 out)" != valid ]
            i=$((i + 1))
        done
        i=0
        while [ $i -lt 64 ]; do
            run 1 verify --signature "$(flip signature $i)" small
            i=$((i + 1))
        done
    done
    printf '%s' "$key" >key-plain
    i=0
    while [ $i -lt ${#key} ]; do
        flip key-plain $i >key-changed
        run 1 verify --key-file key-changed --signature "$signature" small
        i=$((i + 1))
    done
    without_key
}

# parse ----------------------------------------------------------------------------------------

test_parse() {
    "$tool" example accounting.ledger_account.updated >example
    run 0 parse example
    prints_line 'event_type: accounting.ledger_account.updated
event_id: d290f1ee-6c54-4b01-90e6-d701748f0851
unified_api: accounting
service_id: xero
consumer_id: test_user_id
entity_id: 123456ASDF
entity_type: ledger_account
entity_url: https://unify.apideck.com/accounting/ledger_accounts/123456ASDF
ledger_account_id: 123456ASDF
ledger_account_url: https://unify.apideck.com/accounting/ledger_accounts/123456ASDF
occurred_at: 2020-01-01T00:00:00.000Z
occurred_at_ms: 1577836800000'
    cp out whole
    run 0 parse <example
    check "parse from standard input" cmp -s out whole
    printf '%s' '{"execution_attempt":3,"event_type":"some.thing.new","event_id":null}' >bare
    run 0 parse bare
    prints_line 'event_type: some.thing.new
execution_attempt: 3'
    run 0 parse --json bare
    prints_line '{"event_type":"some.thing.new","execution_attempt":3}'
    echo '{"message":"Validating delivery URL"}' >handshake
    run 0 parse handshake && prints ''
    run 0 parse --json handshake && prints_line '{}'
    printf '%s' '{"event_id":"a\n\u001b[2J\u007f\u009bz\\ \u00e9\"","occurred_at":"today"}' >odd
    run 0 parse odd
    prints_line 'event_id: a\u000a\u001b[2J\u007f\u009bz\\ é"
occurred_at: today'
    printf '{"payload":{"entity":{\n\t"a": "\\n\\\\ \177\302\233",\r\n "b":1.50}}}' >entity
    run 0 parse entity
    prints_line 'entity: {  "a": "\n\\ \u007f\u009b",   "b":1.50}'
}

test_parse_refused() {
    while read -r error bad; do
        printf '%s' "$bad" >bad
        run 2 parse bad && complains "APIDECK_ERR_$error at byte "
        run 2 parse --json bad && complains "APIDECK_ERR_$error at byte "
    done <<'END'
NOT_AN_EVENT []
NOT_AN_EVENT "text"
JSON_TRUNCATED {
FIELD_TYPE {"event_id":1}
FIELD_TEXT {"event_id":"a\u0000b"}
FIELD_TEXT {"event_id":"\ud800"}
FIELD_RANGE {"execution_attempt":1.5}
END
    run 2 parse no-such-file && complains no-such-file
    # The entity is printed as it was sent, whatever a JSON library can hold.
    printf '%s' '{"entity":{"n":1e400, "i":12345678901234567890}}' >large
    run 0 parse large
    run 0 parse --json large && prints_line '{"entity":{"n":1e400, "i":12345678901234567890}}'
}

# events and example ---------------------------------------------------------------------------

test_events() {
    sed -e '/^#/d' -e 's/	.*//' "$here/vectors/events.tsv" | sort >expected-events
    run 0 events
    sort out >sorted-events
    check "the known event types" cmp -s sorted-events expected-events
    cp out events
    run 2 example no.such.event && complains no.such.event
    run 2 example '' && complains
    while read -r type; do
        run 0 example "$type"
        cp out example
        check "one line in the example of $type" [ "$(wc -l <example)" -eq 0 ]
        run 0 parse example
        check "the example of $type is one" grep -qx "event_type: $type" out
    done <events
}

# All types against python3: its own HMAC, its own JSON.
test_with_python() {
    APIDECK_API_KEY=$key python3 - "$tool" "$here/vectors/events.tsv" >python-out <<'END'
import datetime, hashlib, hmac, json, os, signal, subprocess, sys, tempfile, time

tool, table = sys.argv[1:]
key = os.environ["APIDECK_API_KEY"].encode()
passed = failed = 0

def check(ok, *what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("failed:", *what)

def run(*arguments, body=b""):
    done = subprocess.run([tool, *arguments], input=body, capture_output=True)
    return done.returncode, done.stdout

def sign(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

def milliseconds(text):
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    moment = moment.replace(tzinfo=datetime.timezone.utc)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (moment - epoch) // datetime.timedelta(milliseconds=1)

def check_type(name):
    status, body = run("example", name)
    check(status == 0, "example", name)
    value = json.loads(body)
    check(value["payload"]["event_type"] == name, "event_type of", name)
    signature = sign(value)
    check(run("sign", body=body) == (0, signature.encode() + b"\n"), "sign", name)
    check(run("verify", "--signature", signature, body=body) ==
          (0, b"valid form=sorted key=default\n"), "verify", name)
    status, text = run("parse", "--json", body=body)
    expected = dict(value["payload"])
    expected["occurred_at_ms"] = milliseconds(expected["occurred_at"])
    check(status == 0 and json.loads(text) == expected, "parse --json", name)
    check(text.count(b"\n") == 1 and text.endswith(b"}\n"), "one line for", name)
    spaced = json.dumps(value, indent=2, ensure_ascii=True).encode()
    check(run("verify", "--signature", signature, body=spaced)[0] == 0, "verify spaced", name)
    value["payload"]["event_id"] += "!"
    changed = json.dumps(value).encode()
    check(run("verify", "--signature", signature, body=changed)[0] == 1, "verify changed", name)

rows = [line.rstrip("\n").split("\t") for line in open(table) if not line.startswith("#")]
entities = ["customer", "invoice", "invoice_item", "ledger_account", "tax_rate",
            "purchase_order", "expense", "quote", "project"]
names = ["accounting.%s.%s" % (entity, action)
         for entity in entities for action in ("created", "updated", "deleted")]
check(len(names) == 27 and set(names) <= {row[0] for row in rows}, "the 27 accounting events")
for row in rows:
    check_type(row[0])

status, text = run("events", "--json")
events = json.loads(text)
check(status == 0 and len(events) == len(rows), "events --json")
check({(e["name"], e["unified_api"], e["entity"], e["action"]) for e in events} ==
      {tuple(row[:4]) for row in rows}, "fields of events --json")
check(len({e["number"] for e in events}) == len(rows), "numbers of events --json")

# Unicode goes through parse --json as it is.
body = json.dumps({"consumer_id": "é\u2028😀\x7f\t", "entity": {"ü": ["😀", 1.5, None]}},
                  ensure_ascii=False).encode()
status, text = run("parse", "--json", body=body)
check(json.loads(text) == json.loads(body) and "ü".encode() in text and b"\\u00" not in text,
      "parse --json is not escaped")

# Interrupted, the tool ends at once and leaves nothing. What started this test may ignore SIGINT.
with tempfile.TemporaryDirectory() as directory:
    for arguments in (["canonicalize"], ["canonicalize", "--lines"], ["sign"], ["parse"]):
        process = subprocess.Popen([tool, *arguments], cwd=directory, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE,
                                   env=dict(os.environ, TMPDIR=directory),
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        process.stdin.write(b'{"a":\n')
        process.stdin.flush()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        check(process.wait(10) == -signal.SIGINT, "interrupted:", *arguments)
        check(os.listdir(directory) == [], "nothing is left of", *arguments)
print(passed, failed)
END
    count_from "python3" python-out
}

# send -----------------------------------------------------------------------------------------

# A server on a free port, which is written to the file port. The path says what it answers:
# /STATUS[/TEXT]. Requests are kept in the file requests, one JSON object a line.
start_server() {
    python3 - >server-out 2>&1 <<'END' &
import http.server, json, os

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open("requests", "a") as log:
            log.write(json.dumps({"headers": [[n.lower(), v] for n, v in self.headers.items()],
                                  "body": body.decode()}) + "\n")
        status, _, text = self.path[1:].partition("/")
        self.send_response(int(status))
        self.send_header("Content-Length", str(len(text)))
        if status == "302":
            self.send_header("Location", "/200/followed")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename("port.new", "port")
server.serve_forever()
END
    server=$!
    i=0
    while [ ! -f port ] && [ $i -lt 100 ]; do
        sleep 0.1
        i=$((i + 1))
    done
    url=http://127.0.0.1:$(cat port)
}

# check_requests COUNT DISTINCT_IDS: what the server got since the last call was signed as it should
# be, and holds that many event ids.
check_requests() {
    APIDECK_API_KEY=$key python3 - "$1" "$2" >python-out <<'END'
import hashlib, hmac, json, os, re, sys

requests = [json.loads(line) for line in open("requests")]
passed = failed = 0

def check(ok, *what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print("failed:", *what)

ids = set()
idempotency_keys = set()
for request in requests:
    names = [name for name, _ in request["headers"]]
    headers = dict(request["headers"])
    value = json.loads(request["body"])
    event = value.get("payload", value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    signature = hmac.new(os.environ["APIDECK_API_KEY"].encode(), text.encode(), hashlib.sha256)
    check(headers.get("x-apideck-signature") == signature.hexdigest(), "signature", request)
    check(headers.get("x-apideck-event-type") == event["event_type"], "event type", request)
    check(re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                       headers.get("x-apideck-idempotency-key", "")), "idempotency key", request)
    check(headers.get("content-type") == "application/json", "content type", request)
    check(len(names) == len(set(names)), "headers once", request)
    ids.add(event["event_id"])
    idempotency_keys.add(headers.get("x-apideck-idempotency-key"))
count, distinct = map(int, sys.argv[1:])
check(len(requests) == count, "requests:", len(requests), "expected", count)
check(len(ids) == distinct, "event ids:", len(ids), "expected", distinct)
check(len(idempotency_keys) == count, "idempotency keys:", len(idempotency_keys))
print(passed, failed)
END
    count_from "requests" python-out
    rm -f requests
}

test_send_usage() {
    with_key
    run 2 send accounting.invoice.created && complains --url
    for count in 0 -1 x 1x '' 1.5 99999999999999999999; do
        run 2 send accounting.invoice.created --url "$url/200" --count "$count" && complains --count
    done
    run 2 send no.such.event --url "$url/200" && complains no.such.event
    run 2 send accounting.invoice.created --url 'file:///etc/passwd' && complains
    run 2 send accounting.invoice.created --url 'http://127.0.0.1:1/' && complains
    run 2 send accounting.invoice.created --url 'nonsense://' && complains
    run 2 send handshake --url "$url/200" && complains event_type
    printf '{"event_type":"a\\r\\nX-Other: b"}' >injection
    run 2 send injection --url "$url/200" && complains event_type
    printf '{' >bad
    run 2 send bad --url "$url/200" && complains APIDECK_ERR_JSON_TRUNCATED
    check "nothing was sent" [ ! -e requests ]
    without_key
}

test_send() {
    with_key
    run 0 send accounting.invoice.created --url "$url/200/thanks" && prints 'HTTP 200
thanks
'
    check_requests 1 1
    run 0 send accounting.invoice.created --url "$url/204" --count 3 && prints 'HTTP 204
HTTP 204
HTTP 204
'
    check_requests 3 3
    for answer in 302 400 401 503; do
        run 1 send vault.connection.created --count=2 --url "$url/$answer/no" && prints "HTTP $answer
no
HTTP $answer
no
"
        check_requests 2 2
    done
    printf ' {"payload": {"event_id": "from a file", "event_type": "crm.lead.created"}} \n' >file
    run 0 send file --url "$url/200" --count 2
    check_requests 2 1
    run 0 send - --url "$url/200" <file
    check_requests 1 1
    printf '%s\n' "$key" >key-newline
    without_key
    run 0 send --key-file key-newline --url "$url/200" hris.time-off-request.created
    check_requests 1 1
    awk 'BEGIN { printf "{\"event_id\":\"large\",\"event_type\":\"a.b.c\",\"x\":\""
                 for (i = 0; i < 2000000; i++) printf "x"; print "\"}" }' >file
    run 0 send --key-file key-newline --url "$url/200" file
    check_requests 1 1
}

# ----------------------------------------------------------------------------------------------

test_usage
test_canonicalize
test_refused
test_lines
test_many_lines
test_keys
test_sign
test_verify
test_changes
test_parse
test_parse_refused
test_unwritable
test_events
have openssl || echo "skipped: signatures against openssl (no openssl)"
if have python3; then
    test_with_python
else
    echo "skipped: all event types against python3, and send (no python3)"
fi
if APIDECK_API_KEY=$key "$tool" send accounting.invoice.created --url http://127.0.0.1:1/ 2>&1 |
    grep -q 'built without libcurl'; then
    echo "skipped: send (built without libcurl)"
elif have python3; then
    start_server
    test_send_usage
    test_send
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
