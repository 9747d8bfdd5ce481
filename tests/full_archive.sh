#!/bin/sh
# Usage: full_archive.sh BUILD_DIR. libapideck-full.a brings no name but apideck_*, and a host that
# links jansson and libsodium of its own next to it does not meet the copies inside.
set -u
archive=$(cd "${1:?usage: full_archive.sh BUILD_DIR}" && pwd)/lib/full/libapideck-full.a
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL
cc="${CC:-cc} -std=c11 -Wall -Wextra -Werror -I$root/include"
[ -e "$archive" ] || {
    skip libapideck-full.a 'it is not built'
    exit 77
}
own=$(pkg-config --cflags --libs libsodium jansson)

# Names ---------------------------------------------------------------------------------------

# What json.h declares is left out: a json_t must not pass between two copies of jansson.
grep -vE '^apideck_(event_(json|to_json)|entity_json)$' "$root/tests/abi/symbols.txt" >"$work/expected"
nm -g --defined-only "$archive" | awk 'NF == 3 { print $3 }' | sort >"$work/defined"
same 'names that the archive defines' "$work/expected" "$work/defined"
nm -u "$archive" | awk 'NF == 2 { print $2 }' >"$work/undefined"
refuse 'nothing of ours, jansson or libsodium is undefined' \
    grep -E '^(apideck_|json|sodium_|crypto_|randombytes_|hex_)' "$work/undefined"

# Programs ------------------------------------------------------------------------------------

# run NAME OPTION...: compiles full_archive.c with them and runs it.
# shellcheck disable=SC2086 # lists of words
run() {
    name=$1
    shift
    if $cc "$root/tests/full_archive.c" -o "$work/program" "$@" 2>"$work/said"; then
        check "$name" "$work/program"
    else
        fail "$name: does not link" "$work/said"
    fi
}

# shellcheck disable=SC2086
{
    run 'alone, with nothing but the C library' "$archive" -pthread
    run 'next to the host'\''s own libraries' -DHOST_LIBRARIES "$archive" $own -pthread
    run 'the other way round' -DHOST_LIBRARIES $own "$archive" -pthread
    run 'all of it static' -DHOST_LIBRARIES -static "$archive" $own -pthread
}

# A plugin that brings its own copy, in a host that links the shared libraries.
if $cc -shared -o "$work/plugin.so" -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
    -pthread 2>"$work/said"; then
    # shellcheck disable=SC2086
    run 'inside a shared object' -DHOST_LIBRARIES "$work/plugin.so" -Wl,-rpath,"$work" $own
else
    # The archive's parts of libsodium are as its distributor compiled them, maybe without -fPIC.
    skip 'inside a shared object' "$(tail -1 "$work/said")"
fi
summary
