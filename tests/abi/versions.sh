#!/bin/sh
# Usage: versions.sh ARCHIVE. Hosts and libraries of two versions meet: this one, ARCHIVE, and the
# next one, whose host tables each have one more member. The next one is made here, from the same
# sources and changed headers.
set -u
archive=${1:?usage: versions.sh ARCHIVE}
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
libraries=$(pkg-config --libs libsodium jansson)
cflags="-std=c11 $(pkg-config --cflags libsodium jansson)"

# Host tables are the structs that begin with their size.
grow_tables() {
    awk '/^typedef struct/ { first = 1; table = 0; print; next }
         first && /size_t size;/ { table = 1 }
         first && !/^ *\/\*/ { first = 0 }
         /^}/ && table { print "    uint64_t next_member;"; table = 0 }
         { print }' "$1"
}

mkdir -p "$work/next/apideck"
tables=0
for header in "$root"/include/apideck/*.h; do
    grow_tables "$header" >"$work/next/apideck/$(basename "$header")"
    tables=$((tables + $(grep -c next_member "$work/next/apideck/$(basename "$header")")))
done
check 'the next version has tables of its own' test "$tables" -ge 7

# shellcheck disable=SC2086 # the flags are lists of words
compile_next_library() {
    (mkdir "$work/objects" && cd "$work/objects" &&
        ${CC:-cc} $cflags -O0 -DAPIDECK_BUILDING -I"$work/next" -I"$root/lib" \
            -c "$root"/lib/*.c "$root/lib/stores/memory.c" &&
        ar rcs "$work/next.a" ./*.o)
}

# compile_caller OUTPUT HEADERS ARCHIVE FLAG...
# shellcheck disable=SC2086
compile_caller() {
    caller=$1
    headers=$2
    library=$3
    shift 3
    ${CC:-cc} $cflags "$@" -I"$headers" "$root/tests/abi/caller.c" "$library" $libraries -pthread \
        -o "$caller"
}

check 'the next library compiles' compile_next_library
check 'a caller of this version' compile_caller "$work/same" "$root/include" "$archive"
check 'a caller of this version, with the next library' \
    compile_caller "$work/old" "$root/include" "$work/next.a"
check 'a caller of the next version, with this library' \
    compile_caller "$work/new" "$work/next" "$archive" -DNEXT_VERSION

check 'host and library of one version' "$work/same"
check 'an old host works with a newer library' "$work/old"
check 'a newer host that sets nothing new works with an old library' "$work/new"
for table in config handlers store clock log hmac; do
    check "a newer host that sets something new in its $table is refused" "$work/new" $table
done
summary
