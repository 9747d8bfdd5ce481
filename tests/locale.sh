#!/bin/sh
# Usage: locale.sh BUILD_DIR. The locale has no say: the unit tests pass where the decimal point is a
# comma. The locale is compiled here; a preloaded object has each program use it.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
build=$(CDPATH='' cd -- "${1:?usage: locale.sh BUILD_DIR}" && pwd) || exit 2
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
have localedef cc || {
    skip 'a locale with a comma' 'no localedef, or no cc'
    exit 77
}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
if ! localedef -c -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >"$work/said" 2>&1 &&
    [ ! -d "$work/de_DE.UTF-8" ]; then
    skip 'a locale with a comma' 'localedef does not know de_DE'
    exit 77
fi

cat >"$work/preload.c" <<'END'
#include <locale.h>
__attribute__((constructor)) static void use_locale(void) {
    setlocale(LC_ALL, "");
}
END
printf '#include <stdio.h>\nint main(void) { return printf("%%.1f\\n", 0.5) < 0; }\n' >"$work/half.c"
cc -shared -fPIC "$work/preload.c" -o "$work/preload.so" || exit 2
cc "$work/half.c" -o "$work/half" || exit 2

with_comma() {
    env LOCPATH="$work" LC_ALL=de_DE.UTF-8 LD_PRELOAD="$work/preload.so" "$@"
}

with_comma "$work/half" >"$work/printed"
echo '0,5' >"$work/expected"
same 'a double is printed with a comma there' "$work/expected" "$work/printed"

cd "$root" || exit 2
for program in "$build"/tests/test_*; do
    name=$(basename "$program")
    if [ ! -f "$program" ]; then continue; fi
    case $name in
    # Its expected values are strtod's, which does follow the locale.
    test_json_number_random) ;;
    *) check "$name" with_comma "$program" ;;
    esac
done
summary
