/* The matrix as text. */
#include "coverage_matrix.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows behind those of the events: how a connector's webhooks are managed. */
enum { MODE, SUBSCRIPTION_LEVEL, MANAGED_VIA, POLLED_EVERY, MANAGED_ROWS };

static const char *const managed_names[MANAGED_ROWS] = {
    [MODE] = "webhook mode",
    [SUBSCRIPTION_LEVEL] = "subscription level",
    [MANAGED_VIA] = "managed via",
    [POLLED_EVERY] = "polled every",
};

static apideck_str text_of(const char *text) {
    return (apideck_str){text, strlen(text)};
}

static apideck_str interval_text(int64_t ms, char room[32]) {
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = {{3600000, "h"}, {60000, "min"}, {1000, "s"}, {1, "ms"}};
    size_t unit = 0;
    while (ms % units[unit].ms) {
        unit++;
    }
    snprintf(room, 32, "%lld %s", (long long)(ms / units[unit].ms), units[unit].name);
    return text_of(room);
}

static apideck_str managed_text(const apideck_webhook_support *support, size_t row, char room[32]) {
    switch (row) {
    case MODE:
        return support->mode_text;
    case SUBSCRIPTION_LEVEL:
        return support->subscription_level_text;
    case MANAGED_VIA:
        return support->managed_via_text;
    default:
        return support->poll_interval_ms > 0 ? interval_text(support->poll_interval_ms, room)
                                             : (apideck_str){NULL, 0};
    }
}

/* Cells: row 0 is the head, column 0 names the rows. */

static apideck_str cell_text(const struct matrix *matrix, size_t row, size_t column,
                             char room[32]) {
    if (row == 0) {
        return column ? matrix_column(matrix, column - 1) : text_of("event");
    }
    row--;
    if (row < matrix->event_count) {
        return column ? text_of(matrix_level_name(matrix, row, column - 1)) : matrix->events[row];
    }
    row -= matrix->event_count;
    if (column == 0) {
        return text_of(managed_names[row]);
    }
    const apideck_webhook_support *support = matrix->connectors[column - 1]->webhook_support;
    apideck_str text = support ? managed_text(support, row, room) : (apideck_str){NULL, 0};
    return text.len ? text : text_of("-");
}

/* In Markdown a bar is written with a backslash, since it would begin another cell. */
static size_t width_of(apideck_str text, bool markdown) {
    size_t width = text_width(text.ptr, text.len);
    for (size_t i = 0; markdown && i < text.len; i++) {
        width += text.ptr[i] == '|';
    }
    return width;
}

static size_t *measure(const struct matrix *matrix, size_t rows, size_t columns, bool markdown) {
    size_t *widths = calloc(columns, sizeof *widths);
    for (size_t i = 0; widths && i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            char room[32];
            size_t width = width_of(cell_text(matrix, i, j, room), markdown);
            widths[j] = width > widths[j] ? width : widths[j];
        }
    }
    return widths;
}

static void print_cell(apideck_str text, bool markdown) {
    while (markdown && text.len) {
        const char *bar = memchr(text.ptr, '|', text.len);
        size_t len = bar ? (size_t)(bar - text.ptr) : text.len;
        print_text(text.ptr, len);
        if (!bar) {
            return;
        }
        fputs("\\|", stdout);
        text = (apideck_str){bar + 1, text.len - len - 1};
    }
    print_text(text.ptr, text.len);
}

static void print_row(const struct matrix *matrix, size_t row, size_t columns, const size_t *widths,
                      bool markdown) {
    fputs(markdown ? "| " : "", stdout);
    for (size_t j = 0; j < columns; j++) {
        char room[32];
        apideck_str text = cell_text(matrix, row, j, room);
        print_cell(text, markdown);
        bool is_last = j + 1 == columns;
        if (!is_last || markdown) {
            printf("%*s", (int)(widths[j] - width_of(text, markdown)), "");
        }
        fputs(!markdown ? (is_last ? "\n" : "  ") : is_last ? " |\n" : " | ", stdout);
    }
}

static void print_rule(size_t columns, const size_t *widths) {
    putchar('|');
    for (size_t j = 0; j < columns; j++) {
        putchar(' ');
        for (size_t i = 0; i < widths[j] || i < 3; i++) {
            putchar('-');
        }
        fputs(" |", stdout);
    }
    putchar('\n');
}

void matrix_print_table(const struct matrix *matrix, bool markdown) {
    const size_t columns = matrix->connector_count + 1;
    const size_t rows = 1 + matrix->event_count + MANAGED_ROWS;
    size_t *widths = measure(matrix, rows, columns, markdown);
    if (!widths) {
        complain("coverage: out of memory");
        exit(STATUS_TROUBLE);
    }
    for (size_t i = 0; i < rows; i++) {
        if (i == 1 + matrix->event_count && !markdown) {
            putchar('\n');
        }
        print_row(matrix, i, columns, widths, markdown);
        if (i == 0 && markdown) {
            print_rule(columns, widths);
        }
    }
    free(widths);
}
