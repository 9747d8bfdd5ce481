#!/bin/sh
# Usage: crash.sh DRIVER [KILLS [STORE WHERE]...]. Runs the crash driver (see crash/README.md): kills,
# contention, the sender's schedule. KILLS is 60 when left out; from 1000 on, all of it in the long
# form. Without STORE: those of SQLite, in a directory of their own.
set -u
driver=${1:?usage: crash.sh DRIVER [KILLS [STORE WHERE]...]}
kills=${2:-60}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
[ $# -gt 2 ] && shift 2 || set --

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

events=300
[ "$kills" -ge 1000 ] && events=10000

# run WHAT STORE WHERE ARGUMENT...: tells what the driver found.
run() {
    if "$driver" "$@" >"$work/said" 2>&1; then
        pass
        tail -n 1 "$work/said"
    else
        fail "$*" "$work/said"
    fi
}

each() {
    run kill "$1" "$2" "$kills"
    run schedule "$1" "$2" "$events"
    run contend "$1" "$2" "$events" 4 4
}

if [ $# -eq 0 ]; then
    for store in $("$driver" --list); do
        case $store in
        sqlite*) each "$store" "$work/crash.db" ;;
        esac
    done
fi
while [ $# -ge 2 ]; do
    each "$1" "$2"
    shift 2
done
summary
