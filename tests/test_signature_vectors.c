/* tests/vectors/canonical.tsv, which tests/vectors/canonical.js writes and describes. Canonical
 * forms and signatures are those of JavaScript. */
#include <apideck/signature.h>

#include "check.h"

#include <stdbool.h>
#include <stdlib.h>

#define FORM_COUNT 3

static const apideck_form forms[FORM_COUNT] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                               APIDECK_FORM_RAW};

/* A line of the file: a body, and what is expected of each form. */
struct vector {
    char *body;
    size_t body_len;
    const char *text[FORM_COUNT];
    size_t text_len[FORM_COUNT];
    const char *signature[FORM_COUNT];
};

/* With every form accepted, and with one alone. */
struct rings {
    apideck_keyring *all;
    apideck_keyring *one[FORM_COUNT];
    apideck_keyring *other_key;
    apideck_keyring *both_keys;
};

static apideck_keyring *new_ring(unsigned accepted) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) || apideck_keyring_accept(ring, accepted)) {
        fprintf(stderr, "cannot make a keyring\n");
        exit(2);
    }
    return ring;
}

static void open_rings(struct rings *rings, const char *key) {
    const size_t len = strlen(key);
    rings->all = new_ring(APIDECK_FORMS_ALL);
    CHECK_INT(apideck_keyring_add(rings->all, "vectors", key, len), 0);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        rings->one[i] = new_ring(forms[i]);
        CHECK_INT(apideck_keyring_add(rings->one[i], "vectors", key, len), 0);
    }
    rings->other_key = new_ring(APIDECK_FORMS_ALL);
    CHECK_INT(apideck_keyring_add(rings->other_key, "other", key, len - 1), 0);
    rings->both_keys = new_ring(APIDECK_FORMS_ALL);
    CHECK_INT(apideck_keyring_add(rings->both_keys, "other", key, len - 1), 0);
    CHECK_INT(apideck_keyring_add(rings->both_keys, "vectors", key, len), 0);
}

static void close_rings(struct rings *rings) {
    apideck_keyring_free(rings->all);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        apideck_keyring_free(rings->one[i]);
    }
    apideck_keyring_free(rings->other_key);
    apideck_keyring_free(rings->both_keys);
}

static void check_text(const struct vector *vector, size_t form) {
    const size_t expected = vector->text_len[form];
    char *text = malloc(expected + 1);
    size_t len = 0;
    if (!text) {
        exit(2);
    }
    CHECK_INT(apideck_canonicalize(vector->body, vector->body_len, forms[form], NULL, text,
                                   expected, &len, NULL),
              0);
    CHECK(len == expected && memcmp(text, vector->text[form], expected) == 0);
    len = 0;
    CHECK_INT(apideck_canonicalize(vector->body, vector->body_len, forms[form], NULL, text,
                                   expected - 1, &len, NULL),
              APIDECK_ERR_BUFFER_TOO_SMALL);
    CHECK_INT(len, expected);
    free(text);
}

/* Signs, and has the signature in base64 verified. */
static void check_sign(const struct rings *rings, const struct vector *vector, size_t form) {
    char signature[APIDECK_SIGNATURE_SIZE];
    apideck_verdict verdict;
    CHECK_INT(apideck_sign(rings->all, NULL, vector->body, vector->body_len, forms[form],
                           APIDECK_ENCODING_HEX, signature),
              0);
    CHECK_STR(signature, strlen(signature), vector->signature[form]);
    CHECK_INT(apideck_sign(rings->all, NULL, vector->body, vector->body_len, forms[form],
                           APIDECK_ENCODING_BASE64, signature),
              0);
    CHECK_INT(strlen(signature), 44);
    CHECK_INT(apideck_verify_signature(rings->one[form], vector->body, vector->body_len, signature,
                                       strlen(signature), &verdict),
              0);
    CHECK_INT(verdict.encoding, APIDECK_ENCODING_BASE64);
}

static int verify(const apideck_keyring *ring, const struct vector *vector, const char *signature,
                  apideck_verdict *verdict_out) {
    return apideck_verify_signature(ring, vector->body, vector->body_len, signature,
                                    strlen(signature), verdict_out);
}

/* A form that is accepted alone takes the signatures of its own bytes only, whatever their form. */
static void check_each_form(const struct rings *rings, const struct vector *vector, size_t form) {
    const char *signature = vector->signature[form];
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const bool same = strcmp(vector->signature[i], signature) == 0;
        CHECK_INT(verify(rings->one[i], vector, signature, NULL),
                  same ? 0 : APIDECK_ERR_SIGNATURE_MISMATCH);
    }
}

/* The verdict names a form that has these bytes: the first one, sorted, wherever that is one. */
static void check_verdict(const struct rings *rings, const struct vector *vector, size_t form) {
    const char *signature = vector->signature[form];
    apideck_verdict verdict = {APIDECK_FORM_SORTED, APIDECK_ENCODING_HEX, ""};
    CHECK_INT(verify(rings->both_keys, vector, signature, &verdict), 0);
    CHECK_STR(verdict.key_name, strlen(verdict.key_name), "vectors");
    CHECK_INT(verdict.encoding, APIDECK_ENCODING_HEX);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (verdict.form == forms[i]) {
            CHECK_STR(signature, strlen(signature), vector->signature[i]);
        }
    }
    if (strcmp(signature, vector->signature[0]) == 0) {
        CHECK_INT(verdict.form, APIDECK_FORM_SORTED);
    }
}

static void check_forgeries(const struct rings *rings, const struct vector *vector, size_t form) {
    char signature[APIDECK_SIGNATURE_SIZE];
    CHECK_INT(verify(rings->other_key, vector, vector->signature[form], NULL),
              APIDECK_ERR_SIGNATURE_MISMATCH);
    for (size_t i = 0; i < APIDECK_SIGNATURE_SIZE - 1; i += 21) {
        strcpy(signature, vector->signature[form]);
        signature[i] = signature[i] == '0' ? '1' : '0';
        CHECK_INT(verify(rings->all, vector, signature, NULL), APIDECK_ERR_SIGNATURE_MISMATCH);
    }
    for (size_t i = 0; i < vector->body_len; i++) {
        vector->body[i] ^= 1;
        CHECK(verify(rings->one[2], vector, vector->signature[2], NULL) != 0);
        vector->body[i] ^= 1;
    }
}

static void check_vector(const struct rings *rings, const struct vector *vector) {
    const int failed = check_failed;
    for (size_t form = 0; form < FORM_COUNT; form++) {
        check_text(vector, form);
        check_sign(rings, vector, form);
        check_each_form(rings, vector, form);
        check_verdict(rings, vector, form);
        check_forgeries(rings, vector, form);
    }
    if (check_failed > failed) {
        fprintf(stderr, "    body %.*s\n", (int)vector->body_len, vector->body);
    }
}

static int hex_digit(char c) {
    const char *digits = "0123456789abcdef";
    const char *digit = strchr(digits, c);
    return digit && c ? (int)(digit - digits) : -1;
}

/* Decodes in place; returns the length. */
static size_t decode_hex(char *hex) {
    size_t len = 0;
    while (hex_digit(hex[2 * len]) >= 0 && hex_digit(hex[2 * len + 1]) >= 0) {
        hex[len] = (char)(hex_digit(hex[2 * len]) << 4 | hex_digit(hex[2 * len + 1]));
        len++;
    }
    return len;
}

/* Cuts a line into its columns. Returns false when it has others. */
static bool cut(char *line, struct vector *vector) {
    char *column[2 * FORM_COUNT];
    for (size_t i = 0; i < 2 * FORM_COUNT; i++) {
        column[i] = line;
        line += strcspn(line, "\t");
        if ((*line == '\0') != (i + 1 == 2 * FORM_COUNT)) {
            return false;
        }
        *line++ = '\0';
    }
    vector->body = column[0];
    vector->body_len = decode_hex(column[0]);
    vector->text[0] = column[1];
    vector->text[1] = column[2];
    vector->text[2] = vector->body;
    vector->text_len[0] = strlen(column[1]);
    vector->text_len[1] = strlen(column[2]);
    vector->text_len[2] = vector->body_len;
    for (size_t form = 0; form < FORM_COUNT; form++) {
        vector->signature[form] = column[FORM_COUNT + form];
    }
    return true;
}

static bool read_line(FILE *file, char *line, int size) {
    if (!fgets(line, size, file)) {
        return false;
    }
    line[strcspn(line, "\n")] = '\0';
    return true;
}

/* Returns how many vectors there were. */
static int check_file(FILE *file) {
    static char line[1 << 16];
    int count = 0;
    if (!read_line(file, line, sizeof line) || strncmp(line, "# ", 2) != 0) {
        return count;
    }
    struct rings rings;
    open_rings(&rings, line + 2);
    for (; read_line(file, line, sizeof line); count++) {
        struct vector vector;
        const bool whole = cut(line, &vector);
        CHECK(whole);
        if (whole) {
            check_vector(&rings, &vector);
        }
    }
    close_rings(&rings);
    return count;
}

int main(void) {
    FILE *file = open_vectors("tests/vectors/canonical.tsv");
    CHECK(check_file(file) > 0);
    fclose(file);
    return check_summary();
}
