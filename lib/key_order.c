#include "key_order.h"

#include "json_string.h"
#include "word.h"

#define INDEX_MAX 4294967294u /* ECMA-262, array index */
#define INDEX_DIGITS 10

/* The order that the first differing byte decides; a closing quote ends a key, so it is lowest. */
static int compare_bytes(unsigned char a, unsigned char b) {
    if (a == '"' || b == '"') {
        return a == '"' ? -1 : 1;
    }
    return a < b ? -1 : 1;
}

int apideck__key_compare_plain(const unsigned char *a, const unsigned char *b) {
    for (; *a == *b; a++, b++) {
        if (*a == '"') {
            return 0;
        }
    }
    return compare_bytes(*a, *b);
}

/* The same for bytes of UTF-8, by UTF-16 code unit. That is the order of the bytes, but for
 * characters from U+10000 on, which begin with a surrogate: they come before U+E000 to U+FFFF. */
static int compare_utf8_bytes(unsigned char a, unsigned char b) {
    bool a_is_pair = a >= 0xf0;
    bool b_is_pair = b >= 0xf0;
    if (a >= 0xee && b >= 0xee && a_is_pair != b_is_pair) {
        return a_is_pair ? -1 : 1;
    }
    return compare_bytes(a, b);
}

uint64_t apideck__key_prefix_at_end(const unsigned char *key, const unsigned char *end) {
    unsigned char bytes[8] = {0};
    for (int i = 0; key + i < end; i++) {
        bytes[i] = key[i];
    }
    return apideck__key_prefix(bytes, bytes + sizeof bytes);
}

static int compare_units(const unsigned char *a, const unsigned char *b) {
    struct apideck__units x = apideck__units_of(a);
    struct apideck__units y = apideck__units_of(b);
    for (;;) {
        int32_t u = apideck__next_unit(&x);
        int32_t v = apideck__next_unit(&y);
        if (u != v) {
            return u < v ? -1 : 1;
        }
        if (u < 0) {
            return 0;
        }
    }
}

/* By UTF-16 code unit; decodes nothing before the first escape. */
static int compare_text(const unsigned char *a, const unsigned char *b) {
    for (; *a == *b && *a != '\\'; a++, b++) {
        if (*a == '"') {
            return 0;
        }
    }
    return *a == '\\' || *b == '\\' ? compare_units(a, b) : compare_utf8_bytes(*a, *b);
}

static bool is_escaped_index(const unsigned char *key, uint32_t *index_out) {
    struct apideck__units units = apideck__units_of(key);
    int32_t unit = apideck__next_unit(&units);
    if (unit == '0') {
        *index_out = 0;
        return apideck__next_unit(&units) < 0;
    }
    uint64_t value = 0;
    int32_t first = unit;
    for (; unit >= '0' && unit <= '9'; unit = apideck__next_unit(&units)) {
        value = value * 10 + (uint64_t)(unit - '0');
        if (value > INDEX_MAX) {
            return false;
        }
    }
    *index_out = (uint32_t)value;
    return unit < 0 && first >= 0;
}

bool apideck__key_is_index(const unsigned char *key, uint32_t *index_out) {
    uint64_t value = 0;
    size_t len = 0;
    while (len < INDEX_DIGITS && key[len] >= '0' && key[len] <= '9') {
        value = value * 10 + (uint64_t)(key[len++] - '0');
    }
    if (key[len] == '\\') {
        return is_escaped_index(key, index_out);
    }
    if (key[len] != '"' || len == 0 || (len > 1 && *key == '0') || value > INDEX_MAX) {
        return false;
    }
    *index_out = (uint32_t)value;
    return true;
}

int apideck__key_compare(const unsigned char *a, const unsigned char *b) {
    uint32_t i = 0;
    uint32_t j = 0;
    bool a_is_index = apideck__key_is_index(a, &i);
    bool b_is_index = apideck__key_is_index(b, &j);
    if (a_is_index != b_is_index) {
        return a_is_index ? -1 : 1;
    }
    if (a_is_index) {
        return (i > j) - (i < j);
    }
    return compare_text(a, b);
}

static bool units_equal(const unsigned char *key, const char *name) {
    struct apideck__units units = apideck__units_of(key);
    for (; *name; name++) {
        if (apideck__next_unit(&units) != *name) {
            return false;
        }
    }
    return apideck__next_unit(&units) < 0;
}

bool apideck__key_equals(const unsigned char *key, const char *name) {
    size_t i = 0;
    while (name[i] && key[i] == (unsigned char)name[i]) {
        i++;
    }
    if (!name[i] && key[i] == '"') {
        return true;
    }
    return key[i] == '\\' && units_equal(key + i, name + i);
}
