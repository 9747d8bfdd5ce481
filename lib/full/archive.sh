#!/bin/sh
# Usage: archive.sh OUTPUT ARCHIVE... -- OBJECT...
# Makes one static archive of our objects and of those that they need from the archives of other
# libraries. Every name but apideck_* is made local, so a host may link the same libraries, of any
# version, next to it. CC, AR and OBJCOPY are commands of one or more words.
set -eu
output=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

archives=
while [ "$1" != -- ]; do
    archives="$archives $1"
    shift
done
shift

# The archives come last: of theirs, only what is undefined by then is taken.
# shellcheck disable=SC2086 # lists of words; paths of libraries hold no spaces
${CC:-cc} -r -nostdlib -o "$work/apideck-full.o" "$@" $archives
# shellcheck disable=SC2086
${OBJCOPY:-objcopy} --wildcard --keep-global-symbol='!apideck__*' \
    --keep-global-symbol='apideck_*' "$work/apideck-full.o"
rm -f "$output"
# shellcheck disable=SC2086
${AR:-ar} rcs "$output" "$work/apideck-full.o"
