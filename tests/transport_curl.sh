#!/bin/sh
# Usage: transport_curl.sh BUILD_DIR. Tests libapideck-curl against a stand-in of the API over TLS
# (transport_curl_api.py), with certificates that openssl makes for it.
set -u
build=$(cd "${1:?usage: transport_curl.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
program=$build/tests/transport_curl_ask
work=$(mktemp -d) || exit 2
server=''
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM
have python3 openssl && [ -x "$program" ] || {
    skip transport-curl 'no python3 or openssl, or the library was not built'
    exit 77
}
cd "$work" || exit 2
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

# Certificates: an authority, and what it signs; `unknown` signs itself.
make_key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# sign NAME SUBJECT_ALT_NAME FIRST LAST
sign() {
    make_key "$1" && openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr" &&
        printf 'subjectAltName=%s\n' "$2" >"$1.ext" && : >index && echo 01 >serial &&
        openssl ca -batch -config ca.conf -in "$1.csr" -out "$1.crt" -extfile "$1.ext" \
            -startdate "$3" -enddate "$4" -notext
}

make_certificates() {
    mkdir -p new
    cat >ca.conf <<'CONF'
[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = new
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CONF
    make_key ca && openssl req -x509 -new -key ca.key -subj /CN=authority -days 2 -out ca.crt &&
        sign good IP:127.0.0.1,DNS:localhost 20200101000000Z 20480101000000Z &&
        sign wrong-name DNS:other.example 20200101000000Z 20480101000000Z &&
        sign expired IP:127.0.0.1 20200101000000Z 20210101000000Z &&
        make_key unknown && openssl req -x509 -new -key unknown.key -subj /CN=127.0.0.1 -days 2 \
        -addext subjectAltName=IP:127.0.0.1 -out unknown.crt
}

make_certificates >said 2>&1 || {
    cat said >&2
    fail 'certificates'
    summary
    exit 1
}
python3 "$root/tests/transport_curl_api.py" "$work" >server-out 2>&1 &
server=$!
tries=0
while [ ! -f ports ] && [ $tries -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done

port() {
    sed -n "s/^$1 //p" ports
}

# ask SERVER PATH [MAX_RESPONSE [TIMEOUT_MS [PROXY]]]
ask() {
    base=https://127.0.0.1:$(port "$1")
    shift
    rm -f asked
    "$program" "$base" ca.crt "$@" >out 2>err
}

# gives LINE [REASON]: the first line that was printed, and what the log has.
gives() {
    check "'$1' for $asking: $(cat out err)" sh -c '[ "$(head -n 1 out)" = "$1" ]' - "$1"
    [ -z "${2:-}" ] || check "a reason '$2' for $asking: $(cat err)" grep -qi -e "^curl: .*$2" err
}

# expect SERVER PATH LINE [REASON]
expect() {
    asking="$1 $2"
    ask "$1" "$2"
    gives "$3" "${4:-}"
}

# were_asked LINE...: these requests came, and no others.
were_asked() {
    [ $# -eq 0 ] || printf '%s\n' "$@" >expected
    [ $# -gt 0 ] || : >expected
    touch asked
    same "who was asked for $asking" expected asked
}

failure='APIDECK_ERR_TRANSPORT status=0 retry_after_ms=-1'

expect good /plain '0 status=200 len=7'
were_asked 'good /plain key'
check 'a header of the response' grep -qx 'Content-Type: application/json' out

# Whom it trusts: without a handshake nobody gets a request.
for name in wrong-name unknown expired; do
    expect $name /plain "$failure" certificate
    were_asked
done
"$program" "https://127.0.0.1:$(port good)" '' /plain >out 2>err
asking='the certificates of the system'
gives "$failure" certificate
"$program" "https://127.0.0.1:$(port good)" missing.crt /plain >out 2>err
asking='a missing ca_file'
gives "$failure"
were_asked

# What it cannot reach
asking='nobody listens'
"$program" https://127.0.0.1:1 ca.crt /plain >out 2>err
gives "$failure" connect
asking='no such name'
"$program" https://nobody.invalid ca.crt /plain >out 2>err
gives "$failure" resolve
asking='a proxy that is not there'
ask good /plain 1000 20000 http://127.0.0.1:1
gives "$failure" connect
were_asked
asking='a proxy of the environment'
https_proxy=http://127.0.0.1:1 "$program" "https://127.0.0.1:$(port good)" ca.crt /plain >out 2>err
gives '0 status=200 len=7'

# Sizes and times
asking='a body as long as the limit'
ask good /large 100000
gives '0 status=200 len=100000'
asking='a body longer than the limit'
ask good /large 99999
gives 'APIDECK_ERR_TOO_LARGE status=200 retry_after_ms=-1'
asking='a body without an end'
ask good /endless 100000
gives 'APIDECK_ERR_TOO_LARGE status=200 retry_after_ms=-1'
for path in /stalls /silent; do
    asking=$path
    ask good $path 1000 1000
    gives "$failure" 'timed out'
done
expect good /large-header "$failure"

# Forms of responses
expect good /truncated "$failure"
expect good /cut-chunk "$failure"
expect good /09 "$failure" 'HTTP/0.9'
expect good /chunked '0 status=200 len=7'
expect good /old '0 status=200 len=7'
expect good /folded '0 status=200 len=2'
check "a header of several lines: $(cat out)" sh -c \
    "tr -s '\t ' ' ' <out | grep -qx 'X-Long: one two three' && grep -qx 'X-Next: a:b' out"
expect good /continue '0 status=200 len=2'
check 'the last response counts' sh -c '! grep -q X-Early out'
expect good /limited 'APIDECK_ERR_RATE_LIMITED status=429 retry_after_ms=7000'
expect good /refused 'APIDECK_ERR_UNAUTHORIZED status=401 retry_after_ms=-1'

# Redirects
for path in /within /within-whole; do
    expect good $path '0 status=200 len=7'
    were_asked "good $path key" 'good /plain key'
done
for path in /away /away-plain; do
    expect good $path 'APIDECK_ERR_REDIRECT status=302 retry_after_ms=-1'
    were_asked "good $path key"
done
expect good /loop 'APIDECK_ERR_REDIRECT status=302 retry_after_ms=-1'
check 'five are followed' sh -c '[ "$(wc -l <asked)" -eq 6 ]'

kill "$server" && wait "$server" 2>/dev/null
server=''
summary
