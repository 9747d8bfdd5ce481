#!/bin/sh
# Usage: layout.sh LAYOUT_PROGRAM [--write]. Public structs and enums are laid out as layout.txt
# says; layout.py wrote the program. With --write, writes layout.txt.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/../counting.sh"
program=${1:?usage: layout.sh LAYOUT_PROGRAM [--write]}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

"$program" >"$work/layout" || exit 2
if [ "${2:-}" = --write ]; then
    cp "$work/layout" "$here/layout.txt"
    exit
fi

# The record is that of LP64, which apideck_str shows.
if ! grep -qx 'struct apideck_str 16' "$work/layout"; then
    skip layout 'the record is for 64-bit machines'
    exit 77
fi
same 'layout; see docs/versioning.md before you change layout.txt' \
    "$here/layout.txt" "$work/layout"
summary
