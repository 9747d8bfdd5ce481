#!/bin/bash
# Usage: completion.sh BUILD_DIR. What the shells offer for apideck-webhook is what it takes: every
# command, and of each command every option that its help names.
set -u
build=$(cd "${1:?usage: completion.sh BUILD_DIR}" && pwd) || exit 2
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=/dev/null
. "$root/tests/counting.sh"
completion=$root/examples/cli/completion
PATH=$build/examples/cli:$PATH
have apideck-webhook || {
    skip completion 'the tool is not built'
    exit 77
}
# shellcheck source=/dev/null
. "$completion/apideck-webhook.bash"

# offers WORD...: what bash offers for the last of the words.
offers() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _apideck_webhook
    printf '%s\n' "${COMPREPLY[@]}"
}

# offered TEXT CANDIDATE WORD...
offered() {
    local text=$1 candidate=$2
    shift 2
    if offers "$@" | grep -qxF -e "$candidate"; then
        pass
    else
        fail "$text: $candidate"
    fi
}

# named_in_zsh CANDIDATE: that it is there is seen in the text, that it works only by running zsh.
named_in_zsh() {
    check "zsh knows $1" grep -qwF -e "$1" "$completion/_apideck-webhook"
}

commands=$(apideck-webhook --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
check 'there are commands' test "$(echo "$commands" | wc -l)" -gt 5
for command in $commands; do
    offered 'command' "$command" apideck-webhook ''
    named_in_zsh "$command"
    for option in $(apideck-webhook "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p') --help; do
        offered "option of $command" "$option" apideck-webhook "$command" --
        named_in_zsh "$option"
    done
    for option in $(offers apideck-webhook "$command" -- | grep -vx -e --help); do
        check "$command has $option" grep -qwF -e "$option" <(apideck-webhook "$command" --help)
    done
done
for form in sorted sorted-deep raw; do
    offered 'form' $form apideck-webhook sign --form ''
done
offered 'event type' accounting.invoice.created apideck-webhook example accounting.inv
offered 'event type' vault.connection.created apideck-webhook send vault
offered 'a file' "$root/README.md" apideck-webhook parse "$root/READ"
offered 'a key file' "$root/README.md" apideck-webhook sign --key-file "$root/READ"
check 'nothing where nothing is known' test -z "$(offers apideck-webhook send --url '')"

if have zsh; then
    check 'zsh reads it' zsh -n "$completion/_apideck-webhook"
else
    skip 'zsh' 'it is not there'
fi
summary
