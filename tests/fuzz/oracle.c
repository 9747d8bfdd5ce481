#include "oracle.h"

#include "fuzz.h"

#include <math.h>

static void put(struct text *out, const char *bytes, size_t len) {
    if (len == 0) {
        return;
    }
    if (out->room - out->len < len) {
        out->room = (out->len + len) * 2;
        out->bytes = realloc(out->bytes, out->room);
        MUST(out->bytes);
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

static void put_text(struct text *out, const char *text) {
    put(out, text, strlen(text));
}

/* Numbers -------------------------------------------------------------------------------------- */

/* Adds one to the last digit of d.ddde+xx; a nine stays as it is, since one digit less would have
 * served then. */
static void count_up(char *decimal) {
    char *last = strchr(decimal, 'e') - 1;
    *last = (char)(*last + (*last != '9'));
}

/* The shortest digits that read back as the same double: at a power of two the nearest ones of that
 * length may lie on the narrow side, and those above them still read back. */
static void shortest(double value, char out[32]) {
    for (int digits = 0; digits < 17; digits++) {
        snprintf(out, 32, "%.*e", digits, value);
        if (strtod(out, NULL) == value) {
            return;
        }
        count_up(out);
        if (strtod(out, NULL) == value) {
            return;
        }
    }
    abort(); /* 17 digits are enough */
}

static void put_zeros(struct text *out, int count) {
    while (count-- > 0) {
        put(out, "0", 1);
    }
}

/* Number::toString of ECMA-262, its k digits, which stand for 0.ddd * 10^n. */
static void put_decimal(struct text *out, const char *digits, int k, int n) {
    if (k <= n && n <= 21) {
        put(out, digits, (size_t)k);
        put_zeros(out, n - k);
    } else if (0 < n && n <= 21) {
        put(out, digits, (size_t)n);
        put_text(out, ".");
        put(out, digits + n, (size_t)(k - n));
    } else if (-6 < n && n <= 0) {
        put_text(out, "0.");
        put_zeros(out, -n);
        put(out, digits, (size_t)k);
    } else {
        char exponent[16];
        snprintf(exponent, sizeof exponent, "e%+d", n - 1);
        put(out, digits, 1);
        put_text(out, k > 1 ? "." : "");
        put(out, digits + 1, (size_t)(k - 1));
        put_text(out, exponent);
    }
}

static void put_number(struct text *out, double value) {
    MUST(isfinite(value));
    if (value == 0) {
        put_text(out, "0");
        return;
    }
    char decimal[32];
    char digits[32];
    int k = 0;
    shortest(fabs(value), decimal);
    char *exponent = strchr(decimal, 'e');
    for (char *p = decimal; p < exponent; p++) {
        if (*p != '.') {
            digits[k++] = *p;
        }
    }
    while (k > 1 && digits[k - 1] == '0') {
        k--;
    }
    put_text(out, value < 0 ? "-" : "");
    put_decimal(out, digits, k, atoi(exponent + 1) + 1);
}

/* Strings -------------------------------------------------------------------------------------- */

static void put_string(struct text *out, const char *bytes, size_t len) {
    static const char shorts[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    put_text(out, "\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char escape[8] = {(char)c, 0};
        for (const char *s = shorts; *s; s += 2) {
            if ((unsigned char)*s == c) {
                snprintf(escape, sizeof escape, "\\%c", s[1]);
            }
        }
        if (c < 0x20 && escape[0] != '\\') {
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
        }
        put(out, escape, escape[0] == '\\' ? strlen(escape) : 1);
    }
    put_text(out, "\"");
}

/* Keys ----------------------------------------------------------------------------------------- */

struct member {
    const char *key;
    const json_t *value;
    size_t place;
    double array_index; /* -1 for none */
    int by_key;
};

static double array_index_of(const char *key) {
    size_t len = strlen(key);
    if (len == 0 || len > 10 || strspn(key, "0123456789") != len || (key[0] == '0' && len > 1)) {
        return -1;
    }
    double value = strtod(key, NULL);
    return value <= 4294967294.0 ? value : -1;
}

/* The UTF-16 code units of a key, big end first, so that bytes compare as they do. */
static size_t utf16(const char *key, unsigned char *out) {
    const unsigned char *p = (const unsigned char *)key;
    size_t len = 0;
    while (*p) {
        unsigned more = *p < 0x80 ? 0 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
        unsigned long c = more ? *p & (0x3fu >> more) : *p;
        for (p++; more > 0; more--, p++) {
            c = c << 6 | (*p & 0x3f);
        }
        unsigned long units[2] = {c, 0};
        if (c > 0xffff) {
            units[0] = 0xd7c0 + (c >> 10);
            units[1] = 0xdc00 + (c & 0x3ff);
        }
        for (int i = 0; i < (c > 0xffff ? 2 : 1); i++) {
            out[len++] = (unsigned char)(units[i] >> 8);
            out[len++] = (unsigned char)units[i];
        }
    }
    return len;
}

static int compare_keys(const char *a, const char *b) {
    unsigned char *x = exact_block(2 * strlen(a));
    unsigned char *y = exact_block(2 * strlen(b));
    size_t x_len = utf16(a, x);
    size_t y_len = utf16(b, y);
    int result = memcmp(x, y, x_len < y_len ? x_len : y_len);
    free(x);
    free(y);
    return result ? result : (x_len > y_len) - (x_len < y_len);
}

static int compare_members(const void *a, const void *b) {
    const struct member *x = a;
    const struct member *y = b;
    if ((x->array_index < 0) != (y->array_index < 0)) {
        return x->array_index < 0 ? 1 : -1;
    }
    if (x->array_index >= 0) {
        return (x->array_index > y->array_index) - (x->array_index < y->array_index);
    }
    return x->by_key ? compare_keys(x->key, y->key) : (x->place > y->place) - (x->place < y->place);
}

/* Documents ------------------------------------------------------------------------------------ */

static void put_value(struct text *out, const json_t *json, int deep, int in_array);

static void put_object(struct text *out, const json_t *json, int deep, int in_array) {
    size_t count = json_object_size(json);
    struct member *members = (void *)exact_block(count * sizeof *members);
    const char *key;
    json_t *value;
    size_t n = 0;
    json_object_foreach((json_t *)(uintptr_t)json, key, value) {
        members[n] = (struct member){key, value, n, array_index_of(key), deep || !in_array};
        n++;
    }
    qsort(members, count, sizeof *members, compare_members);
    put_text(out, "{");
    for (size_t i = 0; i < count; i++) {
        put_text(out, i ? "," : "");
        put_string(out, members[i].key, strlen(members[i].key));
        put_text(out, ":");
        put_value(out, members[i].value, deep, in_array);
    }
    put_text(out, "}");
    free(members);
}

static void put_array(struct text *out, const json_t *json, int deep) {
    put_text(out, "[");
    for (size_t i = 0; i < json_array_size(json); i++) {
        put_text(out, i ? "," : "");
        put_value(out, json_array_get(json, i), deep, 1);
    }
    put_text(out, "]");
}

static void put_value(struct text *out, const json_t *json, int deep, int in_array) {
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        put_object(out, json, deep, in_array);
        break;
    case JSON_ARRAY:
        put_array(out, json, deep);
        break;
    case JSON_STRING:
        put_string(out, json_string_value(json), json_string_length(json));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        put_number(out, json_number_value(json));
        break;
    case JSON_TRUE:
        put_text(out, "true");
        break;
    case JSON_FALSE:
        put_text(out, "false");
        break;
    case JSON_NULL:
        put_text(out, "null");
        break;
    }
}

void oracle_canonical(const json_t *json, int deep, struct text *out) {
    put_value(out, json, deep, 0);
}
