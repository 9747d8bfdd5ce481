/* Signatures: every form and encoding, the verdict, narrowed masks, and how much hashing they cost.
 * What is expected comes from Node: tests/vectors/signatures.js. */
#include "check.h"
#include "counting_allocator.h"
#include "counting_hmac.h"

#define KEY "test-api-key"

enum { SORTED, SORTED_DEEP, RAW, FORMS };

static const apideck_form form_of[FORMS] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                            APIDECK_FORM_RAW};

static const struct vector {
    const char *body;
    struct {
        const char *hex;
        const char *base64;
    } signature[FORMS];
} vectors[] = {
    /* Already canonical, with white space and an escape, with objects in an array, canonical but
     * for sorting inside an array, with an array index inside one. */
    {"{\"payload\":{\"event_id\":\"e1\",\"event_type\":\"accounting.invoice.created\"}}",
     {{"5912cde05e5d34852f9347ab2f54a9fe1526be0e34b0a1c09478efe571aaedfd",
       "WRLN4F5dNIUvk0erL1Sp/hUmvg40sKHAlHjv5XGq7f0="},
      {"5912cde05e5d34852f9347ab2f54a9fe1526be0e34b0a1c09478efe571aaedfd",
       "WRLN4F5dNIUvk0erL1Sp/hUmvg40sKHAlHjv5XGq7f0="},
      {"5912cde05e5d34852f9347ab2f54a9fe1526be0e34b0a1c09478efe571aaedfd",
       "WRLN4F5dNIUvk0erL1Sp/hUmvg40sKHAlHjv5XGq7f0="}}},
    {"{ \"payload\": {\"event_type\":\"accounting.invoice.created\", \"event_id\":\"e\\u0031\"} }",
     {{"5912cde05e5d34852f9347ab2f54a9fe1526be0e34b0a1c09478efe571aaedfd",
       "WRLN4F5dNIUvk0erL1Sp/hUmvg40sKHAlHjv5XGq7f0="},
      {"5912cde05e5d34852f9347ab2f54a9fe1526be0e34b0a1c09478efe571aaedfd",
       "WRLN4F5dNIUvk0erL1Sp/hUmvg40sKHAlHjv5XGq7f0="},
      {"c90a594f8784f1f41ef154d53d2f98c174b5a9a63b2c09fccaa5bbcbaad732f6",
       "yQpZT4eE8fQe8VTVPS+YwXS1qaY7LAn8yqW7y6rXMvY="}}},
    {"{\"z\":[{\"b\":1.0,\"a\":2}],\"a\":\"\\u00e4\"}",
     {{"faab359d99bd2bf91ae3c927b98017c7087042cd507c9f3590e34fb8c823ae33",
       "+qs1nZm9K/ka48knuYAXxwhwQs1QfJ81kONPuMgjrjM="},
      {"88205b6190196a027e286c6b99fd56932d7cff045587b06469803e16677899c2",
       "iCBbYZAZagJ+KGxrmf1Wky18/wRVh7BkaYA+Fmd4mcI="},
      {"cc799452a36f6369a76e6c69f339419e82a5e957bbd6e04d230109e61dffb624",
       "zHmUUqNvY2mnbmxp8zlBnoKl6Ve71uBNIwEJ5h3/tiQ="}}},
    {"{\"a\":[{\"c\":1,\"b\":2}]}",
     {{"7bee71a9f826daf76439a45797028fce30cd2dc8da6fb01035f91a406ce20f85",
       "e+5xqfgm2vdkOaRXlwKPzjDNLcjab7AQNfkaQGziD4U="},
      {"bcb793aba8188e8563d2e3936cc8731ebd55fa0abc78ef64d978b7bf612f8581",
       "vLeTq6gYjoVj0uOTbMhzHr1V+gq8eO9k2Xi3v2EvhYE="},
      {"7bee71a9f826daf76439a45797028fce30cd2dc8da6fb01035f91a406ce20f85",
       "e+5xqfgm2vdkOaRXlwKPzjDNLcjab7AQNfkaQGziD4U="}}},
    {"{\"a\":[{\"c\":{\"b\":1,\"1\":2},\"b\":3}]}",
     {{"5f40ab359639c7a8f8354f0747d367932250271889db808acc783cc682b12a65",
       "X0CrNZY5x6j4NU8HR9NnkyJQJxiJ24CKzHg8xoKxKmU="},
      {"3b5900857d0e644f84d3d7528e9adfc2e9457f869eda4c0aed95b32633738b62",
       "O1kAhX0OZE+E09dSjprfwulFf4ae2kwK7ZWzJjNzi2I="},
      {"c5d3111a140599c5d639eaf79acc91992ebf3acb464d39b273306214fc4e5ee4",
       "xdMRGhQFmcXWOer3msyRmS6/OstGTTmyczBiFPxOXuQ="}}},
};

#define VECTORS (sizeof vectors / sizeof *vectors)

/* A ring that accepts those forms and computes with a provider that counts. */
struct counted {
    struct counting memory;
    struct counting_hmac hmac;
    apideck_keyring *ring;
};

static void begin(struct counted *counted, unsigned forms) {
    memset(counted, 0, sizeof *counted);
    apideck_allocator allocator = counting_allocator(&counted->memory);
    apideck_hmac_provider provider = counting_provider(&counted->hmac);
    CHECK_INT(apideck_keyring_new(&allocator, &counted->ring), 0);
    CHECK_INT(apideck_keyring_use_hmac(counted->ring, &provider), 0);
    CHECK_INT(apideck_keyring_accept(counted->ring, forms), 0);
    CHECK_INT(apideck_keyring_add(counted->ring, "test", KEY, sizeof KEY - 1), 0);
}

static void end(struct counted *counted) {
    apideck_keyring_free(counted->ring);
    CHECK_INT(counted->hmac.keys, 0);
    CHECK_INT(counted->hmac.open, 0);
    CHECK_NOTHING_LEAKED(&counted->memory);
}

/* The signature and body are handed over without a NUL behind them, in blocks of their own. */
static int verify(const apideck_keyring *ring, const char *body, const char *signature,
                  apideck_verdict *verdict) {
    size_t body_len = strlen(body);
    size_t len = strlen(signature);
    char *own_body = malloc(body_len);
    char *own_signature = malloc(len);
    memcpy(own_body, body, body_len);
    memcpy(own_signature, signature, len);
    int result = apideck_verify_signature(ring, own_body, body_len, own_signature, len, verdict);
    free(own_body);
    free(own_signature);
    return result;
}

enum letter_case { LOWER, UPPER, MIXED };

static void recase(const char *hex, enum letter_case letter_case, char out[65]) {
    for (int i = 0; i <= 64; i++) {
        int up = hex[i] >= 'a' && hex[i] <= 'f' &&
                 (letter_case == UPPER || (letter_case == MIXED && i % 2));
        out[i] = (char)(up ? hex[i] - 'a' + 'A' : hex[i]);
    }
}

/* Whether the forms give the same bytes for this body, which equal signatures tell. */
static int same_bytes(const struct vector *vector, int a, int b) {
    return strcmp(vector->signature[a].hex, vector->signature[b].hex) == 0;
}

/* Whether the signature of `form` is genuine for some form that the mask accepts. */
static int accepted(const struct vector *vector, int form, unsigned mask) {
    int found = 0;
    for (int other = 0; other < FORMS; other++) {
        found |= (mask & form_of[other]) && same_bytes(vector, form, other);
    }
    return found;
}

static int different_forms(const struct vector *vector, unsigned mask) {
    int count = 0;
    for (int form = 0; form < FORMS; form++) {
        int seen = 0;
        for (int before = 0; before < form; before++) {
            seen |= (mask & form_of[before]) && same_bytes(vector, form, before);
        }
        count += (mask & form_of[form]) && !seen;
    }
    return count;
}

static int form_gives(const struct vector *vector, apideck_form form, const char *hex) {
    int i = form == APIDECK_FORM_SORTED ? SORTED : form == APIDECK_FORM_RAW ? RAW : SORTED_DEEP;
    return strcmp(vector->signature[i].hex, hex) == 0;
}

static void check_one(const struct vector *vector, int form, unsigned mask) {
    const char *hex = vector->signature[form].hex;
    struct counted counted;
    begin(&counted, mask);
    for (int i = 0; i < 4; i++) {
        char text[65];
        if (i == 3) {
            memcpy(text, vector->signature[form].base64, 45);
        } else {
            recase(hex, (enum letter_case)i, text);
        }
        apideck_verdict verdict = {0, 0, "untouched"};
        int genuine = accepted(vector, form, mask);
        CHECK_INT(verify(counted.ring, vector->body, text, &verdict),
                  genuine ? 0 : APIDECK_ERR_SIGNATURE_MISMATCH);
        CHECK_INT(verify(counted.ring, vector->body, text, NULL),
                  genuine ? 0 : APIDECK_ERR_SIGNATURE_MISMATCH);
        CHECK_STR(verdict.key_name, strlen(verdict.key_name), genuine ? "test" : "untouched");
        if (genuine) {
            CHECK(verdict.form & mask);
            CHECK(form_gives(vector, verdict.form, hex));
            CHECK_INT(verdict.encoding, i == 3 ? APIDECK_ENCODING_BASE64 : APIDECK_ENCODING_HEX);
        } else {
            CHECK_INT(verdict.form, 0);
            CHECK_INT(verdict.encoding, 0);
        }
    }
    end(&counted);
}

static void test_every_form_encoding_and_mask(void) {
    for (size_t i = 0; i < VECTORS; i++) {
        for (int form = 0; form < FORMS; form++) {
            for (unsigned mask = 1; mask <= APIDECK_FORMS_ALL; mask++) {
                check_one(&vectors[i], form, mask);
            }
        }
    }
}

/* Where forms give the same bytes, the verdict names the form that the guide describes. */
static void test_verdict_names_the_form(void) {
    struct counted counted;
    begin(&counted, APIDECK_FORMS_ALL);
    for (size_t i = 0; i < VECTORS; i++) {
        for (int form = 0; form < FORMS; form++) {
            apideck_verdict verdict;
            CHECK_INT(
                verify(counted.ring, vectors[i].body, vectors[i].signature[form].hex, &verdict), 0);
            CHECK_INT(verdict.form,
                      same_bytes(&vectors[i], form, SORTED) ? APIDECK_FORM_SORTED : form_of[form]);
        }
    }
    end(&counted);
}

/* Forms that give the same bytes cost one HMAC together, for each key. */
static void test_equal_forms_cost_one_hmac(void) {
    static const char wrong[] = "00000000000000000000000000000000000000000000000000000000000000ff";
    for (size_t i = 0; i < VECTORS; i++) {
        for (unsigned mask = 1; mask <= APIDECK_FORMS_ALL; mask++) {
            struct counted counted;
            begin(&counted, mask);
            CHECK_INT(verify(counted.ring, vectors[i].body, wrong, NULL),
                      APIDECK_ERR_SIGNATURE_MISMATCH);
            CHECK_INT(counted.hmac.finished, different_forms(&vectors[i], mask));
            CHECK_INT(apideck_keyring_add(counted.ring, "other", "k", 1), 0);
            CHECK_INT(verify(counted.ring, vectors[i].body, wrong, NULL),
                      APIDECK_ERR_SIGNATURE_MISMATCH);
            CHECK_INT(counted.hmac.finished, 3 * different_forms(&vectors[i], mask));
            CHECK_INT(counted.hmac.abandoned, 0);
            end(&counted);
        }
    }
}

static void test_sign(void) {
    struct counted counted;
    begin(&counted, APIDECK_FORM_RAW); /* what is accepted does not bind what is signed */
    for (size_t i = 0; i < VECTORS; i++) {
        const char *body = vectors[i].body;
        for (int form = 0; form < FORMS; form++) {
            char signature[APIDECK_SIGNATURE_SIZE];
            CHECK_INT(apideck_sign(counted.ring, "test", body, strlen(body), form_of[form],
                                   APIDECK_ENCODING_HEX, signature),
                      0);
            CHECK_STR(signature, strlen(signature), vectors[i].signature[form].hex);
            CHECK_INT(apideck_sign(counted.ring, NULL, body, strlen(body), form_of[form],
                                   APIDECK_ENCODING_BASE64, signature),
                      0);
            CHECK_STR(signature, strlen(signature), vectors[i].signature[form].base64);
        }
    }
    end(&counted);
}

static void test_sign_fails(void) {
    const char *body = vectors[0].body;
    size_t len = strlen(body);
    char out[APIDECK_SIGNATURE_SIZE] = "untouched";
    struct counted counted;
    begin(&counted, APIDECK_FORMS_ALL);
    const apideck_keyring *ring = counted.ring;
    const apideck_form form = APIDECK_FORM_SORTED;
    const apideck_encoding hex = APIDECK_ENCODING_HEX;
    CHECK_INT(apideck_sign(NULL, NULL, body, len, form, hex, out), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, NULL, NULL, len, form, hex, out), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, NULL, NULL, 0, form, hex, out), APIDECK_ERR_JSON_EMPTY);
    CHECK_INT(apideck_sign(ring, NULL, body, len, (apideck_form)3, hex, out), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, NULL, body, len, (apideck_form)0, hex, out), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, NULL, body, len, form, (apideck_encoding)3, out),
              APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, NULL, body, len, form, hex, NULL), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_sign(ring, "nobody", body, len, form, hex, out), APIDECK_ERR_NO_KEY);
    CHECK_INT(apideck_sign(ring, NULL, body, len - 1, form, hex, out), APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(apideck_sign(ring, NULL, body, len - 1, APIDECK_FORM_RAW, hex, out),
              APIDECK_ERR_JSON_TRUNCATED);
    CHECK_INT(apideck_sign(ring, NULL, body, (size_t)APIDECK_BODY_MAX + 1, form, hex, out),
              APIDECK_ERR_TOO_LARGE);
    CHECK_STR(out, strlen(out), "untouched");
    CHECK_INT(counted.hmac.begun, 0);
    end(&counted);
}

int main(void) {
    test_every_form_encoding_and_mask();
    test_verdict_names_the_form();
    test_equal_forms_cost_one_hmac();
    test_sign();
    test_sign_fails();
    return check_summary();
}
