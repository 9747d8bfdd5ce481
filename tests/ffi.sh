#!/bin/sh
# Usage: ffi.sh BUILD_DIR. The bindings of examples/ffi: the tests that each has in its own language,
# and its receiver, tested with real requests from outside.
# shellcheck disable=SC2154 # some variables come from deliveries.sh
set -u
build=$(cd "${1:?usage: ffi.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/deliveries.sh"

have curl openssl || {
    skip 'languages' 'no curl or no openssl'
    exit 77
}
library=$build/lib/libapideck.so.0
[ -e "$library" ] || {
    skip 'languages' "$library was not built"
    exit 77
}
LD_LIBRARY_PATH=$build/lib
export LD_LIBRARY_PATH

# test_receiver NAME COMMAND...
test_receiver() {
    receiver=$1
    shift
    start "$receiver" "$@" && check_receiver "$receiver" "$where"
    stop
}

test_python() {
    have python3 || {
        skip python 'no python3'
        return
    }
    export APIDECK_LIBRARY="$library" PYTHONDONTWRITEBYTECODE=1
    cd "$root/examples/ffi/python" || exit 2
    check 'python: tests' python3 -X dev -W error -m unittest
    test_receiver python python3 receiver.py
}

test_go() {
    have go pkg-config || {
        skip go 'no go or no pkg-config'
        return
    }
    export PKG_CONFIG_PATH="$build/meson-uninstalled" GOFLAGS=-buildvcs=false GOPROXY=off
    export GOCACHE="${GOCACHE:-$build/go-cache}"
    # Go's cache does not look into headers of others.
    headers=$(cat "$root"/include/apideck/*.h | cksum | cut -d ' ' -f 1)
    export CGO_CFLAGS="-g -O2 -DAPIDECK_HEADERS=$headers"
    cd "$root/examples/ffi/go" || exit 2
    check 'go: gofmt' [ -z "$(gofmt -l .)" ]
    check 'go: vet' go vet ./...
    check 'go: tests' env GODEBUG=cgocheck=2 go test -count=1 ./...
    check 'go: receiver' go build -o "$work/go-receiver" ./receiver
    [ ! -x "$work/go-receiver" ] || test_receiver go "$work/go-receiver"
}

test_rust() {
    have cargo rustc || {
        skip rust 'no cargo or no rustc'
        return
    }
    export APIDECK_LIB_DIR="$build/lib" CARGO_TARGET_DIR="$build/rust" CARGO_NET_OFFLINE=true
    cd "$root/examples/ffi/rust" || exit 2
    ! cargo fmt --version >/dev/null 2>&1 || check 'rust: format' cargo fmt --check
    check 'rust: tests' cargo test --locked
    check 'rust: receiver' cargo build --locked --example receiver
    rust_receiver=$CARGO_TARGET_DIR/debug/examples/receiver
    [ ! -x "$rust_receiver" ] || test_receiver rust "$rust_receiver"
}

test_python
test_go
test_rust
summary
