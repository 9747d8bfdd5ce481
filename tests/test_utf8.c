/* UTF-8 against table 3-7 of the Unicode standard, which is written out here once more. */
#include "check.h"
#include "exact.h"
#include "utf8.h"

/* Table 3-7, "Well-Formed UTF-8 Byte Sequences", without its one row for ASCII. */
static const struct {
    int length;
    unsigned char range[4][2];
} table_3_7[] = {
    {2, {{0xc2, 0xdf}, {0x80, 0xbf}, {0, 0}, {0, 0}}},
    {3, {{0xe0, 0xe0}, {0xa0, 0xbf}, {0x80, 0xbf}, {0, 0}}},
    {3, {{0xe1, 0xec}, {0x80, 0xbf}, {0x80, 0xbf}, {0, 0}}},
    {3, {{0xed, 0xed}, {0x80, 0x9f}, {0x80, 0xbf}, {0, 0}}},
    {3, {{0xee, 0xef}, {0x80, 0xbf}, {0x80, 0xbf}, {0, 0}}},
    {4, {{0xf0, 0xf0}, {0x90, 0xbf}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {4, {{0xf1, 0xf3}, {0x80, 0xbf}, {0x80, 0xbf}, {0x80, 0xbf}}},
    {4, {{0xf4, 0xf4}, {0x80, 0x8f}, {0x80, 0xbf}, {0x80, 0xbf}}},
};

#define ROWS (sizeof table_3_7 / sizeof *table_3_7)

/* What apideck__utf8_length has to say of exactly these bytes. */
static int expected_length(const unsigned char *bytes, int count) {
    for (size_t row = 0; row < ROWS; row++) {
        int i = 0;
        while (i < count && i < table_3_7[row].length && bytes[i] >= table_3_7[row].range[i][0] &&
               bytes[i] <= table_3_7[row].range[i][1]) {
            i++;
        }
        if (i == table_3_7[row].length) {
            return i;
        }
        if (i == count) {
            return -1;
        }
    }
    return 0;
}

static int is_wrong(const unsigned char *bytes, int count) {
    unsigned char *copy = exact_copy(bytes, (size_t)count);
    int length = apideck__utf8_length(copy, copy + count);
    free(copy);
    return length != expected_length(bytes, count);
}

static void test_one_and_two_bytes(void) {
    for (unsigned first = 0x80; first < 0x100; first++) {
        unsigned char bytes[2] = {(unsigned char)first, 0};
        int wrong = is_wrong(bytes, 1);
        for (unsigned second = 0; second < 0x100; second++) {
            bytes[1] = (unsigned char)second;
            wrong += is_wrong(bytes, 2);
        }
        CHECK_INT(wrong, 0);
    }
}

/* Both ends of every range of the table, and what lies just beyond them. */
static void test_three_and_four_bytes(void) {
    static const unsigned char ends[] = {0x00, 0x22, 0x7f, 0x80, 0x8f, 0x90,
                                         0x9f, 0xa0, 0xbf, 0xc0, 0xff};
    const size_t count = sizeof ends;
    for (unsigned first = 0x80; first < 0x100; first++) {
        int wrong = 0;
        for (size_t i = 0; i < count * count * count; i++) {
            const unsigned char bytes[4] = {(unsigned char)first, ends[i / count / count],
                                            ends[i / count % count], ends[i % count]};
            wrong += is_wrong(bytes, 3) + is_wrong(bytes, 4);
        }
        CHECK_INT(wrong, 0);
    }
}

/* Table 3-6, "UTF-8 Bit Distribution", by division. */
static size_t expected_bytes(uint32_t c, unsigned char out[4]) {
    const unsigned char last[3] = {(unsigned char)(128 + c / 4096 % 64),
                                   (unsigned char)(128 + c / 64 % 64),
                                   (unsigned char)(128 + c % 64)};
    size_t length = c < 128 ? 1 : c < 2048 ? 2 : c < 65536 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 192, 224, 240};
    static const uint32_t unit[] = {0, 1, 64, 4096, 262144};
    out[0] = (unsigned char)(lead[length] + c / unit[length]);
    memcpy(out + 1, last + (4 - length), length - 1);
    return length;
}

/* Encodes as the table says, decodes to itself, and every cut is seen as one. */
static int code_point_is_wrong(uint32_t code_point) {
    unsigned char expected[4];
    unsigned char encoded[4];
    size_t length = expected_bytes(code_point, expected);
    if (apideck__utf8_encode(code_point, encoded) != length ||
        memcmp(encoded, expected, length) != 0) {
        return 1;
    }
    unsigned char *copy = exact_copy(expected, length);
    const unsigned char *p = copy;
    int wrong = apideck__utf8_decode(&p) != code_point || p != copy + length;
    for (size_t cut = 1; code_point >= 0x80 && cut <= length; cut++) {
        int seen = apideck__utf8_length(copy, copy + cut);
        wrong += seen != (cut == length ? (int)length : -1);
    }
    free(copy);
    return wrong;
}

static void test_every_code_point(void) {
    int wrong = 0;
    uint32_t count = 0;
    for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
        if (code_point < 0xd800 || code_point > 0xdfff) {
            wrong += code_point_is_wrong(code_point);
            count++;
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(count, 1112064);
}

/* Written out, lest the arithmetic above be wrong in the same way. */
static void test_ends_of_the_lengths(void) {
    static const struct {
        uint32_t code_point;
        const char *utf8;
    } ends[] = {
        {0x7f, "\x7f"},
        {0x80, "\xc2\x80"},
        {0x7ff, "\xdf\xbf"},
        {0x800, "\xe0\xa0\x80"},
        {0xd7ff, "\xed\x9f\xbf"},
        {0xe000, "\xee\x80\x80"},
        {0xffff, "\xef\xbf\xbf"},
        {0x10000, "\xf0\x90\x80\x80"},
        {0x10ffff, "\xf4\x8f\xbf\xbf"},
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        unsigned char out[4];
        size_t length = apideck__utf8_encode(ends[i].code_point, out);
        CHECK_STR((const char *)out, length, ends[i].utf8);
    }
}

/* What follows a sequence is no part of it. */
static void test_more_bytes_behind(void) {
    static const unsigned char bytes[] = {0xc3, 0xa9, 0xbf, 0xe2, 0x82, 0xac, 0x80, 0xff};
    CHECK_INT(apideck__utf8_length(bytes, bytes + sizeof bytes), 2);
    CHECK_INT(apideck__utf8_length(bytes + 3, bytes + sizeof bytes), 3);
    CHECK_INT(apideck__utf8_length(bytes + 7, bytes + sizeof bytes), 0);
}

int main(void) {
    test_one_and_two_bytes();
    test_three_and_four_bytes();
    test_every_code_point();
    test_ends_of_the_lengths();
    test_more_bytes_behind();
    return check_summary();
}
