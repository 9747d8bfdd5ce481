#!/bin/sh
# Usage: docs.sh BUILD_DIR. Tests that the documentation is true: its programs compile and run, its
# commands print what it says they print, its links lead somewhere, and nothing public is left out.
#
# What is done with a block is said behind the ``` of its fence:
#   c program           compiled against include/ and the built library, and run; has to exit with 0
#   c unit              compiled
#   sh run [NEEDED...]  run by sh -eu in a directory that the blocks of a document share, with the
#                       tool apideck-webhook on the PATH and the sources at $SOURCE; skipped where
#                       one of the NEEDED programs is not there
#   output              what the `sh run` or `c program` before it has to print, to the byte
# Blocks that say anything else are only to be looked at.
set -u
build=${1:?usage: docs.sh BUILD_DIR}
build=$(cd "$build" && pwd) || exit 2
SOURCE=$(cd "$(dirname "$0")/.." && pwd)
. "$SOURCE/tests/counting.sh"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
LC_ALL=C
PATH=$build/examples/cli:$PATH
export LC_ALL PATH SOURCE
unset APIDECK_API_KEY
cd "$SOURCE" || exit 2
documents="README.md examples/README.md $(echo docs/*.md)"
# Blocks -----------------------------------------------------------------------------------------

library=$build/lib/libapideck.a
[ -f "$library" ] || library="-L$build/lib -lapideck -Wl,-rpath,$build/lib"
flags=$(pkg-config --cflags libsodium jansson 2>/dev/null)
libraries=$(pkg-config --libs libsodium jansson 2>/dev/null) || libraries='-lsodium -ljansson'

# compile FILE OPTION...: every warning is an error, as it would be for many a host.
# shellcheck disable=SC2086 # the flags are lists of words
compile() {
    ${CC:-cc} -std=c11 -Wall -Wextra -Werror -I"$SOURCE/include" $flags "$@" >"$work/said" 2>&1
}

# shellcheck disable=SC2086
run_program() {
    if ! compile "$1" -o "$work/program" $library $libraries -pthread; then
        fail "$2: does not compile" "$work/said"
    elif (cd "$work/here" && "$work/program") >"$work/printed" 2>"$work/said"; then
        pass
    else
        fail "$2: exit status $?" "$work/said"
    fi
}

run_unit() {
    if compile -c "$1" -o "$work/unit.o"; then
        pass
    else
        fail "$2: does not compile" "$work/said"
    fi
}

# run_commands FILE TITLE NEEDED...
run_commands() {
    commands=$1
    title=$2
    shift 2
    if ! have "$@"; then
        skip "$title" "needs $*"
        skipped=yes
    elif (cd "$work/here" && sh -eu "$commands") >"$work/printed" 2>"$work/said" </dev/null; then
        pass
    else
        fail "$title: exit status $?" "$work/said"
    fi
}

# Leaves each block that says what to do with it in $work/blocks, numbered, with a line
# "NUMBER LINE WHAT..." in $work/list.
cut_blocks() {
    rm -rf "$work/blocks" "$work/here"
    mkdir "$work/blocks" "$work/here"
    awk -v to="$work/blocks" '
        /^```/ && inside { inside = 0; if (file) close(file); file = ""; next }
        /^```/ {
            inside = 1
            what = substr($0, 4)
            if (what ~ /^(c program|c unit|output)$/ || what ~ /^sh run( |$)/) {
                file = sprintf("%s/%03d.c", to, ++count)
                printf "" > file
                printf "%03d %d %s\n", count, NR, what
            }
            next
        }
        file { print > file }' "$1" >"$work/list"
}

check_blocks() {
    cut_blocks "$1"
    skipped=
    while read -r number line kind how needed; do
        block=$work/blocks/$number.c
        title=$1:$line
        case "$kind $how" in
        'c program') skipped='' && run_program "$block" "$title" ;;
        'c unit') run_unit "$block" "$title" ;;
        'sh run')
            skipped=
            # shellcheck disable=SC2086 # a list of words
            run_commands "$block" "$title" $needed
            ;;
        'output ') [ -n "$skipped" ] || same "$title: prints something else" "$block" "$work/printed" ;;
        esac
    done <"$work/list"
}

# The receiver that the README begins with is short.
check_first_program() {
    cut_blocks README.md
    lines=$(wc -l <"$work/blocks/001.c")
    if [ "$lines" -le 30 ] && grep -q apideck_receive "$work/blocks/001.c"; then
        pass
    else
        fail "README.md: the receiver has $lines lines, or is not the first program"
    fi
}

# Links ------------------------------------------------------------------------------------------

# Headings as GitHub makes anchors of them.
anchors() {
    awk '/^```/ { inside = !inside }
         !inside && /^#+ / {
             sub(/^#+ /, "")
             text = tolower($0)
             gsub(/[^a-z0-9 _-]/, "", text)
             gsub(/ /, "-", text)
             print text
         }' "$1"
}

# The targets of a document's links, code left out.
targets() {
    awk '/^```/ { inside = !inside; next }
         !inside {
             gsub(/`[^`]*`/, "")
             while (match($0, /\]\([^)]*\)/)) {
                 print substr($0, RSTART + 2, RLENGTH - 3)
                 $0 = substr($0, RSTART + RLENGTH)
             }
         }' "$1"
}

# leads_somewhere DOCUMENT TARGET
leads_somewhere() {
    case $2 in
    http://* | https://* | mailto:*) return 0 ;;
    esac
    path=${2%%#*}
    file=$1
    [ -z "$path" ] || file=$(dirname "$1")/$path
    [ -e "$file" ] || return 1
    case $2 in
    *#*) anchors "$file" | grep -qxF -e "${2#*#}" ;;
    esac
}

check_links() {
    targets "$1" >"$work/targets"
    while read -r target; do
        if leads_somewhere "$1" "$target"; then
            pass
        else
            fail "$1: the link to $target leads nowhere"
        fi
    done <"$work/targets"
}

# What has to be written down ----------------------------------------------------------------------

# Each exported function of a header, with "documented" where a doc comment stands right above it.
functions() {
    awk '/\*\/[ \t]*$/ { comment = doc || /^\/\*\*/; doc = 0; next }
         /^\/\*\*/ { doc = 1; next }
         doc { next }
         /^APIDECK_API/ && !/^APIDECK_API[ \t]*__/ { declaration = ""; inside = 1 }
         inside { declaration = declaration " " $0 }
         inside && /;/ {
             match(declaration, /apideck_[a-z0-9_]+ *\(/)
             print substr(declaration, RSTART, RLENGTH - 1), comment ? "documented" : ""
             inside = 0
         }
         !inside { comment = 0 }' "$1"
}

# The functions apideck_event_as_STRUCT are those of the structs in docs/events.md.
is_written_down() {
    grep -qw -e "$1" README.md docs/*.md && return
    case $1 in
    apideck_event_as_*) grep -q "\`apideck_${1#apideck_event_as_}_event\`" docs/events.md ;;
    *) return 1 ;;
    esac
}

check_functions() {
    for header in include/apideck/*.h; do
        functions "$header" >"$work/functions"
        while read -r name documented; do
            if [ -n "$documented" ] || is_written_down "$name"; then
                pass
            else
                fail "$header: $name is documented nowhere"
            fi
        done <"$work/functions"
    done
}

# Every function that the libraries export is among them, so the search above misses none.
check_exports() {
    if [ ! -e "$build/lib/libapideck.so" ] || ! have nm; then
        skip 'exported functions' "no $build/lib/libapideck.so, or no nm"
        return
    fi
    nm -D --defined-only "$build"/lib/libapideck*.so 2>/dev/null |
        sed -n 's/.* T \([^@]*\).*/\1/p' | sort >"$work/exported"
    for header in include/apideck/*.h; do
        functions "$header"
    done | sed 's/ .*//' | sort >"$work/declared"
    comm -23 "$work/exported" "$work/declared" >"$work/missed"
    same 'exported functions that are not found in the headers' /dev/null "$work/missed"
}

# mentions DOCUMENT NAME...: each stands there between backquotes or as a link.
mentions() {
    document=$1
    shift
    for name; do
        if grep -qF -e "\`$name\`" -e "]($name)" -e "[$name](" "$document"; then
            pass
        else
            fail "$document: nothing is said of $name"
        fi
    done
}

check_lists() {
    # shellcheck disable=SC2046 # names without spaces
    mentions docs/code-map.md $(cd lib && echo *.c *.h *.inc stores/*.c tables/*)
    # shellcheck disable=SC2046
    mentions docs/README.md $(cd docs && echo *.md | sed 's/README\.md//')
}

# ------------------------------------------------------------------------------------------------

for document in $documents; do
    check_blocks "$document"
    check_links "$document"
done
check_first_program
check_functions
check_exports
check_lists
summary
