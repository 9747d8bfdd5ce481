#!/bin/sh
# Usage: test_generated.sh. What lib/tables/generate.py writes is up to date, and --check notices
# when it is not.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d) || exit 2
trap 'rm -rf "$copy"' EXIT
passed=0
failed=0

# check TEXT COMMAND...: counts whether the command succeeds.
check() {
    text=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "failed: $text" >&2
    fi
}

generate() {
    python3 "$1/lib/tables/generate.py" ${2:+"$2"}
}

fresh_copy() {
    rm -rf "${copy:?}/lib" "$copy/include" "$copy/docs" "$copy/tests"
    mkdir -p "$copy/lib/api" "$copy/docs" "$copy/tests"
    cp -R "$root/include" "$copy/include"
    cp -R "$root/lib/tables" "$copy/lib/tables"
    cp "$root"/lib/*.inc "$copy/lib"
    cp "$root"/lib/api/*.inc "$copy/lib/api"
    cp "$root/tests/entity_members.inc" "$copy/tests"
    cp "$root/docs/events.md" "$root/docs/errors.md" "$root/docs/entities.md" "$copy/docs"
}

# stale TABLE SED_COMMAND FILE...: with one line of the table changed, --check fails, names each of
# the files and no other, and changes nothing; without --check they are written.
stale() {
    table=$copy/lib/tables/$1
    fresh_copy
    sed "$2" "$table" >"$copy/table" && mv "$copy/table" "$table"
    shift 2
    printf 'stale: %s\n' "$@" | LC_ALL=C sort >"$copy/expected"
    for _ in first again; do
        generate "$copy" --check >"$copy/out"
        check "--check exits 1 ($*)" [ $? -eq 1 ]
        LC_ALL=C sort "$copy/out" | cmp -s - "$copy/expected"
        check "--check names the stale files: $*" [ $? -eq 0 ]
    done
    generate "$copy" >"$copy/out"
    check "stale files are written ($*)" generate "$copy" --check
}

# refused TABLE SED_COMMAND: a table that contradicts itself is not taken.
refused() {
    table=$copy/lib/tables/$1
    fresh_copy
    sed "$2" "$table" >"$copy/table" && mv "$copy/table" "$table"
    generate "$copy" >"$copy/out" 2>&1
    check "refused: $1, $2" [ $? -ne 0 ]
}

check "what is committed is up to date" generate "$root" --check
fresh_copy
check "a copy is up to date" generate "$copy" --check
check "in a locale without UTF-8" env LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 \
    python3 "$copy/lib/tables/generate.py" --check

stale errors.tsv 's/the HMAC provider failed/the HMAC provider gave up/' \
    include/apideck/base.h lib/error_table.inc docs/errors.md
stale outcomes.tsv 's/ready to receive/ready/' \
    include/apideck/receiver.h lib/outcome_table.inc docs/errors.md
stale events.tsv 's/POS_PRODUCT_CREATED/POS_PRODUCT_MADE/' \
    include/apideck/event.h lib/catalogue_table.inc lib/example_table.inc docs/events.md
stale entity_fields.tsv 's/^invoice	total	decimal/invoice	total	text/' \
    include/apideck/entity.h lib/api/entity_table.inc tests/entity_members.inc docs/entities.md
stale entity_enums.tsv 's/^invoice_status	1	draft	DRAFT/invoice_status	1	draft	DRAWN/' \
    include/apideck/entity.h lib/api/entity_table.inc docs/entities.md

refused errors.tsv 's/^-2	/-1	/'
refused events.tsv 's/^7	/8	/'
refused events.tsv 's/	invoice_created	/	invoice_made	/'
refused outcomes.tsv 's/	413	/	/'
refused entity_types.tsv 's/^quote	8/quote	9/'
refused entity_fields.tsv 's/^invoice	total	decimal/invoice	total	money/'
refused entity_fields.tsv 's/^invoice	total	/invoice	balance	/'
refused entity_fields.tsv 's/^address	name	text	-/address	name	object	address/'
refused entity_enums.tsv 's/^invoice_status	2/invoice_status	3/'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
