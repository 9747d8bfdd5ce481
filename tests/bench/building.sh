# shellcheck shell=sh
# What the commands of the benchmark share; sourced by them after `root` was set. Builds the library
# in build-bench/ (BENCH_BUILD names another place), and programs beside it in bench/.
build=${BENCH_BUILD:-$root/build-bench}
here=$root/tests/bench
programs=$build/bench
CC=${CC:-cc}
CXX=${CXX:-c++}
optimized='-std=c11 -O2 -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes'

have() {
    command -v "$1" >/dev/null
}

left_out() {
    echo "left out: $1 ($2)" >&2
}

# Programs are linked to the archives, as a host that embeds the library is.
build_library() {
    if ! set_up >"$build.log" 2>&1 || ! meson compile -C "$build" -j "${JOBS:-1}" >>"$build.log" 2>&1; then
        cat "$build.log" >&2
        echo 'the library is not built' >&2
        exit 1
    fi
    mkdir -p "$programs"
}

set_up() {
    [ -f "$build/build.ninja" ] ||
        meson setup "$build" "$root" -Dtests=false -Dfull_archive=disabled -Dopenssl=enabled
}

# compile NAME SOURCE...: a program of this folder, in $programs/NAME.
# shellcheck disable=SC2046,SC2086 # lists of words
compile() {
    program=$programs/$1
    shift
    (cd "$here" && $CC $optimized -I"$root/include" "$@" -o "$program" \
        "$build/lib/libapideck-openssl.a" "$build/lib/libapideck.a" \
        $(pkg-config --cflags --libs libsodium jansson libcrypto) -pthread) || exit 1
}
