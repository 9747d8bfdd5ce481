/* One SQL statement with its values, bound one after the other. What fails is remembered, so that
 * a caller asks once, at the end. */
#ifndef SYNC_ROW_H
#define SYNC_ROW_H

#include <apideck/entity.h>
#include <sqlite3.h>

struct row {
    sqlite3_stmt *statement;
    int bound; /* how many values */
    int failed;
};

void row_begin(struct row *row, sqlite3 *connection, const char *sql);

/* NULL in the database where the text is absent. The text has to live until row_end. */
void row_text(struct row *row, apideck_str text);

/* The same, but '' where it is absent: for columns of a key. */
void row_key(struct row *row, apideck_str text);

void row_flag(struct row *row, apideck_boolean flag);
void row_number(struct row *row, sqlite3_int64 number);

/* Runs the statement. Returns 0, or -1 when anything failed since row_begin. */
int row_end(struct row *row);

#endif
