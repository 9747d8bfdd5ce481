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
    replay)
        echo '--url --dry-run --fetch --app-id --base-url --ca-file --cursor --since --until' \
            '--event --service --consumer --endpoint --all --no-scheduled --key-file'
        ;;
    coverage)
        echo '--service --event --all --check --markdown --json --fetch --app-id --base-url' \
            '--ca-file --key-file'
        ;;
    esac
}

_apideck_webhook() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} candidates='' files=no
    if ((COMP_CWORD == 1)); then
        candidates='canonicalize sign verify parse events example send replay coverage'
        candidates+=' --help --version'
    else
        case $before in
        --form) candidates='sorted sorted-deep raw' ;;
        --encoding) candidates='hex base64' ;;
        --key-file | --ca-file) files=yes ;;
        --event) candidates=$("${COMP_WORDS[0]}" events 2>/dev/null) ;;
        --signature | --url | --count | --event-id) return ;;
        --app-id | --base-url | --cursor | --since | --until) return ;;
        --service | --consumer | --endpoint) return ;;
        *)
            case $word in
            -*) candidates="$(_apideck_webhook_options "$command") --help" ;;
            *)
                case $command in
                example | send) candidates=$("${COMP_WORDS[0]}" events 2>/dev/null) ;;
                esac
                case $command in
                canonicalize | sign | verify | parse | send | replay | coverage) files=yes ;;
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
