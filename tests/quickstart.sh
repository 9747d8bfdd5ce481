#!/bin/sh
# Runs the main job as a newcomer does, and takes it away again in the middle.
set -u
. "$(dirname -- "$0")/counting.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

servers() {
    pgrep -f "$root/build/examples/server/server" | wc -l
}

# The whole table.
check 'quickstart ends well' "$root/examples/quickstart" || exit 1
"$root/examples/quickstart" >"$work/table" 2>&1 </dev/null
check '27 events and no more are handled' \
    [ "$(grep -c '  200 handled  ' "$work/table")" -eq 27 ]
check 'the repeated one is recognised' grep -q '^the same again .*200 handled before' "$work/table"
check 'the forged one is refused' grep -q '^forged.*401 ' "$work/table"
check 'the truncated one is refused' grep -q '^truncated.*400 ' "$work/table"
check 'the handshake is answered' grep -q '^URL validation.*200 ' "$work/table"
check 'nothing is left running' [ "$(servers)" -eq 0 ]

# Ctrl-C while it serves. A background job of a script ignores SIGINT, so TERM stands in for it.
"$root/examples/quickstart" --serve >"$work/serve" 2>&1 </dev/null &
pid=$!
tries=0
until grep -q curl "$work/serve" || [ $tries -ge 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
check 'it serves' [ "$(servers)" -eq 1 ]
kill -TERM $pid
wait $pid 2>/dev/null
check 'stopping it leaves nothing' [ "$(servers)" -eq 0 ]

summary
