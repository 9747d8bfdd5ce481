#include "key_order.h"

#include "json_string.h"
#include "word.h"

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

bool apideck__key_is_index(const unsigned char *key, uint32_t *index_out) {
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
        if (value > 4294967294u) {
            return false;
        }
    }
    *index_out = (uint32_t)value;
    return unit < 0 && first >= 0;
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
    return compare_units(a, b);
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
