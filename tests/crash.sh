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
if [ $# -gt 2 ]; then shift 2; else set --; fi

work=$(mktemp -d) || exit 2
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT

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

# A disk of 300 KiB, full after a few events. Most answers are 503 then, and every event that was
# answered 200 has its row.
full_disk() {
    mkdir -p "$work/small"
    if ! mount -t tmpfs -o size=300k tmpfs "$work/small" 2>/dev/null; then
        skip "$1 on a full disk" 'no right to mount one'
        return
    fi
    "$driver" schedule "$1" "$work/small/crash.db" 2000 >"$work/said" 2>&1
    umount "$work/small"
    check "$1 was full" grep -q 'database or disk is full' "$work/said"
    check "$1 on a full disk" grep -q ' 0 lost, 0 doubled, 0 that should not be' "$work/said"
}

if [ $# -eq 0 ]; then
    for store in $("$driver" --list); do
        case $store in
        sqlite*)
            each "$store" "$work/crash.db"
            full_disk "$store"
            ;;
        esac
    done
fi
while [ $# -ge 2 ]; do
    each "$1" "$2"
    shift 2
done
summary
