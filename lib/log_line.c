#include "log_line.h"

#include <string.h>

static void put(struct apideck__log_line *line, const char *bytes, size_t len) {
    size_t room = sizeof line->text - 1 - line->len;
    size_t fits = len < room ? len : room;
    memcpy(line->text + line->len, bytes, fits);
    line->len += fits;
    line->text[line->len] = 0;
}

static void put_name(struct apideck__log_line *line, const char *name) {
    put(line, " ", 1);
    put(line, name, strlen(name));
    put(line, "=", 1);
}

void apideck__log_begin(struct apideck__log_line *line, const char *what) {
    line->len = 0;
    put(line, what, strlen(what));
}

void apideck__log_text(struct apideck__log_line *line, const char *name, const char *value) {
    put_name(line, name);
    put(line, value, strlen(value));
}

void apideck__log_number(struct apideck__log_line *line, const char *name, int64_t value) {
    char digits[20];
    size_t i = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--i] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    put_name(line, name);
    put(line, "-", value < 0);
    put(line, digits + i, sizeof digits - i);
}

void apideck__log_bytes(struct apideck__log_line *line, const char *name, apideck_str value) {
    static const char hex[] = "0123456789abcdef";
    if (!value.ptr) {
        return;
    }
    put_name(line, name);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c > ' ' && c < 0x7f && c != '\\') {
            put(line, (char *)&c, 1);
        } else if (sizeof line->text - 1 - line->len < 4) {
            return; /* rather than cut an escape short */
        } else {
            put(line, (char[4]){'\\', 'x', hex[c >> 4], hex[c & 15]}, 4);
        }
    }
}
