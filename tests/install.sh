#!/bin/sh
# Usage: install.sh BUILD_DIR. What `meson install` puts into place is complete, and a host that has
# only that can be built against it: with pkg-config, CMake and a plain compiler line, and with the
# sources as a meson subproject.
set -u
build=$(cd "${1:?usage: install.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
CC=${CC:-cc}
flags='-std=c11 -Wall -Wextra -Wpedantic -Werror'

if ! DESTDIR=$work/stage meson install -C "$build" >"$work/said" 2>&1; then
    fail 'meson install' "$work/said"
    summary
    exit 1
fi
pass

# option NAME: of the build.
option() {
    meson introspect --buildoptions "$build" |
        python3 -c 'import json, sys
print(*(o["value"] for o in json.load(sys.stdin) if o["name"] == sys.argv[1]))' "$1"
}
prefix=$work/stage$(option prefix)
libdir=$prefix/$(option libdir)
include=$prefix/$(option includedir)
version=$(sed -n 's/^#define APIDECK_VERSION_STRING "\(.*\)"/\1/p' "$include/apideck/base.h")
major=${version%%.*}
kind=$(option default_library)
shared=yes static=yes
[ "$kind" != static ] || shared=
[ "$kind" != shared ] || static=

# What is there -------------------------------------------------------------------------------

installed() {
    for file; do
        check "$file is installed" test -s "$prefix/$file"
    done
}

# Those of the libraries beside the core are there where these are built.
for header in apideck.h apideck.hpp base.h event.h host.h json.h receiver.h signature.h \
    store_memory.h testing.h; do
    check "$header is installed" test -s "$include/apideck/$header"
done
for header in "$include"/apideck/*; do
    check "$header is ours" cmp "$header" "$root/include/apideck/$(basename "$header")"
done
lib=$(option libdir)
installed "$lib/pkgconfig/libapideck.pc" "$lib/cmake/apideck/apideck-config.cmake" \
    "$lib/cmake/apideck/apideck-config-version.cmake"
[ -z "$shared" ] || installed "$lib/libapideck.so" "$lib/libapideck.so.$major"
[ -z "$static" ] || installed "$lib/libapideck.a"
for page in "$root"/docs/man/*.3; do
    installed "$(option mandir)/man3/$(basename "$page")"
done
for page in "$prefix/$(option mandir)"/man3/*; do
    check "$page leads somewhere" test -s "$page"
done
if [ "$(option examples)" != disabled ]; then
    installed "$(option bindir)/apideck-webhook" "$(option mandir)/man1/apideck-webhook.1" \
        "$(option datadir)/bash-completion/completions/apideck-webhook" \
        "$(option datadir)/zsh/site-functions/_apideck-webhook"
    check 'the tool runs' env LD_LIBRARY_PATH="$libdir" \
        "$prefix/$(option bindir)/apideck-webhook" --version
fi
# Nothing but the file names is left of where it was built.
check 'no path of the build' sh -c "! grep -rlF -e '$build' '$prefix' --include='*.pc' --include='*.cmake'"

# A host --------------------------------------------------------------------------------------

mkdir "$work/host"
cd "$work/host" || exit 2
cat >host.c <<'END'
#include <apideck/apideck.h>
#include <apideck/json.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    static const char body[] = "{\"event_type\":\"accounting.invoice.created\",\"entity_id\":\"7\"}";
    apideck_keyring *ring = NULL;
    apideck_event *event = NULL;
    json_t *document = NULL;
    char signature[APIDECK_SIGNATURE_SIZE];
    int failed = apideck_check_headers(NULL) != 0 || argc != 2 ||
                 strcmp(apideck_version(), argv[1]) != 0;
    failed = failed || apideck_keyring_new(NULL, &ring) != 0 ||
             apideck_keyring_add(ring, "main", "secret", 6) != 0 ||
             apideck_sign(ring, NULL, body, sizeof body - 1, APIDECK_FORM_SORTED,
                          APIDECK_ENCODING_HEX, signature) != 0 ||
             apideck_verify_event(ring, body, sizeof body - 1, signature, strlen(signature), NULL,
                                  &event, NULL, NULL) != 0 ||
             apideck_event_to_json(event, &document, NULL) != 0;
    if (!failed) {
        printf("%s\n", json_string_value(json_object_get(document, "entity_id")));
    }
    json_decref(document);
    apideck_event_free(event);
    apideck_keyring_free(ring);
    return failed;
}
END

# The prefix is not where the package was configured for: it is staged.
apideck_pc() {
    PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --define-variable=prefix="$prefix" "$@" "${package:-libapideck}"
}

# builds NAME COMMAND...: the command makes ./host, which has to run.
builds() {
    name=$1
    shift
    rm -f host
    if "$@" >"$work/said" 2>&1; then
        LD_LIBRARY_PATH=$libdir ./host "$version" >printed 2>&1
        check "$name: runs" grep -qx 7 printed
    else
        fail "$name: is not built" "$work/said"
    fi
}

# shellcheck disable=SC2086,SC2046 # lists of words
with_pkg_config() {
    if [ -n "$shared" ]; then
        builds 'pkg-config' $CC $flags host.c -o host $(apideck_pc --cflags --libs) -ljansson
        check 'pkg-config: links the shared library' \
            sh -c "readelf -d host | grep -q 'NEEDED.*libapideck\.so\.$major'"
    fi
    if [ -n "$static" ]; then
        builds 'pkg-config --static' \
            $CC $flags -static host.c -o host $(apideck_pc --static --cflags --libs)
        check 'pkg-config --static: needs no library' sh -c '! readelf -d host | grep -q NEEDED'
    fi
    apideck_pc --modversion >modversion
    check 'pkg-config: the version of the headers' grep -qxF -e "$version" modversion
}

# shellcheck disable=SC2086
with_a_plain_line() {
    [ -z "$shared" ] ||
        builds 'plain' $CC $flags host.c -o host "-I$include" "-L$libdir" -lapideck -ljansson
    [ -z "$static" ] ||
        builds 'plain, static' $CC $flags host.c -o host "-I$include" "$libdir/libapideck.a" \
            -lsodium -ljansson
}

# shellcheck disable=SC2086,SC2046
with_full_archive() {
    package=libapideck-full
    $CC $flags "$root/tests/full_archive.c" -o full $(apideck_pc --cflags --libs)
}

# with_cmake TARGET WANTED_VERSION
with_cmake() {
    rm -rf cmake-build
    cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.13)
project(host C)
find_package(apideck $2 REQUIRED)
add_executable(host host.c)
target_link_libraries(host apideck::$1 jansson)
set_target_properties(host PROPERTIES RUNTIME_OUTPUT_DIRECTORY "\${CMAKE_SOURCE_DIR}")
END
    cmake -DCMAKE_PREFIX_PATH="$prefix" -S . -B cmake-build && cmake --build cmake-build
}

# with_meson LIBRARY_KIND
with_meson() {
    rm -rf meson-build subprojects
    mkdir subprojects
    ln -s "$root" subprojects/libapideck
    cat >meson.build <<'END'
project('host', 'c')
apideck = dependency('libapideck', fallback: ['libapideck', 'apideck_dep'])
executable('host', 'host.c', dependencies: apideck)
END
    meson setup meson-build --wrap-mode=forcefallback -Dlibapideck:default_library="$1" \
        -Dlibapideck:examples=disabled -Dlibapideck:tests=false &&
        meson compile -C meson-build -j 1 && cp meson-build/host host
}

with_pkg_config
with_a_plain_line
if [ -e "$libdir/libapideck-full.a" ]; then
    check 'the full archive by pkg-config' with_full_archive
    check 'the full archive: runs' ./full
else
    skip 'the full archive' 'full_archive is not enabled'
fi
if have cmake; then
    builds 'CMake' with_cmake apideck ''
    [ -z "$shared" ] || builds 'CMake, shared' with_cmake shared "$version"
    [ -z "$static" ] || builds 'CMake, static' with_cmake static "${version%.*}"
    refuse 'CMake: another major version' with_cmake apideck $((major + 1)).0
    refuse 'CMake: a newer version' with_cmake apideck "$major.999"
else
    skip CMake 'it is not there'
fi
builds 'meson subproject, static' with_meson static
summary
