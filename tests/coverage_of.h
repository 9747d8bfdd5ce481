/* Coverages of documents that are text, for their tests. */
#ifndef APIDECK_TESTS_COVERAGE_OF_H
#define APIDECK_TESTS_COVERAGE_OF_H

#include "check.h"
#include "counting_allocator.h"
#include "exact.h"

#include <apideck/coverage.h>

static struct counting memory;

#define CHECK_TEXT(text, expected) CHECK_STR((text).ptr, (text).len, expected)

static inline apideck_coverage *new_coverage(void) {
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_coverage_options options;
    apideck_coverage *coverage = NULL;
    apideck_coverage_options_init(&options);
    options.allocator = &allocator;
    CHECK_INT(apideck_coverage_new(&options, &coverage, NULL), 0);
    if (!coverage) {
        exit(1);
    }
    return coverage;
}

/* The document's bytes are gone when the call returns. */
static inline int add_bytes(apideck_coverage *coverage, const char *text, size_t len,
                            apideck_problem **problem_out) {
    unsigned char *document = exact_copy(text, len);
    int error = apideck_coverage_add(coverage, document, len, problem_out);
    memset(document, '?', len);
    free(document);
    return error;
}

static inline void add_text(apideck_coverage *coverage, const char *text) {
    CHECK_INT(add_bytes(coverage, text, strlen(text), NULL), 0);
}

static inline apideck_coverage *coverage_of(const char *document) {
    apideck_coverage *coverage = new_coverage();
    add_text(coverage, document);
    return coverage;
}

static inline void end_coverage(apideck_coverage *coverage) {
    apideck_coverage_free(coverage);
    CHECK_NOTHING_LEAKED(&memory);
}

/* A whole file, with a NUL behind it; to be freed. */
static inline char *read_file(const char *path) {
    FILE *file = open_vectors(path);
    size_t size = (size_t)1 << 20;
    char *text = (char *)exact_block(size);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Cuts a line at its tabs. */
static inline void cut_line(char *line, char *columns[3]) {
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < 3; i++) {
        columns[i] = line;
        line += strcspn(line, "\t");
        if (*line) {
            *line++ = '\0';
        }
    }
}

static inline apideck_coverage_level level_of(const apideck_coverage *coverage,
                                              const char *service_id, const char *event_type) {
    return apideck_coverage_of(coverage, service_id, strlen(service_id), event_type,
                               strlen(event_type), NULL, NULL);
}

#endif
