/* Usage: test_number_classes [all] | print CLASS COUNT
 *
 * Millions of doubles, printed; tests/vectors/number_classes.tsv has the digests of what JavaScript
 * prints of them (number_classes.js, which makes the same numbers). Without `all`, of each class
 * the first 100,000. */
#include "../lib/number.h"
#include "check.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>

#define LITERAL_SIZE 64
#define FIRST 100000

/* The same random numbers as tests/conformance/random.js: sfc32 ---------------------------------
 */

static uint32_t state[3];
static uint32_t counter;

static uint32_t uint32(void) {
    uint32_t result = state[0] + state[1] + counter++;
    state[0] = state[1] ^ state[1] >> 9;
    state[1] = state[2] + (state[2] << 3);
    state[2] = (state[2] << 21 | state[2] >> 11) + result;
    return result;
}

static void seed(uint32_t number) {
    state[0] = number;
    state[1] = 0;
    state[2] = 0x5eed;
    counter = 1;
    for (int i = 0; i < 16; i++) {
        (void)uint32();
    }
}

/* Literals ------------------------------------------------------------------------------------- */

static double from_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* 17 digits, which name the double, printed by the C library; the locale may give them a comma. */
static void put_double(char *out, uint64_t bits) {
    snprintf(out, LITERAL_SIZE, "%.16e", from_bits(bits));
    char *comma = strchr(out, ',');
    if (comma) {
        *comma = '.';
    }
}

static uint32_t power_of_ten(int exponent) {
    uint32_t power = 1;
    while (exponent-- > 0) {
        power *= 10;
    }
    return power;
}

static char *put_digits(char *out, int count) {
    *out++ = (char)('1' + uint32() % 9);
    for (count--; count > 0; count -= 8) {
        int width = count < 8 ? count : 8;
        out += snprintf(out, 9, "%0*u", width, (unsigned)(uint32() % power_of_ten(width)));
    }
    return out;
}

static void put_decimal(char *out, int count) {
    char *end = put_digits(out, count);
    snprintf(end, 13, "e%d", (int)(uint32() % 670) - 345 - count + 1);
}

static void put_amount(char *out) {
    unsigned whole = uint32() % 1000000000;
    int places = 1 + (int)(uint32() % 7);
    snprintf(out, LITERAL_SIZE, "%u.%0*u", whole, places,
             (unsigned)(uint32() % power_of_ten(places)));
}

static void put_long(char *out) {
    char *end = put_digits(out, 18 + (int)(uint32() % 23));
    size_t point = 1 + uint32() % 17;
    memmove(out + point + 1, out + point, (size_t)(end - out) - point);
    out[point] = '.';
    snprintf(end + 1, 8, "e%d", (int)(uint32() % 640) - 325);
}

static uint64_t random_bits(void) {
    uint32_t high = uint32();
    uint32_t low = uint32();
    if ((high >> 20 & 0x7ff) == 0x7ff) {
        high ^= 0x00100000;
    }
    return (uint64_t)high << 32 | low;
}

static uint64_t subnormal(void) {
    uint32_t high = uint32();
    uint32_t width = uint32() % 53;
    uint64_t fraction = ((uint64_t)(high & 0xfffff) << 32 | uint32()) >> (52 - width);
    return (uint64_t)(high >> 31) << 63 | fraction;
}

static uint64_t around(uint64_t bits, uint32_t i) {
    uint64_t moved = bits + i % 17;
    return moved < 8 ? 0 : moved - 8;
}

static uint64_t near(double value, uint32_t i) {
    return i % 2 ? to_bits(value) + (i + 1) / 2 : to_bits(value) - i / 2;
}

static uint64_t power_of_two_bits(int exponent) {
    return exponent < -1022 ? (uint64_t)1 << (exponent + 1074) : (uint64_t)(exponent + 1023) << 52;
}

static uint64_t power_of_ten_bits(int exponent) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    return to_bits(strtod(text, NULL));
}

/* The classes ---------------------------------------------------------------------------------- */

static void put_random(char *out, uint32_t i) {
    (void)i;
    put_double(out, random_bits());
}

static void put_subnormal(char *out, uint32_t i) {
    (void)i;
    put_double(out, subnormal());
}

static void put_smallest(char *out, uint32_t i) {
    put_double(out, i);
}

static void put_power_of_two(char *out, uint32_t i) {
    put_double(out, around(power_of_two_bits((int)(i / 17) - 1074), i));
}

static void put_power_of_ten(char *out, uint32_t i) {
    put_double(out, around(power_of_ten_bits((int)(i / 17) - 323), i));
}

static void put_15(char *out, uint32_t i) {
    (void)i;
    put_decimal(out, 15);
}

static void put_16(char *out, uint32_t i) {
    (void)i;
    put_decimal(out, 16);
}

static void put_17(char *out, uint32_t i) {
    (void)i;
    put_decimal(out, 17);
}

static void put_amounts(char *out, uint32_t i) {
    (void)i;
    put_amount(out);
}

static void put_longs(char *out, uint32_t i) {
    (void)i;
    put_long(out);
}

static void put_near_1e21(char *out, uint32_t i) {
    put_double(out, near(1e21, i));
}

static void put_near_1e_6(char *out, uint32_t i) {
    put_double(out, near(1e-6, i));
}

static void put_near_1e_7(char *out, uint32_t i) {
    put_double(out, near(1e-7, i));
}

static void put_near_2_53(char *out, uint32_t i) {
    put_double(out, near(9007199254740992.0, i));
}

static const struct class {
    const char *name;
    void (*put)(char *out, uint32_t i);
} classes[] = {
    {"random-bits", put_random},
    {"subnormals", put_subnormal},
    {"smallest-subnormals", put_smallest},
    {"powers-of-two", put_power_of_two},
    {"powers-of-ten", put_power_of_ten},
    {"15-digits", put_15},
    {"16-digits", put_16},
    {"17-digits", put_17},
    {"amounts", put_amounts},
    {"long", put_longs},
    {"near-1e21", put_near_1e21},
    {"near-1e-6", put_near_1e_6},
    {"near-1e-7", put_near_1e_7},
    {"near-2^53", put_near_2_53},
};

static const struct class *find_class(const char *name) {
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i].name, name) == 0) {
            return &classes[i];
        }
    }
    return NULL;
}

/* Calls `line` with each number of a class, printed, and its newline. */
static void each(const struct class *class, uint32_t count,
                 void (*line)(const char *text, size_t len, void *user), void *user) {
    seed(20240229);
    for (uint32_t i = 0; i < count; i++) {
        char literal[LITERAL_SIZE];
        char text[APIDECK_NUMBER_MAX + 1];
        class->put(literal, i);
        size_t len = apideck__number_canonical(literal, strlen(literal), text);
        text[len] = '\n';
        line(text, len + 1, user);
    }
}

static void hash_line(const char *text, size_t len, void *user) {
    crypto_hash_sha256_update(user, (const unsigned char *)text, len);
}

static void print_line(const char *text, size_t len, void *user) {
    fwrite(text, 1, len, user);
}

static void check_digest(const struct class *class, uint32_t count, const char *expected) {
    crypto_hash_sha256_state hash;
    unsigned char digest[32];
    char hex[65];
    crypto_hash_sha256_init(&hash);
    each(class, count, hash_line, &hash);
    crypto_hash_sha256_final(&hash, digest);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    if (strcmp(hex, expected) != 0) {
        fprintf(stderr, "%s, the first %u:\n", class->name, (unsigned)count);
    }
    CHECK_STR(hex, 64, expected);
}

/* Returns how many classes the file names. */
static int check_file(FILE *file, int all) {
    char name[32];
    char digest[65];
    uint32_t count;
    int named = 0;
    while (fscanf(file, "%31s %u %64s", name, &count, digest) == 3) {
        const struct class *class = find_class(name);
        CHECK(class != NULL);
        if (class && (all ? count != FIRST : count <= FIRST)) {
            check_digest(class, count, digest);
            named++;
        }
    }
    CHECK(feof(file));
    return named;
}

int main(int argc, char **argv) {
    if (argc == 4 && find_class(argv[2])) {
        each(find_class(argv[2]), (uint32_t)strtoul(argv[3], NULL, 10), print_line, stdout);
        return 0;
    }
    FILE *file = open_vectors("tests/vectors/number_classes.tsv");
    CHECK_INT(check_file(file, argc == 2), sizeof classes / sizeof *classes);
    fclose(file);
    return check_summary();
}
