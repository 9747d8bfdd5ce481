#!/bin/sh
# shellcheck disable=SC2154 # some variables come from deliveries.sh
# Usage: servers.sh BUILD_DIR. The examples that put a receiver into a server that exists, tested
# with real requests: cpp-httplib, libevent, and nginx in front over FastCGI.
set -u
build=$(cd "${1:?usage: servers.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/deliveries.sh"

have curl openssl || {
    skip 'servers' 'no curl or no openssl'
    exit 77
}

# A server that listens on a port of its own.
test_server() {
    program=$build/examples/$1/$1
    if [ ! -x "$program" ]; then
        skip "$1" 'it was not built'
        return
    fi
    start "$1" "$program" && check_receiver "$1" "$where"
    stop
}

# Does as nginx.conf says, but for the port: sets url.
start_nginx() {
    port=$((27000 + $$ % 5000))
    for port in $port $((port + 1)) $((port + 2)) $((port + 3)) $((port + 4)); do
        url=http://127.0.0.1:$port/webhooks
        sed "s/127.0.0.1:8080/127.0.0.1:$port/" "$root/examples/nginx/nginx.conf" \
            >"$work/nginx.conf"
        (
            cd "$work" &&
                exec nginx -p . -c nginx.conf -e stderr -g "user $(id -un) $(id -gn);"
        ) >"$work/nginx.log" 2>&1 &
        nginx=$!
        tries=50
        while kill -0 "$nginx" 2>/dev/null && [ "$tries" -gt 0 ]; do
            request "$url"
            if [ "$status" = 405 ] && kill -0 "$nginx" 2>/dev/null; then
                pids="$nginx $pids"
                return 0
            fi
            sleep 0.1
            tries=$((tries - 1))
        done
        kill "$nginx" 2>/dev/null
        wait "$nginx" 2>/dev/null
    done
    fail 'nginx starts' "$work/nginx.log"
    return 1
}

test_nginx() {
    program=$build/examples/nginx/fastcgi
    if ! have nginx; then
        skip nginx 'it is not installed'
    elif [ ! -x "$program" ]; then
        skip nginx 'the FastCGI receiver was not built'
    else
        start fastcgi "$program" "$work/webhooks.sock" && start_nginx &&
            check_receiver nginx "$url"
        stop
    fi
}

test_server cpp_httplib
test_server libevent
test_nginx
summary
