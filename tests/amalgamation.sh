#!/bin/sh
# Usage: amalgamation.sh. apideck.c and apideck.h compile by one compiler line, without a warning,
# and receive.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
libraries=$(pkg-config --cflags --libs libsodium jansson)
sodium=$(pkg-config --cflags --libs libsodium)
warnings='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes'

have python3 || {
    skip amalgamation 'no python3'
    exit 77
}
check 'the script writes it' python3 "$root/lib/amalgamate.py" "$work"
check 'twice the same' python3 "$root/lib/amalgamate.py" "$work/again"
same 'apideck.c' "$work/apideck.c" "$work/again/apideck.c"
same 'apideck.h' "$work/apideck.h" "$work/again/apideck.h"

# Programs of the tests name the headers as they are installed.
mkdir "$work/apideck"
echo '#include "../apideck.h"' | tee "$work/apideck/apideck.h" >"$work/apideck/testing.h"
cat >"$work/document.c" <<'END'
#define APIDECK_JSON
#include "apideck.h"
int main(void) {
    const char body[] = "{\"event_type\":\"accounting.invoice.created\"}";
    apideck_event *event = NULL;
    json_t *document = NULL;
    int error = apideck_parse_event(body, sizeof body - 1, NULL, &event, NULL);
    error = error ? error : apideck_event_to_json(event, &document, NULL);
    json_decref(document);
    apideck_event_free(event);
    return error != 0;
}
END

# one_line COMPILER SOURCE FLAG...
# shellcheck disable=SC2086 # lists of words
one_line() {
    compiler=$1
    program=$2
    shift 2
    $compiler -std=c11 -O1 $warnings -Werror -I"$work" "$work/apideck.c" "$program" "$@" -pthread \
        -o "$work/program"
}

# shellcheck disable=SC2086
for compiler in gcc clang; do
    have $compiler || {
        skip "$compiler" 'it is not there'
        continue
    }
    check "$compiler: compiles" one_line $compiler "$root/tests/full_archive.c" $libraries
    check "$compiler: receives" "$work/program"
    check "$compiler: compiles without jansson" \
        one_line $compiler "$root/tests/full_archive.c" -DAPIDECK_NO_JSON $sodium
    check "$compiler: receives without jansson" "$work/program"
    check "$compiler: compiles a program that uses json.h" \
        one_line $compiler "$work/document.c" $libraries
    check "$compiler: gives a document" "$work/program"
done

# The header alone, and all of it in C++.
for language in 'c -std=c99' 'c++ -std=c++11'; do
    # shellcheck disable=SC2086
    check "apideck.h in $language" ${CC:-cc} -x $language -Wall -Wextra -Wpedantic -Werror \
        -DAPIDECK_JSON -fsyntax-only "$work/apideck.h" $libraries
done

# Nothing clashes with the host: every name that is not the file's own has the prefix.
check 'the object' sh -c "cd '$work' && ${CC:-cc} -std=c11 -c apideck.c $libraries"
nm -g --defined-only "$work/apideck.o" | awk 'NF == 3 && $3 !~ /^apideck_/' >"$work/foreign"
same 'names without the prefix' /dev/null "$work/foreign"
summary
