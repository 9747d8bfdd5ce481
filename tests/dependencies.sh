#!/bin/bash
# Usage: dependencies.sh DIR COMPILER...: builds libsodium and jansson with that compiler, as archives
# with headers and pkg-config files in DIR, out of the source packages of this Debian: for what their
# binary packages do not serve, another C library or a sanitizer that has to see all code. HOST
# names the machine that the compiler makes programs for, if not this one. Needs apt-get, dpkg-dev,
# autoconf, automake, libtool and cmake; installs nothing outside of DIR.
set -eu
[ $# -ge 2 ] || {
    sed -n '2s/^# //p' "$0" >&2
    exit 2
}
mkdir -p "$1"
prefix=$(cd "$1" && pwd)
shift
compiler="$*"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The package sources of this Debian, as a list of apt's own.
mkdir -p "$work/parts" "$work/lists/partial"
{
    cat /etc/apt/sources.list 2>/dev/null || true
    cat /etc/apt/sources.list.d/debian*.list 2>/dev/null || true
} | sed -n 's/^deb /deb-src /p' >"$work/parts/of-debian.list"
for list in /etc/apt/sources.list.d/debian*.sources; do
    [ ! -e "$list" ] || sed 's/^Types: .*/Types: deb-src/' "$list" >"$work/parts/$(basename "$list")"
done
from_debian() {
    apt-get -q -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/parts" \
        -o "Dir::State::Lists=$work/lists" -o "APT::Sandbox::User=$(id -un)" "$@"
}
cd "$work"
from_debian update
from_debian source libsodium jansson

# A sanitizer sees no assembly, and is not to check the libraries' own tests.
cd "$work"/libsodium-*/
autoreconf -i
./configure ${HOST:+--host="$HOST"} CC="$compiler" CFLAGS='-O1 -g' --prefix="$prefix" \
    --disable-shared --disable-asm --disable-ssp --with-pic
make -C src -j "${JOBS:-1}" install
make install-pkgconfigDATA
# test_no_sodium has one of its own, which stands in front of a shared library, but not of an archive.
objcopy --weaken-symbol=sodium_init "$prefix/lib/libsodium.a"

cd "$work"/jansson-*/
printf '#!/bin/sh\nexec %s "$@"\n' "$compiler" >"$work/compiler"
chmod +x "$work/compiler"
cmake -S . -B build -DCMAKE_C_COMPILER="$work/compiler" -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_C_FLAGS='-O1 -g' -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DJANSSON_BUILD_DOCS=OFF -DJANSSON_EXAMPLES=OFF \
    -DJANSSON_WITHOUT_TESTS=ON
cmake --build build -j "${JOBS:-1}"
cmake --install build
