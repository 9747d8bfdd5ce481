#!/bin/sh
# Usage: headers.sh. Each public C header compiles alone, twice over, in every standard of C and C++
# that hosts use, with every compiler that is there, under the warnings that hosts turn on.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cflags=$(pkg-config --cflags libsodium jansson 2>/dev/null)
both='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror -fsyntax-only'
c_only='-Wstrict-prototypes -Wmissing-prototypes'
cxx_only='-Wold-style-cast -Wmissing-declarations'

# alone COMPILER STANDARD LANGUAGE WARNING...
alone() {
    compiler=$1
    standard=$2
    language=$3
    shift 3
    for header in "$root"/include/apideck/*.h; do
        name=apideck/$(basename "$header")
        printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$work/alone"
        # shellcheck disable=SC2086 # the flags are lists of words
        check "$compiler -std=$standard: <$name>" "$compiler" -x "$language" "-std=$standard" \
            $both "$@" -I"$root/include" $cflags "$work/alone"
    done
}

# shellcheck disable=SC2086
for compiler in gcc clang; do
    if have $compiler; then
        for standard in c99 c11 c17; do
            alone $compiler $standard c $c_only
        done
    else
        skip "C headers with $compiler" 'it is not there'
    fi
done
# shellcheck disable=SC2086
for compiler in g++ clang++; do
    if have $compiler; then
        for standard in c++11 c++14 c++17 c++20; do
            alone $compiler $standard c++ $cxx_only
        done
    else
        skip "C++ headers with $compiler" 'it is not there'
    fi
done
summary
