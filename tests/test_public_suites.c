/* tests/vectors/public_suites.tsv, which tests/vectors/public_suites.js writes and describes: the
 * documents of two public collections of JSON, hostile ones among them. Canonical forms are those
 * of JavaScript. */
#include "check.h"
#include "exact.h"

#include <apideck/event.h>
#include <apideck/signature.h>

/* The bytes that "0a1b" or "0a1b*3" stands for, in a block of their size. */
static unsigned char *bytes_of(const char *hex, size_t *len_out) {
    const size_t unit = strcspn(hex, "*") / 2;
    const size_t count = hex[2 * unit] ? strtoul(hex + 2 * unit + 1, NULL, 10) : 1;
    unsigned char *bytes = exact_block(unit * count);
    for (size_t i = 0; i < unit * count; i++) {
        const char digits[3] = {hex[i % unit * 2], hex[i % unit * 2 + 1], 0};
        bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    *len_out = unit * count;
    return bytes;
}

static void check_refused(const unsigned char *body, size_t len) {
    static const apideck_form forms[] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                         APIDECK_FORM_RAW};
    apideck_error error;
    apideck_event *event = NULL;
    char text[1];
    size_t text_len = 0;
    const int expected = apideck_parse_event(body, len, NULL, &event, &error);
    CHECK(event == NULL);
    CHECK(strstr(apideck_error_name(expected), "JSON"));
    CHECK(error.offset <= len);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        CHECK_INT(apideck_canonicalize(body, len, forms[i], NULL, text, 0, &text_len, NULL),
                  expected);
    }
}

static void check_canonical(const unsigned char *body, size_t len, const char *expected) {
    char *text = (char *)exact_block(strlen(expected));
    size_t text_len = 0;
    CHECK_INT(apideck_canonicalize(body, len, APIDECK_FORM_SORTED_DEEP, NULL, text,
                                   strlen(expected), &text_len, NULL),
              0);
    CHECK_STR(text, text_len, expected);
    free(text);
}

/* A line: name, bytes, canonical form. */
static void check_line(char *line) {
    char *hex = strchr(line, '\t');
    char *expected = hex ? strchr(hex + 1, '\t') : NULL;
    CHECK(expected);
    if (!expected) {
        return;
    }
    *hex++ = *expected++ = '\0';
    expected[strcspn(expected, "\n")] = '\0';
    size_t len = 0;
    unsigned char *body = bytes_of(hex, &len);
    const int failed = check_failed;
    if (strcmp(expected, "refused") == 0) {
        check_refused(body, len);
    } else {
        check_canonical(body, len, expected);
    }
    if (check_failed > failed) {
        fprintf(stderr, "    in %s\n", line);
    }
    free(body);
}

int main(void) {
    static char line[8192];
    FILE *file = open_vectors("tests/vectors/public_suites.tsv");
    int documents = 0;
    while (fgets(line, sizeof line, file)) {
        CHECK(strchr(line, '\n'));
        if (line[0] != '#') {
            check_line(line);
            documents++;
        }
    }
    fclose(file);
    CHECK_INT(documents, 346);
    return check_summary();
}
