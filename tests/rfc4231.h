/* The test vectors of HMAC-SHA256 in RFC 4231, section 4. */
#ifndef APIDECK_TESTS_RFC4231_H
#define APIDECK_TESTS_RFC4231_H

#include <stddef.h>
#include <string.h>

/* `count` times the text; no text stands for 0x01 to 0x19, the key of case 4. */
struct repeated {
    const char *text;
    size_t count;
};

static const struct {
    struct repeated key;
    struct repeated data;
    const char *mac;
} rfc4231[] = {
    {{"\x0b", 20},
     {"Hi There", 1},
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {{"Jefe", 1},
     {"what do ya want for nothing?", 1},
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {{"\xaa", 20},
     {"\xdd", 50},
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {{NULL, 0}, {"\xcd", 50}, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {{"\x0c", 20}, {"Test With Truncation", 1}, "a3b6167473100ee06e0c796c2955552b"},
    {{"\xaa", 131},
     {"Test Using Larger Than Block-Size Key - Hash Key First", 1},
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {{"\xaa", 131},
     {"This is a test using a larger than block-size key and a larger than block-size data. The "
      "key needs to be hashed before being used by the HMAC algorithm.",
      1},
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
};

#define RFC4231_CASES (sizeof rfc4231 / sizeof *rfc4231)
#define JEFE_CASE 1

static inline size_t expand(struct repeated bytes, char out[256]) {
    if (!bytes.text) {
        for (int i = 0; i < 25; i++) {
            out[i] = (char)(i + 1);
        }
        return 25;
    }
    size_t len = strlen(bytes.text);
    for (size_t i = 0; i < bytes.count; i++) {
        memcpy(out + i * len, bytes.text, len);
    }
    return bytes.count * len;
}

#endif
