/* Many bytes looked at together are told apart as one by one, each by its own bit. */
#include "check.h"
#include "exact.h"
#include "vector.h"

#include <stdbool.h>

static bool is_special(unsigned char c) {
    return c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
}

static bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}

static uint64_t expected_bits(const unsigned char *p, size_t len, bool (*is)(unsigned char)) {
    uint64_t bits = 0;
    for (size_t i = 0; i < len; i++) {
        bits |= (uint64_t)is(p[i]) << i;
    }
    return bits;
}

static int is_wrong(const unsigned char *p) {
    return (apideck__special_64(p) != expected_bits(p, 64, is_special)) +
           (apideck__digits_32(p) != expected_bits(p, 32, is_digit));
}

static void test_every_byte_at_every_place(void) {
    static const unsigned char around[] = {'a', '5', '"', 0xff, 0};
    for (size_t i = 0; i < sizeof around; i++) {
        int wrong = 0;
        for (unsigned byte = 0; byte < 256; byte++) {
            for (size_t place = 0; place < 64; place++) {
                unsigned char block[64];
                memset(block, around[i], sizeof block);
                block[place] = (unsigned char)byte;
                wrong += is_wrong(block);
            }
        }
        CHECK_INT(wrong, 0);
    }
}

static void test_random_blocks(void) {
    unsigned long state = 23;
    int wrong = 0;
    for (int round = 0; round < 20000; round++) {
        unsigned char block[64];
        for (size_t i = 0; i < sizeof block; i++) {
            block[i] = (unsigned char)next_random(&state);
        }
        wrong += is_wrong(block);
    }
    CHECK_INT(wrong, 0);
}

int main(void) {
    test_every_byte_at_every_place();
    test_random_blocks();
    return check_summary();
}
