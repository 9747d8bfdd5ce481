# Completion of apideck-webhook for bash.
# shellcheck shell=bash

_apideck_webhook_options() {
    case $1 in
    canonicalize) echo '--form --lines' ;;
    sign) echo '--key-file --form --encoding' ;;
    verify) echo '--signature --key-file' ;;
    parse | events) echo '--json' ;;
    example) echo '--event-id' ;;
    send) echo '--url --count --key-file' ;;
    esac
}

_apideck_webhook() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} candidates='' files=no
    if ((COMP_CWORD == 1)); then
        candidates='canonicalize sign verify parse events example send --help --version'
    else
        case $before in
        --form) candidates='sorted sorted-deep raw' ;;
        --encoding) candidates='hex base64' ;;
        --key-file) files=yes ;;
        --signature | --url | --count | --event-id) return ;;
        *)
            case $word in
            -*) candidates="$(_apideck_webhook_options "$command") --help" ;;
            *)
                case $command in
                example | send) candidates=$("${COMP_WORDS[0]}" events 2>/dev/null) ;;
                esac
                case $command in
                canonicalize | sign | verify | parse | send) files=yes ;;
                esac
                ;;
            esac
            ;;
        esac
    fi
    mapfile -t COMPREPLY < <(
        compgen -W "$candidates" -- "$word"
        [[ $files == no ]] || compgen -f -- "$word"
    )
}

complete -o filenames -F _apideck_webhook apideck-webhook
