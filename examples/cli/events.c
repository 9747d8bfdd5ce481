/* events: the catalogue of event types. */
#include "args.h"
#include "output.h"

#include <apideck/event.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *type_to_json(const apideck_event_type_info *info) {
    return json_pack("{s:i, s:s, s:s, s:s, s:s}", "number", (int)info->type, "name", info->name,
                     "unified_api", info->unified_api, "entity", info->entity, "action",
                     info->action);
}

static json_t *catalogue_to_json(const apideck_event_type_info *types, size_t count) {
    json_t *array = json_array();
    for (size_t i = 0; array && i < count; i++) {
        if (json_array_append_new(array, type_to_json(&types[i]))) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static enum status print_json(const apideck_event_type_info *types, size_t count) {
    json_t *catalogue = catalogue_to_json(types, count);
    char *text = catalogue ? json_dumps(catalogue, JSON_COMPACT) : NULL;
    json_decref(catalogue);
    if (!text) {
        complain("out of memory");
        return STATUS_TROUBLE;
    }
    puts(text);
    free(text);
    return STATUS_OK;
}

static enum status run(const struct command *command, int argc, char **argv) {
    bool as_json = false;
    struct option options[] = {{.name = "--json", .flag = &as_json}};
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_NONE, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    size_t count;
    const apideck_event_type_info *types = apideck_event_types(&count);
    if (as_json) {
        return print_json(types, count);
    }
    for (size_t i = 0; i < count; i++) {
        puts(types[i].name);
    }
    return STATUS_OK;
}

const struct command events_command = {
    .name = "events",
    .arguments = "[--json]",
    .summary = "Prints the event types that are known",
    .help = "One name a line.\n\n"
            "  --json  prints one JSON array of objects instead\n",
    .run = run,
};
