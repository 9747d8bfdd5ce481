#include "row.h"

#include <stdio.h>

static void note(struct row *row, int status) {
    row->failed = row->failed || status != SQLITE_OK;
}

void row_begin(struct row *row, sqlite3 *connection, const char *sql) {
    *row = (struct row){NULL, 0, 0};
    note(row, sqlite3_prepare_v2(connection, sql, -1, &row->statement, NULL));
    if (row->failed) {
        fprintf(stderr, "sync: %s\n", sqlite3_errmsg(connection));
    }
}

void row_text(struct row *row, apideck_str text) {
    note(row, sqlite3_bind_text64(row->statement, ++row->bound, text.ptr, text.len, SQLITE_STATIC,
                                  SQLITE_UTF8));
}

void row_key(struct row *row, apideck_str text) {
    row_text(row, text.ptr ? text : (apideck_str){"", 0});
}

void row_flag(struct row *row, apideck_boolean flag) {
    const int place = ++row->bound;
    note(row, flag.presence == APIDECK_PRESENT ? sqlite3_bind_int(row->statement, place, flag.value)
                                               : sqlite3_bind_null(row->statement, place));
}

void row_number(struct row *row, sqlite3_int64 number) {
    note(row, sqlite3_bind_int64(row->statement, ++row->bound, number));
}

int row_end(struct row *row) {
    if (!row->failed && sqlite3_step(row->statement) != SQLITE_DONE) {
        fprintf(stderr, "sync: %s\n", sqlite3_errmsg(sqlite3_db_handle(row->statement)));
        row->failed = 1;
    }
    sqlite3_finalize(row->statement);
    row->statement = NULL;
    return row->failed ? -1 : 0;
}
