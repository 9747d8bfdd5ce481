#!/bin/sh
# Usage: symbols.sh SHARED_LIBRARY [--write]. The shared library exports the names of symbols.txt,
# no more and no fewer, all under one version. With --write, writes symbols.txt.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../counting.sh"
library=${1:?usage: symbols.sh SHARED_LIBRARY [--write]}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

# NAME@@VERSION, but for the version itself, which is an absolute symbol.
nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | sort >"$work/versioned"
sed 's/@.*//' "$work/versioned" >"$work/names"
if [ "${2:-}" = --write ]; then
    cp "$work/names" "$here/symbols.txt"
    exit
fi

same 'exported names; see docs/versioning.md before you change symbols.txt' \
    "$here/symbols.txt" "$work/names"
check 'something is exported' test -s "$work/names"
major=$(readelf -d "$library" | sed -n 's/.*soname: \[libapideck\.so\.\([0-9]*\)\].*/\1/p')
check 'the soname ends with the major version' test -n "$major"
refuse "every name is of version APIDECK_$major" grep -vE "@@APIDECK_$major\$" "$work/versioned"
summary
