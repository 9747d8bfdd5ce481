/* Eight bytes at a time find what a loop over single bytes finds. */
#include "check.h"
#include "exact.h"
#include "word.h"

static uint64_t word_of(const unsigned char bytes[8]) {
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--) {
        word = word * 256 + bytes[i];
    }
    return word;
}

static void test_load_at_every_address(void) {
    for (size_t shift = 0; shift < 8; shift++) {
        unsigned char *block = exact_block(shift + 8);
        for (size_t i = 0; i < shift + 8; i++) {
            block[i] = (unsigned char)(i < shift ? 0xee : 0xf0 + i - shift);
        }
        CHECK(apideck__load(block + shift) == 0xf7f6f5f4f3f2f1f0u);
        free(block);
    }
}

/* Every byte at every place among every other byte; a neighbour one higher is where a borrow of the
 * subtraction would show. */
static void test_find_one_byte(void) {
    for (unsigned sought = 0; sought < 256; sought++) {
        int wrong = 0;
        for (unsigned other = 0; other < 256; other++) {
            unsigned char bytes[8];
            memset(bytes, (int)other, sizeof bytes);
            if (other != sought) {
                wrong += apideck__find(word_of(bytes), (unsigned char)sought) != 0;
            }
            for (unsigned place = 0; other != sought && place < 8; place++) {
                bytes[place] = (unsigned char)sought;
                uint64_t mask = apideck__find(word_of(bytes), (unsigned char)sought);
                wrong += mask == 0 || apideck__first(mask) != place;
                bytes[place] = (unsigned char)other;
            }
        }
        CHECK_INT(wrong, 0);
    }
}

/* Bytes that differ from the sought one in few bits, in every mixture. */
static void test_find_among_neighbours(void) {
    static const unsigned char near_quote[] = {'"', '"' + 1, '"' - 1, '"' ^ 0x80, 0, 0xff, 1, 0x80};
    unsigned long state = 1;
    int wrong = 0;
    for (int round = 0; round < 100000; round++) {
        unsigned char bytes[8];
        unsigned expected = 8;
        for (unsigned i = 0; i < 8; i++) {
            bytes[i] = near_quote[1 + next_random(&state) % 7];
            bytes[i] = next_random(&state) % 6 == 0 ? '"' : bytes[i];
            expected = bytes[i] == '"' && expected == 8 ? i : expected;
        }
        uint64_t mask = apideck__find(word_of(bytes), '"');
        wrong += expected == 8 ? mask != 0 : mask == 0 || apideck__first(mask) != expected;
    }
    CHECK_INT(wrong, 0);
}

static void test_first_is_the_lowest(void) {
    for (unsigned place = 0; place < 8; place++) {
        uint64_t lowest = (uint64_t)0x80 << (8 * place);
        CHECK_INT(apideck__first(lowest), place);
        CHECK_INT(apideck__first(APIDECK__EACH_TOP & ~(lowest - 1)), place);
    }
}

static void test_reverse(void) {
    CHECK(apideck__reverse(0x0102030405060708u) == 0x0807060504030201u);
    CHECK(apideck__reverse(0xff00000000000080u) == 0x80000000000000ffu);
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t reversed = (uint64_t)1 << (8 * (7 - bit / 8) + bit % 8);
        CHECK(apideck__reverse((uint64_t)1 << bit) == reversed);
    }
}

static void test_eight_digits(void) {
    static const char *const texts[] = {"00000000", "00000001", "10000000", "12345678",
                                        "87654321", "99999999", "90909090", "09090909"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint64_t word = word_of((const unsigned char *)texts[i]);
        CHECK_INT(apideck__eight_digits(word), strtol(texts[i], NULL, 10));
    }
    unsigned long state = 5;
    for (int round = 0; round < 10000; round++) {
        char text[9];
        unsigned number = next_random(&state) % 10000 * 10000;
        number += next_random(&state) % 10000;
        snprintf(text, sizeof text, "%08u", number);
        CHECK_INT(apideck__eight_digits(word_of((const unsigned char *)text)), number);
    }
}

static void test_lowest_bit(void) {
    for (unsigned bit = 0; bit < 64; bit++) {
        CHECK_INT(apideck__lowest_bit((uint64_t)1 << bit), bit);
        CHECK_INT(apideck__lowest_bit(~(uint64_t)0 << bit), bit);
    }
}

int main(void) {
    test_load_at_every_address();
    test_find_one_byte();
    test_find_among_neighbours();
    test_first_is_the_lowest();
    test_reverse();
    test_eight_digits();
    test_lowest_bit();
    return check_summary();
}
