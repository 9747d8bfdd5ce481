#include "halfway.h"

#include "binary64.h"

/* A halfway point is an odd multiple of a power of two; the longest is (2^54 - 1) * 2^-1075, which
 * has 768 significant digits. Where a decimal agrees with that many, the rest can only add. */
#define MAX_DIGITS 768

/* Both sides of the comparison are about as large as the greater of 10^768 and 2^54 * 5^1091, which
 * have 2552 and 2588 bits. */
#define MAX_WORDS 84

/* An unsigned integer, least significant word first, without leading zero words. */
struct bignum {
    int used;
    uint32_t words[MAX_WORDS];
};

static void append_word(struct bignum *n, uint32_t word) {
    if (word != 0)
        n->words[n->used++] = word;
}

/* n = n * factor + addend */
static void multiply_add(struct bignum *n, uint32_t factor, uint32_t addend) {
    uint64_t carry = addend;
    for (int i = 0; i < n->used; i++) {
        carry += (uint64_t)n->words[i] * factor;
        n->words[i] = (uint32_t)carry;
        carry >>= 32;
    }
    append_word(n, (uint32_t)carry);
}

static void multiply_power_of_5(struct bignum *n, int exponent) {
    const int step = 13;
    const uint32_t five_to_the_13th = 1220703125;
    for (; exponent >= step; exponent -= step)
        multiply_add(n, five_to_the_13th, 0);
    for (; exponent > 0; exponent--)
        multiply_add(n, 5, 0);
}

static void shift_left(struct bignum *n, int bits) {
    const int whole = bits / 32;
    multiply_add(n, UINT32_C(1) << (bits % 32), 0);
    for (int i = n->used - 1; i >= 0; i--)
        n->words[i + whole] = n->words[i];
    for (int i = 0; i < whole; i++)
        n->words[i] = 0;
    n->used += whole;
}

static int compare(const struct bignum *a, const struct bignum *b) {
    if (a->used != b->used)
        return a->used < b->used ? -1 : 1;
    for (int i = a->used - 1; i >= 0; i--) {
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i] ? -1 : 1;
    }
    return 0;
}

/* value is odd, so its lower word is not zero. */
static void set_odd(struct bignum *n, uint64_t value) {
    n->used = 0;
    append_word(n, (uint32_t)value);
    append_word(n, (uint32_t)(value >> 32));
}

static void set_digits(struct bignum *n, const char *first, int count) {
    const char *cursor = first;
    n->used = 0;
    for (; count >= 9; count -= 9)
        multiply_add(n, 1000000000, (uint32_t)apideck__decimal_read(&cursor, 9));
    for (; count > 0; count--)
        multiply_add(n, 10, (uint32_t)apideck__decimal_read(&cursor, 1));
}

int apideck__halfway_compare(const struct apideck__decimal *decimal, uint64_t bits) {
    const bool truncated = decimal->count > MAX_DIGITS;
    const int kept = truncated ? MAX_DIGITS : (int)decimal->count;
    const int power_of_10 = decimal->point - kept;
    const struct apideck__binary64 v = apideck__binary64_split(bits);
    const int power_of_2 = v.exponent - 1;

    struct bignum digits, halfway;
    set_digits(&digits, decimal->first, kept);
    set_odd(&halfway, 2 * v.significand + 1);

    /* digits * 10^power_of_10 against halfway * 2^power_of_2: move what would be a fraction on one
     * side to the other, and what the two have in common to neither. */
    if (power_of_10 >= 0)
        multiply_power_of_5(&digits, power_of_10);
    else
        multiply_power_of_5(&halfway, -power_of_10);
    if (power_of_10 >= power_of_2)
        shift_left(&digits, power_of_10 - power_of_2);
    else
        shift_left(&halfway, power_of_2 - power_of_10);

    const int order = compare(&digits, &halfway);
    return order == 0 && truncated ? 1 : order;
}
