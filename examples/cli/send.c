/* send: signed deliveries, as Apideck would send them. */
#include "args.h"
#include "event_body.h"
#include "key.h"
#include "output.h"
#include "signed_post.h"
#include "uuid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 1000000

/* What is sent: an example of a type, made anew each time, or the body of a file. */
struct source {
    apideck_event_type example; /* UNKNOWN for a file */
    struct input body;          /* of the file */
    char type_name[256];
};

static bool read_type(struct source *source) {
    apideck_event *event;
    apideck_error detail;
    int error = apideck_parse_event(source->body.bytes, source->body.len, NULL, &event, &detail);
    if (error) {
        complain_of_body(error, &detail);
        return false;
    }
    apideck_str name = event->event_type;
    bool ok = is_header_text(name) && name.len < sizeof source->type_name;
    if (ok) {
        memcpy(source->type_name, name.ptr, name.len + 1);
    } else {
        complain("send: the body has no event_type that could be a header");
    }
    apideck_event_free(event);
    return ok;
}

static bool source_open(const char *type_or_path, struct source *source_out) {
    size_t len = strlen(type_or_path);
    *source_out = (struct source){.example = apideck_event_type_from_name(type_or_path, len)};
    if (source_out->example != APIDECK_EVENT_UNKNOWN) {
        snprintf(source_out->type_name, sizeof source_out->type_name, "%s", type_or_path);
        return true;
    }
    if (!input_read(type_or_path, &source_out->body)) {
        complain("send: %s is no event type either", type_or_path);
        return false;
    }
    if (!read_type(source_out)) {
        input_free(&source_out->body);
        return false;
    }
    return true;
}

static void print_answer(const struct http_answer *answer) {
    printf("HTTP %ld\n", answer->status);
    fwrite(answer->body, 1, answer->len, stdout);
    if (answer->len > 0 && answer->body[answer->len - 1] != '\n') {
        putchar('\n');
    }
    /* Deliveries may take long: each is seen when it is over. */
    fflush(stdout);
}

static enum status post(struct http *http, const apideck_keyring *ring, const char *type_name,
                        const struct input *body) {
    static struct http_answer answer;
    if (signed_post(http, ring, type_name, body->bytes, body->len, &answer) != POST_ANSWERED) {
        return STATUS_TROUBLE;
    }
    print_answer(&answer);
    return answer.status >= 200 && answer.status < 300 ? STATUS_OK : STATUS_NO;
}

/* An example is a new event each time, or the receiver would take the second for a repetition. */
static enum status deliver(struct http *http, const apideck_keyring *ring,
                           const struct source *source) {
    if (source->example == APIDECK_EVENT_UNKNOWN) {
        return post(http, ring, source->type_name, &source->body);
    }
    struct input body;
    char event_id[UUID_SIZE];
    if (!uuid_new(event_id) || !event_body(source->example, event_id, &body)) {
        return STATUS_TROUBLE;
    }
    enum status status = post(http, ring, source->type_name, &body);
    input_free(&body);
    return status;
}

static enum status deliver_all(const apideck_keyring *ring, const struct source *source,
                               const char *url, long count) {
    struct http *http = http_open(url);
    if (!http) {
        return STATUS_TROUBLE;
    }
    enum status worst = STATUS_OK;
    for (long i = 0; i < count && worst != STATUS_TROUBLE && !ferror(stdout); i++) {
        enum status status = deliver(http, ring, source);
        worst = status > worst ? status : worst;
    }
    http_close(http);
    return worst;
}

static bool count_of(const char *text, long *count_out) {
    char *end;
    long count = strtol(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || count < 1 || count > COUNT_MAX) {
        complain("send: --count is a number from 1 to %d", COUNT_MAX);
        return false;
    }
    *count_out = count;
    return true;
}

static enum status run(const struct command *command, int argc, char **argv) {
    const char *url = NULL, *count_text = "1", *key_file;
    struct option options[] = {
        {.name = "--key-file", .values = &key_file, .room = 1},
        {.name = "--url", .values = &url, .room = 1},
        {.name = "--count", .values = &count_text, .room = 1},
    };
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_REQUIRED, NULL,
                        NULL,    0};
    enum status status;
    long count;
    if (!args_read(&args, argc, argv, &status) || !count_of(count_text, &count)) {
        return status;
    }
    if (!url) {
        complain("send: --url is missing");
        return STATUS_TROUBLE;
    }
    apideck_keyring *ring;
    if (!keyring_open(&key_file, options[0].count, &ring)) {
        return STATUS_TROUBLE;
    }
    struct source source;
    status = STATUS_TROUBLE;
    if (source_open(args.operand, &source)) {
        status = deliver_all(ring, &source, url, count);
        input_free(&source.body);
    }
    apideck_keyring_free(ring);
    return status;
}

const struct command send_command = {
    .name = "send",
    .arguments = "EVENT_TYPE|FILE --url URL [--count N] [--key-file FILE]",
    .summary = "Sends a signed delivery to a receiver and prints the answer",
    .help = "Sends an example of EVENT_TYPE with an event_id of its own, or the body in FILE.\n"
            "Exits with 1 when an answer is not 2xx, with 2 when there is none.\n\n"
            "  --url URL        where to, http or https\n"
            "  --count N        sends N deliveries, one after the other\n" KEY_HELP,
    .run = run,
};
