#!/bin/sh
# Usage: api_origins.sh BUILD_DIR [CASES [SEED]]. The API key goes to the configured origin alone, as
# other clients read URLs: hostile base URLs and redirects, held against Node's URL and Python's
# urlsplit (origins/).
set -u
build=$(cd "${1:?usage: api_origins.sh BUILD_DIR [CASES [SEED]]}" && pwd) || exit 2
cases=${2:-20000}
seed=${3:-1}
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/counting.sh
. "$tests/counting.sh"
have node python3 || {
    skip 'origins of the API' 'no node, or no python3'
    exit 77
}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The numbers of the last line N passed, M failed.
add() {
    cat "$1" >&2
    # shellcheck disable=SC2046 # two numbers
    set -- $(tail -n 1 "$1" | tr -c '0-9\n' ' ') 0 1
    passed=$((passed + $1))
    failed=$((failed + $2))
}

node "$tests/origins/origins.js" "$build/tests/origins/origins_ask" "$cases" "$seed" \
    >"$work/urls" 2>"$work/node"
add "$work/node"
python3 "$tests/origins/origins.py" <"$work/urls" 2>"$work/python"
add "$work/python"
summary
