/* What libsodium's functions of these names must not be: a compare that ends at the first
 * difference, and digits that are looked up. Linked into the program in their place, so that the
 * test is seen to fail. */
#include <sodium.h>

static int compare(const unsigned char *a, const unsigned char *b, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i]) {
            return -1;
        }
    }
    return 0;
}

int crypto_verify_32(const unsigned char *x, const unsigned char *y) {
    return compare(x, y, 32);
}

int sodium_memcmp(const void *const b1_, const void *const b2_, size_t len) {
    return compare(b1_, b2_, len);
}

/* Of 32 bytes: ten groups of three, and one of two. */
char *sodium_bin2base64(char *const b64, const size_t b64_maxlen, const unsigned char *const bin,
                        const size_t bin_len, const int variant) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = b64;
    (void)b64_maxlen;
    (void)variant;
    for (size_t i = 0; i < bin_len; i += 3) {
        unsigned third = i + 2 < bin_len ? bin[i + 2] : 0;
        unsigned group = (unsigned)bin[i] << 16 | (unsigned)bin[i + 1] << 8 | third;
        for (int shift = 18; shift >= 0; shift -= 6) {
            *out++ = digits[group >> shift & 63];
        }
    }
    out[-1] = '=';
    *out = '\0';
    return b64;
}
