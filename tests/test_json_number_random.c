/* Whether JavaScript prints a random decimal as it stands, against the C library's conversions. */
#include "check.h"
#include "exact.h"
#include "json_number.h"

#define BEHIND 40

/* Number::toString of a finite double that is not 0, but for the cases that take an exponent: those
 * give "". The fewest digits that strtod reads back are found by trying. */
static void print_number(double value, char *out, size_t size) {
    char digits[32];
    int precision = 0;
    do {
        snprintf(digits, sizeof digits, "%.*e", precision++, value);
    } while (strtod(digits, NULL) != value);
    int exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
    int decimals = precision - 1 - exponent;
    *out = 0;
    if (exponent < -6 || exponent > 20) {
        return;
    }
    if (decimals >= 0) {
        snprintf(out, size, "%.*f", decimals, value);
        return;
    }
    snprintf(out, size, "%c%.*s%.*s", digits[0], precision - 1, digits + 2, -decimals,
             "000000000000000000000");
}

/* Decimals of every length, whole numbers too, against the C library. */
static void test_random_decimals(void) {
    unsigned long state = 9;
    int canonical = 0;
    for (int round = 0; round < 100000; round++) {
        char text[64];
        char expected[64];
        unsigned count = 1 + next_random(&state) % 19;
        unsigned point = next_random(&state) % (count + 1);
        size_t len = 0;
        if (point == 0) {
            len = (size_t)snprintf(text, sizeof text, "0.%.*s", (int)(next_random(&state) % 8),
                                   "0000000");
        }
        for (unsigned i = 0; i < count; i++) {
            unsigned digit = next_random(&state) % 10;
            text[len++] = (char)('0' + (digit == 0 && (i == 0 || round % 2) ? 1 : digit));
            if (i + 1 == point && point < count) {
                text[len++] = '.';
            }
        }
        text[len] = 0;
        /* In turn at the end of the text and in its middle. */
        size_t behind = round / 2 % 2 ? BEHIND : 0;
        unsigned char *copy = exact_block(len + behind);
        memcpy(copy, text, len);
        memset(copy + len, ',', behind);
        struct apideck__refusal refusal = {0, NULL};
        bool is_canonical = true;
        int before = check_failed;
        CHECK(apideck__number_read(copy, copy + len + behind, &is_canonical, &refusal) ==
              copy + len);
        free(copy);
        print_number(strtod(text, NULL), expected, sizeof expected);
        CHECK_INT(is_canonical, strcmp(text, expected) == 0);
        if (check_failed > before) {
            fprintf(stderr, "    reading %s, which is %s\n", text, expected);
        }
        canonical += is_canonical;
    }
    CHECK(canonical > 10000 && canonical < 90000);
}

int main(void) {
    test_random_decimals();
    return check_summary();
}
