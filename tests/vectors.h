/* Reads tests/vectors/events.tsv: what is documented of each event type. */
#ifndef APIDECK_TESTS_VECTORS_H
#define APIDECK_TESTS_VECTORS_H

#include "check.h"

/* The columns; "-" where the documentation has nothing. */
enum vector_column {
    EVENT_TYPE,
    UNIFIED_API,
    ENTITY,
    ACTION,
    DOCUMENTED,
    FIELDS,
    ENTITY_TYPE,
    ENTITY_URL,
    SERVICE_ID,
    CONSUMER_ID,
    EVENT_ID,
    ENTITY_ID,
    OCCURRED_AT,
    EXECUTION_ATTEMPT,
    CONNECTION_STATE,
    CONNECTION_ENABLED,
    COLUMN_COUNT
};

#define VECTORS_MAX 200

struct vector {
    char line[1024]; /* cut into the columns */
    const char *column[COLUMN_COUNT];
};

/* Cuts a line at its tabs; returns how many columns it has. */
static inline size_t vector_cut(struct vector *vector) {
    size_t count = 0;
    char *rest = vector->line;
    rest[strcspn(rest, "\n")] = '\0';
    while (rest && count < COLUMN_COUNT) {
        char *tab = strchr(rest, '\t');
        vector->column[count++] = rest;
        if (tab) {
            *tab++ = '\0';
        }
        rest = tab;
    }
    return rest ? COLUMN_COUNT + 1 : count;
}

/* Returns the number of rows; ends the program when the file cannot be read. */
static inline size_t vectors_read(const char *path, struct vector *vectors) {
    size_t count = 0;
    FILE *file = open_vectors(path);
    while (count < VECTORS_MAX && fgets(vectors[count].line, sizeof vectors->line, file)) {
        if (vectors[count].line[0] != '#') {
            if (vector_cut(&vectors[count]) != COLUMN_COUNT) {
                fprintf(stderr, "%s: row %zu has other columns\n", path, count + 1);
                exit(2);
            }
            count++;
        }
    }
    fclose(file);
    return count;
}

#endif
