/* What was read of connectors, for the files that read, fetch and ask it. */
#ifndef APIDECK_LIB_API_COVERAGE_H
#define APIDECK_LIB_API_COVERAGE_H

#include "page.h"
#include "paging.h"

#include <apideck/coverage.h>

/* A document, in the list of all of them, the newest first. One block with all its connectors. */
struct apideck__coverage_page {
    struct apideck__asked asked; /* when it was fetched */
    struct apideck__coverage_page *before;
    size_t size;                          /* of the block */
    const apideck_connector **connectors; /* in order, each once */
    size_t count;
    apideck_str next_cursor;
};

struct apideck_coverage {
    apideck_allocator allocator;
    apideck_coverage_options options; /* the texts are the coverage's own */
    struct apideck__coverage_page *pages;
    size_t bytes; /* of all documents */
    struct apideck__paging paging;
    const apideck_connector **connectors; /* of all pages, in order, each once */
    size_t count;
    size_t room;
    size_t size; /* of this block */
};

/* Which list an event stands in, the one that counts first. */
enum apideck__event_origin { APIDECK__OF_API, APIDECK__OF_CONNECTOR, APIDECK__OF_POLLING };

/* An event as it was read, before its name and its level are known. */
struct apideck__listed_event {
    apideck_connector_event event; /* first, so that both are found at one address */
    enum apideck__event_origin origin;
    const apideck_connector_api *api; /* whose list it is in */
    size_t place;                     /* in the order of reading */
};

/* Bytes, then length. */
int apideck__text_compare(apideck_str a, apideck_str b);

/* The order of connectors, by service_id and id; 0 when one replaces the other. */
int apideck__connector_compare(const apideck_connector *a, const apideck_connector *b);

/* Reads a document into a page. On failure `fault` is written. */
int apideck__coverage_page_read(const void *document, size_t document_len,
                                const apideck_allocator *allocator,
                                struct apideck__coverage_page **page_out,
                                struct apideck__page_fault *fault);

/*
 * Gives the events of a connector that has been read, all but these, their names and levels, and
 * puts them in order. Names that have to be written go to *names, which moves on: at most the
 * length of an API's id, that of the event's, and 2.
 *   events  in: those of connector->events, which point to structs apideck__listed_event
 */
void apideck__connector_events_finish(const apideck_connector *connector,
                                      const apideck_connector_event **events, size_t count,
                                      char **names);

/* Adds a document, or changes nothing. The source is where it came from, for problems. */
int apideck__coverage_add(apideck_coverage *coverage, const void *document, size_t document_len,
                          const struct apideck__page_source *source, apideck_problem **problem_out);

#endif
