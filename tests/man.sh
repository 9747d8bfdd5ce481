#!/bin/sh
# Usage: man.sh. The manual pages are well formed, and what they say of functions is what the
# headers declare.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
pages=$root/docs/man
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# Each function of the headers as "NAME(ARGUMENT, ARGUMENT)", one a line.
cat "$root"/include/apideck/*.h | tr '\n' ' ' | sed 's:/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/: :g' |
    grep -oE 'apideck_[a-z0-9_]+\([^();]*\);' | sed 's/  */ /g; s/;$//' | sort >"$work/declared"
check 'functions are found' test "$(wc -l <"$work/declared")" -gt 50

# The same of a page, from its .Fo, .Fa and .Fc.
described() {
    awk '$1 == ".Fo" { line = $2 "("; between = "" }
         $1 == ".Fa" && line { gsub(/^\.Fa "|"$/, ""); line = line between $0; between = ", " }
         $1 == ".Fc" { print line ")"; line = "" }' "$1"
}

for page in "$pages"/*.[13]; do
    name=$(basename "$page")
    if have mandoc; then
        check "$name is well formed" mandoc -Tlint -W warning "$page"
    fi
    described "$page" >"$work/described"
    while read -r prototype; do
        check "$name: $prototype" grep -qxF -e "$prototype" "$work/declared"
    done <"$work/described"
    sed -n 's/^\.Fn \([a-z_]*\).*/\1/p; s/^\.Xr \(apideck_[a-z_]*\) 3.*/\1/p' "$page" |
        sort -u >"$work/mentioned"
    while read -r function; do
        check "$name mentions $function" grep -rqw -e "$function" "$root/include/apideck"
    done <"$work/mentioned"
    sed -n '/^\.Sh NAME/,/^\.Nd/s/^\.Nm \([a-z_-]*\).*/\1/p' "$page" >"$work/names"
    while read -r alias; do
        check "$name is found as $alias" grep -qF -e "'$alias" "$pages/meson.build"
    done <"$work/names"
done
have mandoc || skip 'form of the pages' 'no mandoc'
summary
