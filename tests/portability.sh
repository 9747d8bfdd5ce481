#!/bin/bash
# Usage: portability.sh [--help] [VARIANT...]. Builds the library in other ways than the ordinary one,
# and for other machines, warnings being errors, and runs the unit tests there. All variants where
# none is named; one whose tools are missing is skipped.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"

help() {
    cat <<'END'
usage: portability.sh [VARIANT...]

  gcc-O0 gcc-O3 clang-O0 clang-O3
               two compilers, without optimization and with much
  clang-sanitizers
               those for addresses and undefined behaviour   clang libclang-rt-14-dev
  unity        the library as one unit: apideck.c, which lib/amalgamate.py writes, under the unit
               tests; and meson's --unity on                 python3
  memory-sanitizer
               clang's; libsodium and jansson under it too   clang libclang-rt-14-dev
  valgrind     memcheck                                      valgrind
  32-bit       x86, a 32-bit machine                         gcc-12-multilib
  big-endian   s390x, emulated                               qemu-user, and either
                   gcc-s390x-linux-gnu, or clang binutils-s390x-linux-gnu
                   libc6-dev-s390x-cross libgcc-12-dev-s390x-cross
  musl         another C library, all static                 musl-tools

The Debian packages are on the right. Nothing is installed here. All unit tests are run where
libsodium and jansson are there for the variant:

  32-bit       dpkg --add-architecture i386;   libsodium-dev:i386 libjansson-dev:i386
  big-endian   dpkg --add-architecture s390x;  libsodium-dev:s390x libjansson-dev:s390x
  musl         MUSL_ROOT, into which dependencies.sh put them: HOST=x86_64-linux-musl
                   tests/dependencies.sh DIR musl-gcc
  memory-sanitizer
               MSAN_ROOT: tests/dependencies.sh DIR clang -fsanitize=memory

Where these are not given, musl and memory-sanitizer have dependencies.sh make them. Elsewhere, and
where that fails, all of lib/ is compiled, and those unit tests are run that need neither of the two.
END
}

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
warnings='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes'

# The whole -------------------------------------------------------------------------------------

# What the unit tests are run by, and how much longer that takes.
wrapper=
patience=10

# whole VARIANT OPTION...: with meson; the unit tests count as meson counts them.
whole() {
    local name=$1 build=$work/build-$1
    shift
    if ! meson setup "$build" "$root" --wrap-mode=nofallback \
        -Dwerror=true -Dauto_features=disabled -Ddefault_library=static "$@" >"$work/said" 2>&1 ||
        ! meson compile -C "$build" -j "${JOBS:-1}" >"$work/said" 2>&1; then
        grep -v '^\[' "$work/said" >"$work/wrong"
        fail "$name: the build" "$work/wrong"
        return
    fi
    meson test -C "$build" --no-rebuild --suite unit --timeout-multiplier "$patience" \
        ${wrapper:+--wrapper "$wrapper"} --num-processes "${JOBS:-1}" >"$work/said" 2>&1
    local ok bad
    ok=$(awk '/^Ok:/ { print $2 }' "$work/said")
    bad=$(awk '/^(Fail|Timeout):/ { bad += $2 } END { print bad + 0 }' "$work/said")
    echo "$name: ${ok:-0} unit tests passed, $bad failed"
    if [ "${ok:-0}" -eq 0 ] || [ "$bad" -ne 0 ]; then
        fail "$name: the unit tests" "$work/said"
    fi
    passed=$((passed + ${ok:-0}))
}

# The part that needs no other library ----------------------------------------------------------

# Headers of libsodium and jansson, which are the same for every machine, without those of libc.
neutral_headers() {
    local include
    mkdir -p "$work/include"
    for include in /usr/include "$(pkg-config --variable=includedir libsodium)" \
        "$(pkg-config --variable=includedir jansson)"; do
        cp -R "$include"/sodium* "$include"/jansson* "$work/include" 2>/dev/null
    done
    cp /usr/include/*-linux-*/jansson_config.h "$work/include" 2>/dev/null
}

# part VARIANT RUNNER COMPILER...: RUNNER is a command, or `env` where programs run by themselves.
# shellcheck disable=SC2086 # lists of words
part() {
    local name=$1 runner=$2 objects=$work/objects-$1 source program arguments needing=''
    shift 2
    local compile="$* -std=c11 -O1 -ffunction-sections -fdata-sections $warnings -Werror
        -I$root/include -I$root/lib -isystem $work/include"
    neutral_headers
    mkdir "$objects"
    for source in "$root"/lib/*.c "$root"/lib/api/*.c "$root/lib/stores/memory.c"; do
        check "$name: compiles ${source#"$root/"}" \
            $compile -DAPIDECK_BUILDING -c "$source" -o "$objects/$(basename "$source").o"
    done
    for source in "$root"/tests/test_*.c; do
        # The OpenSSL provider is a library of its own, not part of what is tried here.
        case $source in */test_hmac_openssl*) continue ;; esac
        program=$work/$(basename "$source" .c)
        $compile -c "$source" -o "$objects/test.o" 2>"$work/said" || {
            fail "$name: compiles ${source#"$root/"}" "$work/said"
            continue
        }
        # Where the linker misses one of the two libraries, the test is not for this machine.
        if ! "$@" -static -Wl,--gc-sections "$objects/test.o" "$objects"/*.c.o -o "$program" \
            2>"$work/said"; then
            needing="$needing $(basename "$source" .c)"
            grep -qE "undefined reference to .(crypto_|sodium_|randombytes|json)" "$work/said" ||
                fail "$name: links ${source#"$root/"}" "$work/said"
            continue
        fi
        check "$name: $(basename "$program")" env -C "$root" $runner "$program"
    done
    [ -z "$needing" ] || skip "$name, these tests" "they need libsodium or jansson:$needing"
}

# Variants --------------------------------------------------------------------------------------

# links COMPILER...: whether it makes programs of both libraries.
links() {
    printf '#include <sodium.h>\n#include <jansson.h>\n
        int main(void) { return sodium_init() < 0 || !json_true(); }\n' >"$work/links.c"
    "$@" "$work/links.c" -o "$work/links" -lsodium -ljansson 2>/dev/null
}

compiles() {
    echo 'int main(void) { return 0; }' >"$work/compiles.c"
    "$@" "$work/compiles.c" -o "$work/compiles" 2>/dev/null
}

# cross_file CPU ENDIAN PKG_CONFIG_DIR RUNNER COMPILER...: for meson; prints its name.
cross_file() {
    local file=$work/$1.ini words
    {
        words=$(printf "'%s', " "${@:5}")
        printf "[binaries]\nc = [%s]\nar = 'ar'\nstrip = 'strip'\npkgconfig = 'pkg-config'\n" \
            "${words%, }"
        [ -z "$4" ] || printf "exe_wrapper = '%s'\n" "$4"
        printf "[properties]\nneeds_exe_wrapper = %s\n" "$([ -n "$4" ] && echo true || echo false)"
        [ -z "$3" ] || printf "pkg_config_libdir = '%s'\n" "$3"
        printf "[host_machine]\nsystem = 'linux'\ncpu_family = '%s'\ncpu = '%s'\nendian = '%s'\n" \
            "$1" "$1" "$2"
    } >"$file"
    echo "$file"
}

# compiler COMPILER LEVEL
compiler() {
    have "$1" || { skip "$1-O$2" 'it is not there' && return; }
    CC=$1 whole "$1-O$2" -Doptimization="$2"
}

# Meson's own unity build leaves the library's files alone, since they have private names in common;
# that it does is what is tried of it.
# shellcheck disable=SC2046,SC2086 # lists of words
try_unity() {
    local unit=$work/unity test name
    local compile="${CC:-cc} -std=c11 -O0 $warnings -Werror"
    check 'unity: meson' meson setup "$work/build-unity" "$root" --unity on -Dunity_size=1000 \
        -Dexamples=disabled -Dfull_archive=disabled -Dtests=false -Dwerror=true
    check 'unity: compiles with meson' meson compile -C "$work/build-unity" -j "${JOBS:-1}"
    check 'unity: is written' python3 "$root/lib/amalgamate.py" "$unit"
    check 'unity: compiles' $compile -c "$unit/apideck.c" -o "$unit/apideck.o" \
        $(pkg-config --cflags libsodium jansson)
    for test in "$root"/tests/test_*.c; do
        case $test in */test_hmac_openssl*) continue ;; esac
        name=$(basename "$test" .c)
        check "unity: links $name" $compile -I"$root/include" -I"$root/lib" "$test" \
            "$unit/apideck.o" $(pkg-config --cflags --libs libsodium jansson) -lm -pthread \
            -o "$unit/$name"
        check "unity: $name" env -C "$root" "$unit/$name"
    done
}

# dependencies ROOT VARIANT COMPILER...: has the two libraries made, where ROOT does not name them;
# sets `made`.
dependencies() {
    made=$1
    [ -z "$made" ] || return 0
    made=$work/root-$2
    "$root/tests/dependencies.sh" "$made" "${@:3}" >"$work/said" 2>&1 && return 0
    tail -n 5 "$work/said"
    made=
    return 1
}

try_clang_sanitizers() {
    compiles clang -fsanitize=address,undefined ||
        { skip clang-sanitizers 'clang -fsanitize=address,undefined makes no programs' && return; }
    CC=clang whole clang-sanitizers -Db_sanitize=address,undefined -Db_lundef=false \
        -Dbuildtype=debugoptimized
}

try_memory_sanitizer() {
    compiles clang -fsanitize=memory ||
        { skip memory-sanitizer 'clang -fsanitize=memory makes no programs' && return; }
    dependencies "${MSAN_ROOT:-}" memory-sanitizer clang -fsanitize=memory ||
        { skip memory-sanitizer 'libsodium and jansson cannot be made' && return; }
    CC=clang PKG_CONFIG_LIBDIR=$made/lib/pkgconfig MSAN_OPTIONS=halt_on_error=1 \
        whole memory-sanitizer --prefer-static -Db_sanitize=memory -Db_lundef=false \
        -Dbuildtype=debugoptimized
}

# Under valgrind one thread runs at a time, in turns that the default makes very long.
try_valgrind() {
    have valgrind || { skip valgrind 'it is not there' && return; }
    wrapper="valgrind -q --error-exitcode=99 --leak-check=full --fair-sched=try
        --suppressions=$root/tests/valgrind.supp"
    patience=60
    whole valgrind -Dbuildtype=debugoptimized
    wrapper=
    patience=10
}

try_32_bit() {
    compiles gcc -m32 || { skip 32-bit 'gcc -m32 makes no programs' && return; }
    if links gcc -m32; then
        whole 32-bit --cross-file \
            "$(cross_file x86 little /usr/lib/i386-linux-gnu/pkgconfig '' gcc -m32)"
    else
        part 32-bit env gcc -m32
    fi
}

try_big_endian() {
    local compiler=(s390x-linux-gnu-gcc)
    compiles "${compiler[@]}" || compiler=(clang --target=s390x-linux-gnu)
    if ! have qemu-s390x || ! compiles "${compiler[@]}"; then
        skip big-endian 'no compiler for s390x, or no qemu-s390x'
        return
    fi
    if links "${compiler[@]}" && qemu-s390x "$work/links"; then
        whole big-endian --cross-file "$(cross_file s390x big \
            /usr/lib/s390x-linux-gnu/pkgconfig qemu-s390x "${compiler[@]}")"
    else
        part big-endian qemu-s390x "${compiler[@]}"
    fi
}

try_musl() {
    have musl-gcc || { skip musl 'no musl-gcc' && return; }
    if HOST=x86_64-linux-musl dependencies "${MUSL_ROOT:-}" musl musl-gcc; then
        whole musl --prefer-static -Dc_link_args=-static --cross-file \
            "$(cross_file x86_64 little "$made/lib/pkgconfig" '' musl-gcc)"
    else
        part musl env musl-gcc
    fi
}

# -----------------------------------------------------------------------------------------------

variants=("$@")
[ $# -gt 0 ] || variants=(gcc-O0 gcc-O3 clang-O0 clang-O3 clang-sanitizers unity memory-sanitizer
    valgrind 32-bit big-endian musl)
for variant in "${variants[@]}"; do
    case $variant in
    --help) help && exit ;;
    gcc-O[03] | clang-O[03]) compiler "${variant%-O*}" "${variant#*-O}" ;;
    clang-sanitizers | unity | memory-sanitizer | valgrind | 32-bit | big-endian | musl) "try_${variant//-/_}" ;;
    *) help >&2 && exit 2 ;;
    esac
done
summary
