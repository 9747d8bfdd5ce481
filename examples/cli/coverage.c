/* coverage: which connector sends which event. */
#include "api_fetch.h"
#include "args.h"
#include "coverage_matrix.h"
#include "documents.h"
#include "key.h"
#include "output.h"

#include <apideck/entity.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHOSEN_MAX 64

/* What is asked for. */
struct wish {
    struct api_source source;
    bool fetch;
    bool as_json;
    bool markdown;
    bool all;
    bool check;
    const char *services[CHOSEN_MAX];
    size_t service_count;
    const char *events[CHOSEN_MAX];
    size_t event_count;
    char **paths;
    size_t path_count;
};

/* Rows --------------------------------------------------------------------------------------- */

/* Whether an event is shown when nothing else is asked for. */
static bool is_usual(const apideck_event_type_info *info) {
    static const apideck_entity_kind kinds[] = {
        APIDECK_ENTITY_CUSTOMER,       APIDECK_ENTITY_INVOICE,  APIDECK_ENTITY_INVOICE_ITEM,
        APIDECK_ENTITY_LEDGER_ACCOUNT, APIDECK_ENTITY_TAX_RATE, APIDECK_ENTITY_PURCHASE_ORDER,
        APIDECK_ENTITY_EXPENSE,        APIDECK_ENTITY_QUOTE,    APIDECK_ENTITY_PROJECT,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(info->unified_api, "accounting") == 0 &&
            strcmp(info->entity, apideck_entity_kind_name(kinds[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void add_row(struct matrix *matrix, const char *name, size_t len) {
    matrix->events[matrix->event_count++] = (apideck_str){name, len};
}

/* Whether the catalogue has an event of that name in some API: that row shows it. */
static bool is_in_catalogue(apideck_str name) {
    size_t count;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < count; i++) {
        const char *rest = types[i].name + strlen(types[i].unified_api) + 1;
        if (strlen(rest) == name.len && memcmp(rest, name.ptr, name.len) == 0) {
            return true;
        }
    }
    return false;
}

/* The events of documents that the catalogue does not have. */
static void add_unknown(struct matrix *matrix) {
    for (size_t i = 0; i < matrix->connector_count; i++) {
        const apideck_connector *connector = matrix->connectors[i];
        for (size_t j = 0; j < connector->event_count; j++) {
            const apideck_connector_event *event = connector->events[j];
            if (event->event_type.len && event->type == APIDECK_EVENT_UNKNOWN &&
                (event->unified_api.ptr || !is_in_catalogue(event->event_type))) {
                add_row(matrix, event->event_type.ptr, event->event_type.len);
            }
        }
    }
}

static int compare_rows(const void *a, const void *b) {
    const apideck_str *first = a;
    const apideck_str *second = b;
    return strcmp(first->ptr, second->ptr);
}

static void sort_rows(struct matrix *matrix) {
    size_t kept = 0;
    qsort(matrix->events, matrix->event_count, sizeof *matrix->events, compare_rows);
    for (size_t i = 0; i < matrix->event_count; i++) {
        if (kept == 0 || compare_rows(&matrix->events[kept - 1], &matrix->events[i])) {
            matrix->events[kept++] = matrix->events[i];
        }
    }
    matrix->event_count = kept;
}

static bool choose_rows(struct matrix *matrix, const struct wish *wish) {
    size_t count;
    size_t most = CHOSEN_MAX;
    const apideck_event_type_info *types = apideck_event_types(&count);
    for (size_t i = 0; i < matrix->connector_count; i++) {
        most += matrix->connectors[i]->event_count;
    }
    matrix->events = calloc(most + count, sizeof *matrix->events);
    if (!matrix->events) {
        return false;
    }
    for (size_t i = 0; i < wish->event_count; i++) {
        add_row(matrix, wish->events[i], strlen(wish->events[i]));
    }
    for (size_t i = 0; i < count && wish->event_count == 0; i++) {
        if (wish->all || is_usual(&types[i])) {
            add_row(matrix, types[i].name, strlen(types[i].name));
        }
    }
    if (wish->all && wish->event_count == 0) {
        add_unknown(matrix);
        sort_rows(matrix);
    }
    return true;
}

/* Columns ------------------------------------------------------------------------------------ */

static bool is_service(const apideck_connector *connector, const char *service) {
    return strcmp(connector->service_id.ptr, service) == 0;
}

static bool is_chosen(const struct wish *wish, const apideck_connector *connector) {
    bool chosen = wish->service_count == 0;
    for (size_t i = 0; i < wish->service_count; i++) {
        chosen = chosen || is_service(connector, wish->services[i]);
    }
    return chosen;
}

static bool choose_columns(struct matrix *matrix, const struct wish *wish,
                           const apideck_coverage *coverage) {
    size_t count = apideck_coverage_count(coverage);
    matrix->connectors = calloc(count + 1, sizeof *matrix->connectors);
    for (size_t i = 0; matrix->connectors && i < count; i++) {
        const apideck_connector *connector = apideck_coverage_at(coverage, i);
        if (is_chosen(wish, connector)) {
            matrix->connectors[matrix->connector_count++] = connector;
        }
    }
    return matrix->connectors != NULL;
}

apideck_str matrix_column(const struct matrix *matrix, size_t column) {
    const apideck_connector *connector = matrix->connectors[column];
    const char *service = connector->service_id.ptr;
    bool before = column && is_service(matrix->connectors[column - 1], service);
    bool behind =
        column + 1 < matrix->connector_count && is_service(matrix->connectors[column + 1], service);
    return (before || behind) && connector->id.len ? connector->id : connector->service_id;
}

apideck_coverage_level matrix_level(const struct matrix *matrix, size_t row, size_t column) {
    return apideck_connector_level(matrix->connectors[column], matrix->events[row].ptr,
                                   matrix->events[row].len, NULL);
}

const char *matrix_level_name(const struct matrix *matrix, size_t row, size_t column) {
    return apideck_coverage_level_name(matrix_level(matrix, row, column));
}

/* Both --------------------------------------------------------------------------------------- */

static bool is_all_native(const struct matrix *matrix) {
    for (size_t i = 0; i < matrix->event_count; i++) {
        for (size_t j = 0; j < matrix->connector_count; j++) {
            if (matrix_level(matrix, i, j) != APIDECK_COVERAGE_NATIVE) {
                return false;
            }
        }
    }
    return true;
}

/* Whether there is a document of everything that was asked for. */
static bool is_complete(const struct wish *wish, const apideck_coverage *coverage) {
    bool complete = true;
    for (size_t i = 0; i < wish->service_count; i++) {
        if (!apideck_coverage_find(coverage, wish->services[i], strlen(wish->services[i]))) {
            complain("coverage: there is no document of %s", wish->services[i]);
            complete = false;
        }
    }
    if (apideck_coverage_count(coverage) == 0) {
        complain("coverage: there is no connector in it");
        complete = false;
    }
    return complete;
}

static enum status print(const struct wish *wish, const apideck_coverage *coverage) {
    struct matrix matrix = {NULL, 0, NULL, 0};
    enum status status = STATUS_TROUBLE;
    if (!choose_columns(&matrix, wish, coverage) || !choose_rows(&matrix, wish)) {
        complain("out of memory");
    } else {
        if (wish->as_json) {
            matrix_print_json(&matrix);
        } else {
            matrix_print_table(&matrix, wish->markdown);
        }
        bool covered = is_complete(wish, coverage) && (!wish->check || is_all_native(&matrix));
        status = covered ? STATUS_OK : STATUS_NO;
    }
    free(matrix.connectors);
    free(matrix.events);
    return status;
}

static int fetch_connectors(void *list, const apideck_transport *transport,
                            const apideck_credentials *credentials, apideck_problem **problem_out) {
    return apideck_coverage_fetch(list, transport, credentials, problem_out);
}

static int add_document(void *list, const void *document, size_t document_len,
                        apideck_problem **problem_out) {
    return apideck_coverage_add(list, document, document_len, problem_out);
}

/* A matrix of half the connectors would look like one of all. */
static bool read_connectors(const struct wish *wish, apideck_coverage *coverage) {
    if (!wish->fetch) {
        return documents_read("coverage", wish->paths, wish->path_count, add_document, coverage);
    }
    if (!api_fetch(&wish->source, fetch_connectors, coverage)) {
        return false;
    }
    if (apideck_coverage_cursor(coverage).ptr) {
        complain("coverage: the API has more connectors than this program asks for");
        return false;
    }
    return true;
}

static enum status show(const struct wish *wish) {
    apideck_coverage *coverage = NULL;
    int error = apideck_coverage_new(NULL, &coverage, NULL);
    if (error) {
        complain("%s", apideck_error_text(error));
        return STATUS_TROUBLE;
    }
    enum status status = read_connectors(wish, coverage) ? print(wish, coverage) : STATUS_TROUBLE;
    apideck_coverage_free(coverage);
    return status;
}

static bool is_sound(const struct wish *wish) {
    const char *wrong = NULL;
    if (wish->fetch == (wish->path_count > 0)) {
        wrong = "either FILE or --fetch is needed";
    } else if (wish->fetch && !wish->source.app_id) {
        wrong = "--fetch needs --app-id";
    } else if (wish->as_json && wish->markdown) {
        wrong = "either --json or --markdown";
    } else if (wish->all && wish->event_count) {
        wrong = "either --all or --event";
    }
    if (wrong) {
        complain("coverage: %s", wrong);
    }
    return !wrong;
}

static enum status run(const struct command *command, int argc, char **argv) {
    struct wish wish = {.fetch = false};
    struct option options[] = {
        {.name = "--service", .values = wish.services, .room = CHOSEN_MAX},
        {.name = "--event", .values = wish.events, .room = CHOSEN_MAX},
        {.name = "--all", .flag = &wish.all},
        {.name = "--check", .flag = &wish.check},
        {.name = "--markdown", .flag = &wish.markdown},
        {.name = "--json", .flag = &wish.as_json},
        {.name = "--fetch", .flag = &wish.fetch},
        {.name = "--app-id", .values = &wish.source.app_id, .room = 1},
        {.name = "--base-url", .values = &wish.source.base_url, .room = 1},
        {.name = "--ca-file", .values = &wish.source.ca_file, .room = 1},
        {.name = "--key-file", .values = &wish.source.key_file, .room = 1},
    };
    struct args args = {.command = command,
                        .options = options,
                        .option_count = sizeof options / sizeof *options,
                        .takes = OPERAND_MANY};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    wish.service_count = options[0].count;
    wish.event_count = options[1].count;
    wish.paths = args.operands;
    wish.path_count = args.operand_count;
    return is_sound(&wish) ? show(&wish) : STATUS_TROUBLE;
}

const struct command coverage_command = {
    .name = "coverage",
    .arguments = "[OPTION...] FILE...|--fetch --app-id ID",
    .summary = "Prints which connector sends which event",
    .help =
        "Reads documents of connectors, GET /connector/connectors or one of them, from files or\n"
        "from the API, and prints for each event and connector: native, virtual (Apideck polls,\n"
        "by default once a day), none, or unknown where the documents do not say. Exits with 1\n"
        "when there is no document of a connector that was asked for, with 2 when a document\n"
        "cannot be had or read.\n\n"
        "  --service ID     the connector of this service alone; may be repeated\n"
        "  --event TYPE     this event alone; may be repeated\n"
        "  --all            every event that is known or listed, not 27 of accounting\n"
        "  --check          exits with 1 unless all that is printed is native\n"
        "  --markdown       prints a table of Markdown\n"
        "  --json           prints one JSON array, with all that is known of each event\n"
        "  --fetch          asks the API for the connectors of accounting, with the API key\n"
        "  --app-id ID      the application that asks\n"
        "  --base-url URL   of the API, https alone\n"
        "  --ca-file FILE   certificates to trust in place of the system's\n" KEY_HELP,
    .run = run,
};
