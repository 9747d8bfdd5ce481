/* replay: deliveries that the log of the API calls failed, once more. */
#include "api_fetch.h"
#include "args.h"
#include "documents.h"
#include "key.h"
#include "output.h"
#include "signed_post.h"

#include <apideck/replay.h>
#include <stdio.h>
#include <string.h>

/* What is done with each. */
struct target {
    struct http *http; /* NULL: they are only listed */
    const apideck_keyring *ring;
    size_t accepted;
    size_t refused; /* with another status than 2xx, or nothing that can be sent */
};

/* Printing ----------------------------------------------------------------------------------- */

static void print_field(const char *name, apideck_str text) {
    if (text.ptr) {
        printf(" %s=", name);
        print_text(text.ptr, text.len);
    }
}

static apideck_str type_of(const apideck_replay_item *item) {
    bool in_body = item->event && item->event->event_type.ptr;
    return in_body ? item->event->event_type : item->log->event_type;
}

static void print_item(const char *what, const apideck_replay_item *item) {
    fputs(what, stdout);
    print_field("event_type", type_of(item));
    if (item->event) {
        print_field("event_id", item->event->event_id);
        print_field("occurred_at", item->event->occurred_at);
    }
    print_field("log_id", item->log->id);
}

static void print_log_state(const apideck_webhook_log *log) {
    if (log->status_code >= 0) {
        printf(" status_code=%lld", (long long)log->status_code);
    }
    if (log->retry_scheduled >= 0) {
        printf(" retry_scheduled=%s", log->retry_scheduled ? "true" : "false");
    }
    putchar('\n');
}

/* What a receiver says in one line. */
static void print_answer(const struct http_answer *answer) {
    size_t len = 0;
    while (len < answer->len && answer->body[len] != '\n') {
        len++;
    }
    fputs(len ? ": " : "", stdout);
    print_text(answer->body, len);
    putchar('\n');
    fflush(stdout); /* each is seen when it is over */
}

static void print_counts(const apideck_replay_counts *counts) {
    printf("entries=%zu missed=%zu delivered=%zu repeated=%zu filtered=%zu scheduled=%zu "
           "handshakes=%zu bodyless=%zu\n",
           counts->entries, counts->missed, counts->delivered, counts->repeated, counts->filtered,
           counts->scheduled, counts->handshakes, counts->bodyless);
}

/* Sending ------------------------------------------------------------------------------------ */

/* False when going on makes no sense. */
static bool send_item(struct target *target, const apideck_replay_item *item) {
    static struct http_answer answer;
    char what[32];
    apideck_str type = type_of(item);
    apideck_str body = item->log->request_body;
    if (!is_header_text(type)) {
        complain("replay: an entry has no event_type that could be a header");
        target->refused++;
        return true;
    }
    switch (signed_post(target->http, target->ring, type.ptr, body.ptr, body.len, &answer)) {
    case POST_ANSWERED:
        break;
    case POST_NOT_SIGNED:
        target->refused++;
        return true;
    default:
        return false;
    }
    snprintf(what, sizeof what, "HTTP %ld", answer.status);
    print_item(what, item);
    print_answer(&answer);
    if (answer.status >= 200 && answer.status < 300) {
        target->accepted++;
    } else {
        target->refused++;
    }
    return true;
}

static enum status go_through(apideck_replay *replay, struct target *target) {
    apideck_replay_counts counts = {.size = sizeof counts};
    apideck_replay_item item;
    bool goes_on = apideck_replay_count(replay, &counts) == 0;
    for (size_t i = 0; goes_on && !ferror(stdout); i++) {
        if (apideck_replay_item_at(replay, i, &item)) {
            break;
        }
        if (target->http) {
            goes_on = send_item(target, &item);
        } else {
            print_item("missed", &item);
            print_log_state(item.log);
        }
    }
    print_counts(&counts);
    if (target->http) {
        printf("accepted=%zu refused=%zu\n", target->accepted, target->refused);
    }
    if (!goes_on) {
        return STATUS_TROUBLE;
    }
    return target->refused ? STATUS_NO : STATUS_OK;
}

/* Reading ------------------------------------------------------------------------------------ */

static int add_page(void *list, const void *document, size_t document_len,
                    apideck_problem **problem_out) {
    return apideck_replay_add_page(list, document, document_len, problem_out);
}

/* What is asked for. */
struct wish {
    apideck_replay_options options;
    struct api_source source;
    bool fetch;
    bool dry_run;
    const char *url;
    char **paths;
    size_t path_count;
};

static int fetch_log(void *list, const apideck_transport *transport,
                     const apideck_credentials *credentials, apideck_problem **problem_out) {
    return apideck_replay_fetch(list, transport, credentials, problem_out);
}

static bool read_log(apideck_replay *replay, const struct wish *wish) {
    return wish->fetch ? api_fetch(&wish->source, fetch_log, replay)
                       : documents_read("replay", wish->paths, wish->path_count, add_page, replay);
}

/* What was fetched before a page failed is gone through all the same. */
static enum status replay_wish(const struct wish *wish, struct target *target) {
    apideck_error detail;
    apideck_replay *replay = NULL;
    if (apideck_replay_new(&wish->options, &replay, &detail)) {
        complain("replay: %s", detail.message);
        return STATUS_TROUBLE;
    }
    bool is_read = read_log(replay, wish);
    enum status status = STATUS_TROUBLE;
    if (is_read || wish->fetch) {
        status = go_through(replay, target);
    }
    apideck_str cursor = apideck_replay_cursor(replay);
    if (cursor.ptr) {
        fputs("there is more: --cursor ", stdout);
        print_text(cursor.ptr, cursor.len);
        putchar('\n');
    }
    apideck_replay_free(replay);
    return is_read ? status : STATUS_TROUBLE;
}

static bool is_complete(const struct wish *wish) {
    const char *wrong = NULL;
    if (wish->fetch == (wish->path_count > 0)) {
        wrong = "either FILE or --fetch is needed";
    } else if (!wish->dry_run == !wish->url) {
        wrong = "either --url or --dry-run is needed";
    } else if (wish->fetch && !wish->source.app_id) {
        wrong = "--fetch needs --app-id";
    }
    if (wrong) {
        complain("replay: %s", wrong);
    }
    return !wrong;
}

static enum status replay_to(const struct wish *wish, const char *const *key_files,
                             size_t key_count) {
    struct target target = {NULL, NULL, 0, 0};
    apideck_keyring *ring = NULL;
    if (wish->dry_run) {
        return replay_wish(wish, &target);
    }
    if (!keyring_open(key_files, key_count, &ring)) {
        return STATUS_TROUBLE;
    }
    enum status status = STATUS_TROUBLE;
    target.ring = ring;
    target.http = http_open(wish->url);
    if (target.http) {
        status = replay_wish(wish, &target);
        http_close(target.http);
    }
    apideck_keyring_free(ring);
    return status;
}

static enum status run(const struct command *command, int argc, char **argv) {
    struct wish wish = {.fetch = false};
    const char *key_file = NULL;
    bool all = false, no_scheduled = false;
    apideck_replay_options_init(&wish.options);
    struct option options[] = {
        {.name = "--key-file", .values = &key_file, .room = 1},
        {.name = "--url", .values = &wish.url, .room = 1},
        {.name = "--dry-run", .flag = &wish.dry_run},
        {.name = "--fetch", .flag = &wish.fetch},
        {.name = "--app-id", .values = &wish.source.app_id, .room = 1},
        {.name = "--base-url", .values = &wish.source.base_url, .room = 1},
        {.name = "--ca-file", .values = &wish.source.ca_file, .room = 1},
        {.name = "--cursor", .values = &wish.options.cursor, .room = 1},
        {.name = "--since", .values = &wish.options.since, .room = 1},
        {.name = "--until", .values = &wish.options.until, .room = 1},
        {.name = "--event", .values = &wish.options.event_type, .room = 1},
        {.name = "--service", .values = &wish.options.service_id, .room = 1},
        {.name = "--consumer", .values = &wish.options.consumer_id, .room = 1},
        {.name = "--endpoint", .values = &wish.options.endpoint, .room = 1},
        {.name = "--all", .flag = &all},
        {.name = "--no-scheduled", .flag = &no_scheduled},
    };
    struct args args = {.command = command,
                        .options = options,
                        .option_count = sizeof options / sizeof *options,
                        .takes = OPERAND_MANY};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    wish.options.flags =
        (all ? APIDECK_REPLAY_ALL : 0u) | (no_scheduled ? APIDECK_REPLAY_NO_SCHEDULED : 0u);
    wish.source.key_file = key_file;
    wish.paths = args.operands;
    wish.path_count = args.operand_count;
    if (!is_complete(&wish)) {
        return STATUS_TROUBLE;
    }
    return replay_to(&wish, &key_file, options[0].count);
}

const struct command replay_command = {
    .name = "replay",
    .arguments = "--url URL|--dry-run [OPTION...] FILE...|--fetch --app-id ID",
    .summary = "Sends again what the API's log of deliveries calls failed",
    .help =
        "Reads pages of the log, GET /webhook/logs, from files or from the API, and sends the\n"
        "body of each delivery that failed to a receiver once more, signed anew, the oldest\n"
        "first. What the receiver handled meanwhile is a duplicate to it. Exits with 1 when an\n"
        "answer is not 2xx, with 2 when there is none or the log cannot be read.\n\n"
        "  --url URL        where to, http or https\n"
        "  --dry-run        lists what would be sent, and sends nothing\n"
        "  --fetch          asks the API for the log, with the API key\n"
        "  --app-id ID      the application whose log it is\n"
        "  --base-url URL   of the API, https alone\n"
        "  --ca-file FILE   certificates to trust in place of the system's\n"
        "  --cursor CURSOR  the page of the log to begin with\n"
        "  --since TIME     entries from then on, e.g. 2026-11-23T08:00:00Z\n"
        "  --until TIME     entries up to then\n"
        "  --event TYPE     entries of this type of event alone\n"
        "  --service ID     of this service\n"
        "  --consumer ID    of this consumer\n"
        "  --endpoint URL   of deliveries to this URL\n"
        "  --all            what was delivered too\n"
        "  --no-scheduled   not what the API is going to send again by itself\n" KEY_HELP,
    .run = run,
};
