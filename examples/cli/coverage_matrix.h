/* What the command coverage shows: events by connectors. */
#ifndef APIDECK_CLI_COVERAGE_MATRIX_H
#define APIDECK_CLI_COVERAGE_MATRIX_H

#include <apideck/coverage.h>
#include <stdbool.h>

struct matrix {
    apideck_str *events; /* the rows */
    size_t event_count;
    const apideck_connector **connectors; /* the columns */
    size_t connector_count;
};

/* What a column is called: the service, or the connector's own id where the service has more. */
apideck_str matrix_column(const struct matrix *matrix, size_t column);

/* The level of an event and a connector, and its name. */
apideck_coverage_level matrix_level(const struct matrix *matrix, size_t row, size_t column);
const char *matrix_level_name(const struct matrix *matrix, size_t row, size_t column);

/* Both print all of it; the table as plain text or in Markdown. */
void matrix_print_table(const struct matrix *matrix, bool markdown);
void matrix_print_json(const struct matrix *matrix);

#endif
