#!/bin/sh
# Usage: archive.sh ARCHIVE... Whoever links an archive of ours gets no name without our prefix, and
# no data that is written to: the core has no state of its own.
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

# Symbols in sections that are written to after loading. In .data.rel.ro only the loader writes.
written_to() {
    objdump -t "$1" | awk '
        /\.data\.rel\.ro/ { next }
        match($0, /[ \t](\.(data|bss|tdata|tbss|sdata|sbss)(\.[^ \t]*)?|\*COM\*)[ \t]/) {
            section = substr($0, RSTART + 1, RLENGTH - 2)
            if ($NF != section) print section, $NF
        }'
}

for archive; do
    nm -g --defined-only "$archive" | awk 'NF == 3 { print $3 }' >"$work/names"
    check "$archive defines something" test -s "$work/names"
    # Helpers that the compiler itself puts into 32-bit code.
    grep -vE '^(apideck_|__x86\.get_pc_thunk\.)' "$work/names" >"$work/foreign"
    same "$archive: names without the prefix" /dev/null "$work/foreign"
    written_to "$archive" >"$work/written"
    same "$archive: data that is written to" /dev/null "$work/written"
done
summary
