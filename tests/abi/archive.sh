#!/bin/sh
# Usage: archive.sh LIB_DIR. Whoever links an archive of ours gets no name without our prefix, and
# from the core no data that is written to: it has no state of its own.
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/../counting.sh"
lib=${1:?usage: archive.sh LIB_DIR}
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

# libapideck-full.a holds libsodium, and has a test of its own.
find "$lib" -name 'libapideck*.a' ! -name '*-full.a' >"$work/archives"
while read -r archive; do
    nm -g --defined-only "$archive" | awk 'NF == 3 { print $3 }' >"$work/names"
    check "$archive defines something" test -s "$work/names"
    # Helpers that the compiler itself puts into 32-bit code.
    grep -vE '^(apideck_|__x86\.get_pc_thunk\.)' "$work/names" >"$work/foreign"
    same "$archive: names without the prefix" /dev/null "$work/foreign"
done <"$work/archives"
check 'the core is there' test -s "$lib/libapideck.a"
written_to "$lib/libapideck.a" >"$work/written"
same 'the core: data that is written to' /dev/null "$work/written"
summary
