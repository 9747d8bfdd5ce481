/* Making a coverage, adding documents to it, and finding connectors in it. */
#include "coverage.h"

#include "allocator.h"
#include "error.h"
#include "host_table.h"
#include "problem.h"

#include <string.h>

/* Options ------------------------------------------------------------------------------------ */

void apideck_coverage_options_init_sized(apideck_coverage_options *options, size_t size) {
    const apideck_coverage_options defaults = {
        .size = size,
        .unified_api = "accounting",
        .page_limit = APIDECK__PAGE_LIMIT_MAX,
        .max_pages = 50,
        .max_bytes = (size_t)64 << 20,
    };
    memset(options, 0, size);
    memcpy(options, &defaults, size < sizeof defaults ? size : sizeof defaults);
}

static size_t text_size(const char *text) {
    return text ? strlen(text) + 1 : 0;
}

static void keep_text(const char **text, char **end) {
    size_t size = text_size(*text);
    if (size) {
        *text = memcpy(*end, *text, size);
        *end += size;
    }
}

static int make(const apideck_coverage_options *options, apideck_coverage **coverage_out,
                apideck_error *error_out) {
    const apideck_allocator allocator = apideck__allocator(options->allocator);
    const size_t size = sizeof(apideck_coverage) + text_size(options->unified_api) +
                        text_size(options->status) + text_size(options->cursor);
    apideck_coverage *coverage = apideck__alloc(&allocator, size);
    if (!coverage) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    *coverage = (apideck_coverage){.allocator = allocator, .options = *options, .size = size};
    char *end = (char *)(coverage + 1);
    keep_text(&coverage->options.unified_api, &end);
    keep_text(&coverage->options.status, &end);
    keep_text(&coverage->options.cursor, &end);
    const char *cursor = coverage->options.cursor;
    coverage->options.allocator = NULL;
    coverage->paging = (struct apideck__paging){
        .allocator = &coverage->allocator,
        .page_limit = options->page_limit,
        .max_pages = options->max_pages,
        .cursor = {cursor, cursor ? strlen(cursor) : 0},
    };
    *coverage_out = coverage;
    return 0;
}

int apideck_coverage_new(const apideck_coverage_options *options, apideck_coverage **coverage_out,
                         apideck_error *error_out) {
    apideck_coverage_options own;
    if (!coverage_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    if (!options) {
        apideck_coverage_options_init(&own);
    } else if (apideck__host_table_copy(&own, sizeof own, options,
                                        APIDECK__FIRST_SIZE(apideck_coverage_options, max_bytes))) {
        return apideck__fail_with(error_out, APIDECK_ERR_HOST_TABLE, 0,
                                  "options has a wrong size or unknown members");
    }
    if (!apideck__allocator_valid(own.allocator)) {
        return apideck__fail_with(error_out, APIDECK_ERR_CALLBACK_MISSING, 0,
                                  "options.allocator lacks alloc or free");
    }
    const char *wrong = apideck__paging_wrong(own.page_limit, own.max_pages, own.max_bytes);
    return wrong ? apideck__fail_with(error_out, APIDECK_ERR_ARGUMENT, 0, wrong)
                 : make(&own, coverage_out, error_out);
}

void apideck_coverage_free(apideck_coverage *coverage) {
    if (!coverage) {
        return;
    }
    const apideck_allocator allocator = coverage->allocator;
    apideck__free(&allocator, coverage->connectors, coverage->room * sizeof *coverage->connectors);
    while (coverage->pages) {
        struct apideck__coverage_page *page = coverage->pages;
        coverage->pages = page->before;
        apideck__free(&allocator, page, page->size);
    }
    apideck__free(&allocator, coverage, coverage->size);
}

/* Adding ------------------------------------------------------------------------------------- */

int apideck__connector_compare(const apideck_connector *a, const apideck_connector *b) {
    int order = apideck__text_compare(a->service_id, b->service_id);
    return order ? order : apideck__text_compare(a->id, b->id);
}

static int make_room(apideck_coverage *coverage, size_t more) {
    if (coverage->room - coverage->count >= more) {
        return 0;
    }
    size_t room = coverage->count + more;
    room = room < 2 * coverage->room ? 2 * coverage->room : room;
    const apideck_connector **connectors =
        apideck__alloc(&coverage->allocator, room * sizeof *connectors);
    if (!connectors) {
        return APIDECK_ERR_NO_MEMORY;
    }
    if (coverage->count) {
        memcpy(connectors, coverage->connectors, coverage->count * sizeof *connectors);
    }
    apideck__free(&coverage->allocator, coverage->connectors, coverage->room * sizeof *connectors);
    coverage->connectors = connectors;
    coverage->room = room;
    return 0;
}

/* Merges the connectors of a page among those that are there, for which there is room; a newer one
 * takes the place of an older one. Both are merged from their ends, into the end of the room. */
static void merge(apideck_coverage *coverage, const struct apideck__coverage_page *page) {
    const apideck_connector **all = coverage->connectors;
    size_t old = coverage->count;
    size_t new = page->count;
    const size_t end = old + new;
    size_t place = end;
    while (new > 0) {
        int order = old ? apideck__connector_compare(all[old - 1], page->connectors[new - 1]) : -1;
        if (order > 0) {
            all[--place] = all[--old];
        } else {
            old -= old && order == 0;
            all[--place] = page->connectors[--new];
        }
    }
    /* Those in front stay where they are; what was replaced left a gap behind them. */
    memmove(all + old, all + place, (end - place) * sizeof *all);
    coverage->count = old + (end - place);
}

static int add(apideck_coverage *coverage, const void *document, size_t document_len,
               struct apideck__page_fault *fault) {
    struct apideck__coverage_page *page = NULL;
    *fault = (struct apideck__page_fault){0, ""};
    if (document_len > coverage->options.max_bytes - coverage->bytes) {
        return APIDECK_ERR_TOO_LARGE;
    }
    int error =
        apideck__coverage_page_read(document, document_len, &coverage->allocator, &page, fault);
    if (error) {
        return error;
    }
    error = make_room(coverage, page->count);
    if (error) {
        apideck__free(&coverage->allocator, page, page->size);
        return error;
    }
    if (page->count) {
        merge(coverage, page);
    }
    page->before = coverage->pages;
    coverage->pages = page;
    coverage->bytes += document_len;
    return 0;
}

int apideck__coverage_add(apideck_coverage *coverage, const void *document, size_t document_len,
                          const struct apideck__page_source *source,
                          apideck_problem **problem_out) {
    struct apideck__page_fault fault;
    int error = add(coverage, document, document_len, &fault);
    return error ? apideck__page_problem(problem_out, &coverage->allocator, error, &fault, source)
                 : 0;
}

int apideck_coverage_add(apideck_coverage *coverage, const void *document, size_t document_len,
                         apideck_problem **problem_out) {
    if (!coverage || (!document && document_len)) {
        return apideck__problem_of(problem_out, coverage ? &coverage->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    const struct apideck__page_source source = {NULL, NULL};
    return apideck__coverage_add(coverage, document, document_len, &source, problem_out);
}

/* Finding ------------------------------------------------------------------------------------ */

size_t apideck_coverage_count(const apideck_coverage *coverage) {
    return coverage ? coverage->count : 0;
}

const apideck_connector *apideck_coverage_at(const apideck_coverage *coverage, size_t place) {
    return place < apideck_coverage_count(coverage) ? coverage->connectors[place] : NULL;
}

/* The place of the first connector whose service_id is not before that. */
static size_t place_of(const apideck_coverage *coverage, apideck_str service_id) {
    size_t first = 0;
    size_t end = apideck_coverage_count(coverage);
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (apideck__text_compare(coverage->connectors[middle]->service_id, service_id) < 0) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
}

/* The connector at a place, if it is of that service. */
static const apideck_connector *of_service(const apideck_coverage *coverage, size_t place,
                                           apideck_str service_id) {
    const apideck_connector *found = apideck_coverage_at(coverage, place);
    bool is_one = found && service_id.len && /* which no connector lacks */
                  apideck__text_compare(found->service_id, service_id) == 0;
    return is_one ? found : NULL;
}

const apideck_connector *apideck_coverage_find(const apideck_coverage *coverage,
                                               const char *service_id, size_t service_id_len) {
    const apideck_str wanted = {service_id, service_id ? service_id_len : 0};
    return of_service(coverage, place_of(coverage, wanted), wanted);
}

/* Of two connectors of one service, what the one that tells more says. */
static int weight(apideck_coverage_level level) {
    return level == APIDECK_COVERAGE_NONE ? -1 : (int)level;
}

apideck_coverage_level apideck_coverage_of(const apideck_coverage *coverage, const char *service_id,
                                           size_t service_id_len, const char *event_type,
                                           size_t event_type_len,
                                           const apideck_connector **connector_out,
                                           const apideck_connector_event **event_out) {
    const apideck_str wanted = {service_id, service_id ? service_id_len : 0};
    const apideck_connector *best = NULL;
    const apideck_connector_event *best_event = NULL;
    apideck_coverage_level level = APIDECK_COVERAGE_UNKNOWN;
    const apideck_connector *connector;
    size_t place = place_of(coverage, wanted);
    for (; (connector = of_service(coverage, place, wanted)); place++) {
        const apideck_connector_event *event;
        apideck_coverage_level other =
            apideck_connector_level(connector, event_type, event_type_len, &event);
        if (!best || weight(other) > weight(level)) {
            best = connector;
            best_event = event;
            level = other;
        }
    }
    if (connector_out) {
        *connector_out = best;
    }
    if (event_out) {
        *event_out = best_event;
    }
    return level;
}
