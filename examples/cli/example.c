/* example: what a delivery looks like. */
#include "args.h"
#include "event_body.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

static enum status run(const struct command *command, int argc, char **argv) {
    const char *event_id = NULL;
    struct option options[] = {{.name = "--event-id", .values = &event_id, .room = 1}};
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_REQUIRED, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    apideck_event_type type = apideck_event_type_from_name(args.operand, strlen(args.operand));
    if (type == APIDECK_EVENT_UNKNOWN) {
        complain("%s is no event type; apideck-webhook events lists them", args.operand);
        return STATUS_TROUBLE;
    }
    struct input body;
    if (!event_body(type, event_id, &body)) {
        return STATUS_TROUBLE;
    }
    fwrite(body.bytes, 1, body.len, stdout);
    input_free(&body);
    return STATUS_OK;
}

const struct command example_command = {
    .name = "example",
    .arguments = "[--event-id ID] EVENT_TYPE",
    .summary = "Prints an example body of an event type",
    .help =
        "  --event-id ID  of letters, digits and -_.: only; without it every example of a type is\n"
        "                 the same event\n"
        "\n"
        "No newline is added.\n",
    .run = run,
};
