#include "error.h"

struct error_row {
    int code;
    const char *name;
    const char *text;
};

#include "error_table.inc"

static const struct error_row *find(int code) {
    for (size_t i = 0; i < sizeof error_table / sizeof *error_table; i++) {
        if (error_table[i].code == code) {
            return &error_table[i];
        }
    }
    return NULL;
}

const char *apideck_error_name(int code) {
    const struct error_row *row = find(code);
    return row ? row->name : "APIDECK_ERR_?";
}

const char *apideck_error_text(int code) {
    const struct error_row *row = find(code);
    return row ? row->text : "an error that this library does not know";
}

int apideck__fail_with(apideck_error *error_out, int code, size_t offset, const char *message) {
    if (error_out) {
        error_out->code = code;
        error_out->offset = offset;
        error_out->message = message;
    }
    return code;
}

int apideck__fail(apideck_error *error_out, int code, size_t offset) {
    return apideck__fail_with(error_out, code, offset, apideck_error_text(code));
}
