/* parse: what a body says. */
#include "args.h"
#include "input.h"
#include "output.h"

#include <apideck/json.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_field(const char *name, apideck_str value) {
    if (value.ptr) {
        printf("%s: ", name);
        print_text(value.ptr, value.len);
        putchar('\n');
    }
}

static void print_number(const char *name, int64_t value, int64_t absent) {
    if (value != absent) {
        printf("%s: %" PRId64 "\n", name, value);
    }
}

/* The entity of an accounting event, which its struct names its fields after; else NULL. */
static const char *typed_entity(apideck_event_type type) {
    size_t count;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        if (types[i].type == type && strcmp(types[i].unified_api, "accounting") == 0) {
            return types[i].entity;
        }
    }
    return NULL;
}

/* The id and URL once more, by the names that the event's own struct has for them. */
static void print_typed(const apideck_event *event) {
    const char *entity = typed_entity(event->type);
    char name[64];
    if (entity) {
        snprintf(name, sizeof name, "%s_id", entity);
        print_field(name, event->entity_id);
        snprintf(name, sizeof name, "%s_url", entity);
        print_field(name, event->entity_url);
    }
}

static void print_event(const apideck_event *event) {
    print_field("event_type", event->event_type);
    print_field("event_id", event->event_id);
    print_field("unified_api", event->unified_api);
    print_field("service_id", event->service_id);
    print_field("consumer_id", event->consumer_id);
    print_field("entity_id", event->entity_id);
    print_field("entity_type", event->entity_type);
    print_field("entity_url", event->entity_url);
    print_typed(event);
    print_field("occurred_at", event->occurred_at);
    print_number("occurred_at_ms", event->occurred_at_ms, APIDECK_NO_TIME);
    print_number("execution_attempt", event->execution_attempt, APIDECK_NO_ATTEMPT);
    if (event->entity.ptr) {
        printf("entity: ");
        print_json_text(event->entity.ptr, event->entity.len);
        putchar('\n');
    }
}

/* The entity is printed as it was sent: decoded, its numbers could change. */
static int print_event_json(const apideck_event *event, apideck_error *error_out) {
    json_t *json;
    apideck_event without_entity = *event;
    without_entity.entity = (apideck_str){NULL, 0};
    int error = apideck_event_to_json(&without_entity, &json, error_out);
    if (error) {
        return error;
    }
    char *text = json_dumps(json, JSON_COMPACT);
    bool is_empty = json_object_size(json) == 0;
    json_decref(json);
    if (!text) {
        *error_out = (apideck_error){APIDECK_ERR_NO_MEMORY, 0, NULL};
        return APIDECK_ERR_NO_MEMORY;
    }
    if (event->entity.ptr) {
        printf("%.*s%s\"entity\":%.*s}\n", (int)strlen(text) - 1, text, is_empty ? "" : ",",
               (int)event->entity.len, event->entity.ptr);
    } else {
        puts(text);
    }
    free(text);
    return 0;
}

static enum status parse(const struct input *body, bool as_json) {
    apideck_event *event;
    apideck_error detail;
    int error = apideck_parse_event(body->bytes, body->len, NULL, &event, &detail);
    if (!error) {
        if (as_json) {
            error = print_event_json(event, &detail);
        } else {
            print_event(event);
        }
        apideck_event_free(event);
    }
    if (error) {
        complain_of_body(error, &detail);
    }
    return error ? STATUS_TROUBLE : STATUS_OK;
}

static enum status run(const struct command *command, int argc, char **argv) {
    bool as_json = false;
    struct option options[] = {{.name = "--json", .flag = &as_json}};
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_OPTIONAL, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    struct input body;
    if (!input_read(args.operand, &body)) {
        return STATUS_TROUBLE;
    }
    status = parse(&body, as_json);
    input_free(&body);
    return status;
}

const struct command parse_command = {
    .name = "parse",
    .arguments = "[--json] [FILE]",
    .summary = "Prints the event that a body holds, without asking whether it is genuine",
    .help = "One \"name: value\" a line; fields that the event lacks are left out.\n\n"
            "  --json  prints one JSON object instead\n",
    .run = run,
};
