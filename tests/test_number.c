/* Literals as JavaScript prints them. Each line of tests/vectors/numbers.txt is a literal, a tab,
 * and what JSON.stringify(JSON.parse(literal)) gives; tests/vectors/numbers.js writes it. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/binary64.h"
#include "../lib/number.h"

#define MILLION 1000000

static int passed, failed;

static void count(bool ok, const char *literal, size_t len, const char *expected, const char *got,
                  size_t got_len) {
    if (ok) {
        passed++;
        return;
    }
    failed++;
    const int shown = len < 100 ? (int)len : 100;
    fprintf(stderr, "%.*s%s: expected %s, got %.*s\n", shown, literal, len > 100 ? "..." : "",
            expected, (int)got_len, got);
}

/* The literal is copied to memory of exactly its length, for the sanitizers to see a read beyond.
 */
static void check_length(const char *literal, size_t len, const char *expected) {
    char *copy = malloc(len);
    if (copy == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    memcpy(copy, literal, len);
    char out[APIDECK_NUMBER_MAX];
    const size_t got_len = apideck__number_canonical(copy, len, out);
    free(copy);
    const bool ok = got_len == strlen(expected) && memcmp(out, expected, got_len) == 0;
    count(ok, literal, len, expected, out, got_len);
}

static void check(const char *literal, const char *expected) {
    check_length(literal, strlen(literal), expected);
}

/* Canonical text must be canonical already, and mean the same double. */
static void check_stable(const char *literal, const char *canonical) {
    if (strcmp(canonical, "null") == 0)
        return;
    check(canonical, canonical);
    const double a = apideck__number_value(literal, strlen(literal));
    const double b = apideck__number_value(canonical, strlen(canonical));
    count(a == b, literal, strlen(literal), "the value of its canonical text", "another", 7);
}

static bool check_file(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        return false;
    }
    char line[4096];
    while (fgets(line, sizeof line, file) != NULL) {
        char *tab = strchr(line, '\t');
        char *newline = strchr(line, '\n');
        if (tab == NULL || newline == NULL) {
            fprintf(stderr, "%s: not a vector: %s\n", path, line);
            failed++;
            break;
        }
        *tab = *newline = '\0';
        check(line, tab + 1);
        check_stable(line, tab + 1);
    }
    fclose(file);
    return passed > 0;
}

static void check_bits(const char *literal, uint64_t expected) {
    const double value = apideck__number_value(literal, strlen(literal));
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    count(bits == expected, literal, strlen(literal), "other bits", "wrong ones", 10);
}

static void check_values(void) {
    check_bits("0", 0);
    check_bits("-0.0", UINT64_C(0x8000000000000000));
    check_bits("-1e-400", UINT64_C(0x8000000000000000));
    check_bits("1", UINT64_C(0x3ff0000000000000));
    check_bits("-2.5", UINT64_C(0xc004000000000000));
    check_bits("0.1", UINT64_C(0x3fb999999999999a));
    check_bits("5e-324", 1);
    check_bits("2.2250738585072011e-308", UINT64_C(0x000fffffffffffff));
    check_bits("2.2250738585072014e-308", UINT64_C(0x0010000000000000));
    check_bits("1.7976931348623157e308", UINT64_C(0x7fefffffffffffff));
    check_bits("1.7976931348623159e308", UINT64_C(0x7ff0000000000000));
    check_bits("-1e99999999999999999999", UINT64_C(0xfff0000000000000));
    /* Three integers halfway between doubles, where even is below, above and below. */
    check_bits("9007199254740993", UINT64_C(0x4340000000000000));
    check_bits("9007199254740995", UINT64_C(0x4340000000000002));
    check_bits("9007199254740997", UINT64_C(0x4340000000000002));
    check_bits("9007199254740993.00000000000000000000000000001", UINT64_C(0x4340000000000001));
}

static void check_exponents(void) {
    check("1e99999999999999999999999999999999999999", "null");
    check("-1e99999999999999999999999999999999999999", "null");
    check("1e-99999999999999999999999999999999999999", "0");
    check("-1e-99999999999999999999999999999999999999", "0");
    check("0e99999999999999999999999999999999999999", "0");
    check("1e9223372036854775807", "null");
    check("1e-9223372036854775808", "0");
    check("10e9223372036854775807", "null");
    check("0.1e-9223372036854775808", "0");
    check("1e000000000000000000000000000000000000007", "10000000");
    check("1E-000000000000000000000000000000000000007", "1e-7");
    check("-1.2345678901234567e-308", "-1.2345678901234567e-308");
    check("-0.0000012345678901234567", "-0.0000012345678901234567");
}

/* Writes head, a million times the digit, and tail; returns the length. */
static size_t build(char *text, const char *head, char digit, const char *tail) {
    const size_t head_len = strlen(head), tail_len = strlen(tail);
    memcpy(text, head, head_len);
    memset(text + head_len, digit, MILLION);
    memcpy(text + head_len + MILLION, tail, tail_len);
    return head_len + MILLION + tail_len;
}

static void check_long(const char *head, char digit, const char *tail, const char *expected) {
    static char text[MILLION + 2000];
    const size_t len = build(text, head, digit, tail);
    check_length(text, len, expected);
}

static void check_million_digits(void) {
    check_long("0.", '0', "1e1000001", "1");
    check_long("-0.", '0', "12345678901234567e1000001", "-1.2345678901234567");
    check_long("0.", '0', "1", "0");
    check_long("0.", '0', "", "0");
    check_long("0.", '0', "e99999999999999999999", "0");
    check_long("1", '0', "", "null");
    check_long("1", '0', "e-1000000", "1");
    check_long("1", '0', ".0e-1000001", "0.1");
    check_long("1", '0', "1e-1000001", "1");
    check_long("0.", '3', "", "0.3333333333333333");
    check_long("", '9', "e-1000000", "1");
    check_long("1.5", '0', "", "1.5");
    check_long("1e", '0', "5", "100000");
    check_long("1e-", '0', "5", "0.00001");
    check_long("1e", '9', "", "null");
    check_long("1e-", '9', "", "0");
    /* Halfway between 2^53 and the next double; one digit a million places behind decides. */
    check_long("9007199254740993.", '0', "", "9007199254740992");
    check_long("9007199254740993.", '0', "1", "9007199254740994");
    check_long("9007199254740992.", '9', "", "9007199254740992");
    check_long("9007199254740995.", '0', "", "9007199254740996");
    check_long("9007199254740994.", '9', "", "9007199254740994");
}

/* (2^53 - 1) * 2^-1075, halfway between the greatest subnormal and the smallest normal double:
 * 768 digits, so the last one is the last that the exact comparison keeps. */
static const char *const longest_halfway =
    "2.225073858507201136057409796709131975934819546351645648023426109724822222021076945516529523"
    "90813508791414915891303962110687008643869459464552765720740782062174337998814106326732925355"
    "22868813721490129811224514518898490572223072852551331557550159143974763979834118019993239625"
    "48289017107081850690630666655994938275772572015763062690663332647565300009245888316433037779"
    "79186961204949739037782970490505108060994073026293712895895000358379996720725430436028407889"
    "57717961509455167482434710307026091446215722898802581825451803257070188608721131280795122334"
    "26288368622321503775666622503982534335974568884423900265498198385487948292206894721689831099"
    "69836584681402285424333066033985088644580400103493397042756718644338377048603786162277173854"
    "562306587467901408672332763671875";

static void check_longest_halfway(void) {
    char text[1024];
    const size_t len = strlen(longest_halfway);
    count(len == 769, longest_halfway, len, "768 digits and a dot", "another count", 13);

    static const struct {
        const char *tail, *expected;
    } cases[] = {
        {"e-308", "2.2250738585072014e-308"},
        {"1e-308", "2.2250738585072014e-308"},
        {"00000000000000000000e-308", "2.2250738585072014e-308"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(text, sizeof text, "%s%s", longest_halfway, cases[i].tail);
        check(text, cases[i].expected);
    }
    snprintf(text, sizeof text, "%s", longest_halfway);
    text[len - 1]--;
    strcpy(text + len, "99999e-308");
    check(text, "2.225073858507201e-308");
}

/* Whether these are the fewest digits that the C library reads back as the double that it reads
 * them as. */
static bool are_shortest(uint64_t digits, int exponent) {
    char literal[64], shortest[64];
    snprintf(literal, sizeof literal, "%llue%d", (unsigned long long)digits, exponent);
    const double value = strtod(literal, NULL);
    int precision = 0;
    do {
        snprintf(shortest, sizeof shortest, "%.*e", precision++, value);
    } while (strtod(shortest, NULL) != value);
    char text[64];
    snprintf(text, sizeof text, "%c%s", shortest[0], precision > 1 ? shortest + 2 : "");
    char *e = strchr(text, 'e');
    if (e == NULL)
        return false;
    *e = 0;
    return strtoull(text, NULL, 10) == digits && atoi(e + 1) - (precision - 1) == exponent;
}

/* Decimals of 16 to 18 digits: those of random doubles, of doubles next to a power of two, the
 * decimals next to all of them, and such as no double prints. */
static void check_plainly_shortest(void) {
    int wrong = 0, shortest = 0, plain = 0;
    uint64_t state = 88172645463325252u;
    for (int i = 0; i < 300000; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        const uint64_t fraction = i % 5 == 0   ? state >> 60
                                  : i % 5 == 1 ? (UINT64_C(1) << 52) - 1 - (state >> 60)
                                               : state >> 12;
        const uint64_t bits = (1023 - 60 + state % 70) << 52 | fraction;
        double value;
        memcpy(&value, &bits, sizeof value);
        char text[64];
        snprintf(text, sizeof text, "%.*e", 15 + i / 8 % 3, value);
        char *e = strchr(text, 'e');
        const int exponent = atoi(e + 1) - (15 + i / 8 % 3);
        *e = 0;
        memmove(text + 1, text + 2, strlen(text + 2) + 1);
        const uint64_t digits = strtoull(text, NULL, 10) + (unsigned)i % 3 - 1;
        if (digits < UINT64_C(1) << 52 || digits % 10 == 0 || exponent < -40)
            continue;
        const bool is = are_shortest(digits, exponent);
        const bool said = apideck__binary64_is_plainly_shortest(digits, exponent);
        wrong += said && !is;
        shortest += is;
        plain += said;
    }
    count(wrong == 0, "plainly shortest", 16, "none wrong", "some", 4);
    count(shortest > 40000 && plain > shortest / 100 * 90, "plainly shortest", 16,
          "nearly all of the shortest", "fewer", 5);
}

int main(void) {
    const bool read = check_file("tests/vectors/numbers.txt");
    check_values();
    check_exponents();
    check_million_digits();
    check_longest_halfway();
    check_plainly_shortest();
    printf("%d passed, %d failed\n", passed, failed);
    return read && failed == 0 ? 0 : 1;
}
