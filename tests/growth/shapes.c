#include "shapes.h"

#include <apideck/base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_bytes(struct text *text, const char *bytes, size_t len) {
    if (text->room - text->len < len) {
        text->room = 2 * (text->len + len);
        text->bytes = realloc(text->bytes, text->room);
        if (!text->bytes) {
            fputs("out of memory\n", stderr);
            exit(2);
        }
    }
    memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
}

static void add(struct text *text, const char *bytes) {
    add_bytes(text, bytes, strlen(bytes));
}

static void add_times(struct text *text, unsigned times, const char *bytes) {
    for (unsigned i = 0; i < times; i++) {
        add(text, bytes);
    }
}

void text_free(struct text *text) {
    free(text->bytes);
    *text = (struct text){NULL, 0, 0};
}

/* Nesting -------------------------------------------------------------------------------------- */

static void open_arrays(struct text *text, unsigned n) {
    add_times(text, n, "[");
}

static void open_both(struct text *text, unsigned n) {
    add_times(text, n, "[{\"a\":");
}

/* Towers as high as is allowed, out of order on each floor, inside arrays and not. */
static void towers(struct text *text, unsigned n) {
    add(text, "{\"payload\":{");
    for (unsigned i = 0; i < n; i++) {
        char key[32];
        snprintf(key, sizeof key, "%s\"%c%u\":", i ? "," : "", i % 2 ? 'k' : 'a', i);
        add(text, key);
        add_times(text, 60, "{\"b\":");
        add_times(text, 30, "[{\"b\":");
        add(text, "0");
        add_times(text, 30, ",\"a\":0,\"1\":0}]");
        add_times(text, 60, ",\"a\":0}");
    }
    add(text, "}}");
}

/* Keys ----------------------------------------------------------------------------------------- */

/* The numbers below n, a power of two, in an order without order. */
static unsigned shuffled(unsigned i, unsigned n) {
    for (int round = 0; round < 3; round++) {
        i = (i * 0x9e3779b1u + 0x7f4a7c15u) & (n - 1);
        i ^= i >> 5;
    }
    return i;
}

static unsigned ascending(unsigned i, unsigned n) {
    (void)n;
    return i;
}

static unsigned descending(unsigned i, unsigned n) {
    return n - 1 - i;
}

static void add_key(struct text *text, unsigned i, const char *format, unsigned number) {
    char key[96];
    if (i) {
        add(text, ",");
    }
    snprintf(key, sizeof key, format, number);
    add(text, key);
    add(text, ":0");
}

static void keys(struct text *text, unsigned n, unsigned (*order)(unsigned i, unsigned n),
                 const char *format) {
    add(text, "{\"payload\":{");
    for (unsigned i = 0; i < n; i++) {
        add_key(text, i, format, order(i, n));
    }
    add(text, "}}");
}

static void keys_ascending(struct text *text, unsigned n) {
    keys(text, n, ascending, "\"k%07u\"");
}

static void keys_descending(struct text *text, unsigned n) {
    keys(text, n, descending, "\"k%07u\"");
}

static void keys_shuffled(struct text *text, unsigned n) {
    keys(text, n, shuffled, "\"k%07u\"");
}

static void keys_of_one_prefix(struct text *text, unsigned n) {
    keys(text, n, shuffled, "\"prefix__%07u\"");
}

static void keys_of_digits(struct text *text, unsigned n) {
    keys(text, n, shuffled, "\"%u\"");
}

static void keys_beyond_ascii(struct text *text, unsigned n) {
    keys(text, n, shuffled, "\"\xc3\xa9\xf0\x9f\x98\x80%07u\"");
}

static void keys_of_escapes(struct text *text, unsigned n) {
    keys(text, n, shuffled, "\"\\u00e9\\ud83d\\ude00%07u\"");
}

static void keys_in_array(struct text *text, const char *format, unsigned n) {
    add(text, "{\"payload\":[{");
    for (unsigned i = 0; i < n; i++) {
        add_key(text, i, format, shuffled(i, n));
    }
    add(text, "}]}");
}

static void digits_in_array(struct text *text, unsigned n) {
    keys_in_array(text, "\"%u\"", n);
}

static void plain_in_array(struct text *text, unsigned n) {
    keys_in_array(text, "\"prefix__%07u\"", n);
}

/* A few keys that differ only behind n bytes. */
static void long_keys(struct text *text, unsigned n, const char *two_bytes) {
    add(text, "{\"payload\":{");
    for (unsigned i = 0; i < 8; i++) {
        add(text, i ? ",\"" : "\"");
        add_times(text, n / 2, two_bytes);
        add_bytes(text, &"abcdefgh"[7 - i], 1);
        add(text, "\":0");
    }
    add(text, "}}");
}

static void long_plain_keys(struct text *text, unsigned n) {
    long_keys(text, n, "pp");
}

static void long_other_keys(struct text *text, unsigned n) {
    long_keys(text, n, "\xc3\xa9");
}

/* Scalars -------------------------------------------------------------------------------------- */

/* One long value between two texts. */
static void repeated(struct text *text, const char *before, unsigned n, const char *middle,
                     const char *behind) {
    add(text, "{\"payload\":{\"a\":");
    add(text, before);
    add_times(text, n, middle);
    add(text, behind);
    add(text, "}}");
}

static void long_integer(struct text *text, unsigned n) {
    repeated(text, "", n, "7", "");
}

static void long_fraction(struct text *text, unsigned n) {
    repeated(text, "0.", n, "0", "7");
}

/* 2^53 + 1 lies halfway between two doubles; the last digit decides. */
static void halfway(struct text *text, unsigned n) {
    repeated(text, "9007199254740993.", n, "0", "1");
}

static void long_exponent(struct text *text, unsigned n) {
    repeated(text, "1e", n, "0", "1");
}

static void many_numbers(struct text *text, unsigned n) {
    repeated(text, "[0", n, ",1e-0", "]");
}

/* Each takes the exact comparison. */
static void hard_numbers(struct text *text, unsigned n) {
    repeated(text, "[0", n, ",9007199254740993.00000000000000000000001e-300", "]");
}

static void escapes(struct text *text, unsigned n) {
    repeated(text, "\"", n, "\\u00e9", "\"");
}

static void short_escapes(struct text *text, unsigned n) {
    repeated(text, "\"", n, "\\/", "\"");
}

static void pairs_of_escapes(struct text *text, unsigned n) {
    repeated(text, "\"", n, "\\ud83d\\ude00", "\"");
}

static void halves_of_pairs(struct text *text, unsigned n) {
    repeated(text, "\"", n, "\\ud83d", "\"");
}

/* Much of everything --------------------------------------------------------------------------- */

static void objects_in_array(struct text *text, unsigned n) {
    repeated(text, "[0", n, ",{\"b\":1,\"a\":1,\"1\":1}", "]");
}

static void objects_in_object(struct text *text, unsigned n) {
    add(text, "{\"payload\":{");
    for (unsigned i = n; i > 0; i--) {
        char member[96];
        snprintf(member, sizeof member, "%s\"k%07u\":{\"b\":{\"b\":1,\"a\":1},\"a\":1}",
                 i < n ? "," : "", i);
        add(text, member);
    }
    add(text, "}}");
}

static void empty_objects(struct text *text, unsigned n) {
    repeated(text, "[{}", n, ",{}", "]");
}

static void white_space(struct text *text, unsigned n) {
    repeated(text, "[ ", n, " \n", "]");
}

/* Nowhere is there a byte that a string cannot contain. */
static void apart_by_spaces(struct text *text, unsigned n) {
    repeated(text, "[0", n, ", 0", "]");
}

static void apart_by_lines(struct text *text, unsigned n) {
    repeated(text, "[0", n, ",\n0", "]");
}

/* ---------------------------------------------------------------------------------------------- */

const struct shape shapes[] = {
    {"brackets that open", "brackets", 20, open_arrays, APIDECK_ERR_JSON_DEPTH},
    {"brackets of both kinds that open", "pairs", 20, open_both, APIDECK_ERR_JSON_DEPTH},
    {"nesting as deep as allowed, out of order", "towers", 10, towers, 0},
    {"keys, ascending", "keys", 17, keys_ascending, 0},
    {"keys, descending", "keys", 17, keys_descending, 0},
    {"keys, shuffled", "keys", 17, keys_shuffled, 0},
    {"keys that begin with the same 8 bytes, shuffled", "keys", 17, keys_of_one_prefix, 0},
    {"keys that are array indexes, shuffled", "keys", 17, keys_of_digits, 0},
    {"keys beyond ASCII, shuffled", "keys", 17, keys_beyond_ascii, 0},
    {"keys with escapes, shuffled", "keys", 17, keys_of_escapes, 0},
    {"the same 8 bytes, inside an array", "keys", 17, plain_in_array, 0},
    {"array indexes, inside an array", "keys", 17, digits_in_array, 0},
    {"8 keys with the same beginning", "bytes each", 20, long_plain_keys, 0},
    {"8 keys beyond ASCII with the same beginning", "bytes each", 20, long_other_keys, 0},
    {"an integer", "digits", 20, long_integer, 0},
    {"a fraction near 0", "zeros", 20, long_fraction, 0},
    {"halfway between two doubles, but for the last digit", "digits", 20, halfway, 0},
    {"an exponent", "digits", 20, long_exponent, 0},
    {"numbers to be rewritten", "numbers", 17, many_numbers, 0},
    {"numbers that take the exact comparison", "numbers", 12, hard_numbers, 0},
    {"`\\u00e9` alone", "escapes", 18, escapes, 0},
    {"`\\/` alone", "escapes", 19, short_escapes, 0},
    {"surrogate pairs alone", "pairs", 17, pairs_of_escapes, 0},
    {"lone surrogates alone", "escapes", 18, halves_of_pairs, 0},
    {"small objects out of order, in an array", "objects", 15, objects_in_array, 0},
    {"small objects out of order, in an object", "objects", 15, objects_in_object, 0},
    {"empty objects", "objects", 18, empty_objects, 0},
    {"white space", "pairs", 19, white_space, 0},
    {"numbers apart by spaces", "numbers", 18, apart_by_spaces, 0},
    {"numbers apart by lines", "numbers", 18, apart_by_lines, 0},
};

const size_t shape_count = sizeof shapes / sizeof *shapes;
