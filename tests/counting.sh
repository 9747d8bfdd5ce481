# shellcheck shell=sh
# What a test script needs: checks that count and go on, and a last line that sums them up.
# Sourced; `. "$(dirname "$0")/counting.sh"`.
passed=0
failed=0

pass() {
    passed=$((passed + 1))
}

# fail TEXT [FILE]: shows the file too.
fail() {
    failed=$((failed + 1))
    echo "failed: $1" >&2
    [ -z "${2:-}" ] || sed 's/^/    /' "$2" >&2
}

# skip WHAT WHY: says that something was not tried.
skip() {
    echo "skipped: $1 ($2)"
}

# check TEXT COMMAND...: passes when the command succeeds; shows what it said when it does not.
check() {
    check_text=$1
    shift
    check_said=$(mktemp)
    if "$@" >"$check_said" 2>&1; then
        pass
    else
        fail "$check_text" "$check_said"
    fi
    rm -f "$check_said"
}

# refuse TEXT COMMAND...: passes when the command fails.
refuse() {
    check_text=$1
    shift
    if "$@" >/dev/null 2>&1; then
        fail "$check_text"
    else
        pass
    fi
}

# same TEXT EXPECTED_FILE GOT_FILE
same() {
    check "$1" diff "$2" "$3"
}

# have PROGRAM...: whether all of them are there.
have() {
    for have_program; do
        command -v "$have_program" >/dev/null || return 1
    done
}

# Prints the summary; its exit status is the script's.
summary() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
