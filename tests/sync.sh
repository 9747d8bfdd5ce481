#!/bin/sh
# Usage: sync.sh BUILD_DIR [EVENTS [SEED]]. Tests the example that keeps a copy of customers and
# invoices, against stand-ins of the API and of the sender (sync/test.py), with certificates that
# openssl makes for it. SYNC_UNDER='valgrind OPTION...' runs the program under another.
set -u
build=$(cd "${1:?usage: sync.sh BUILD_DIR [EVENTS [SEED]]}" && pwd) || exit 2
shift
tests=$(cd "$(dirname "$0")" && pwd)
program=$build/examples/sync/sync
if ! command -v python3 >/dev/null || ! command -v openssl >/dev/null || [ ! -x "$program" ]; then
    echo 'skipped: sync (no python3 or openssl, or the program was not built)'
    exit 77
fi
work=$(mktemp -d) || exit 2
test=''
clean_up() {
    [ -z "$test" ] || { kill "$test" && wait "$test"; } 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

make_key() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

make_certificates() {
    echo 'subjectAltName=IP:127.0.0.1' >api.ext && make_key ca && make_key api &&
        openssl req -x509 -new -key ca.key -subj /CN=authority -days 2 -out ca.crt &&
        openssl req -new -key api.key -subj /CN=api -out api.csr &&
        openssl x509 -req -in api.csr -CA ca.crt -CAkey ca.key -set_serial 1 -days 2 \
            -extfile api.ext -out api.crt
}

cd "$work" || exit 2
make_certificates >said 2>&1 || {
    cat said >&2
    echo '0 passed, 1 failed'
    exit 1
}
PYTHONDONTWRITEBYTECODE=1 python3 "$tests/sync/test.py" "$program" "$work" "$@" &
test=$!
wait "$test"
status=$?
test=''
exit $status
