/* What a test program needs: checks that count and go on, and a last line that sums them up. */
#ifndef APIDECK_TESTS_CHECK_H
#define APIDECK_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Any thread may check something. */
#ifdef __cplusplus
#include <atomic>
static std::atomic<int> check_passed;
static std::atomic<int> check_failed;
#else
#include <stdatomic.h>
static atomic_int check_passed;
static atomic_int check_failed;
#endif

#define CHECK(cond) check_that((cond) ? 1 : 0, __FILE__, __LINE__, #cond)

/* Integers of any type that fits a long long. */
#define CHECK_INT(actual, expected)                                                                \
    check_int((long long)(actual), (long long)(expected), __FILE__, __LINE__, #actual)

/* `actual` is `len` bytes, or NULL; `expected` is NUL-terminated, or NULL. */
#define CHECK_STR(actual, len, expected)                                                           \
    check_str(actual, len, expected, __FILE__, __LINE__, #actual)

static inline void check_that(int ok, const char *file, int line, const char *text) {
    if (ok) {
        check_passed++;
        return;
    }
    check_failed++;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, text);
}

static inline void check_int(long long actual, long long expected, const char *file, int line,
                             const char *text) {
    check_that(actual == expected, file, line, text);
    if (actual != expected) {
        fprintf(stderr, "    is %lld, expected %lld\n", actual, expected);
    }
}

static inline void check_str(const char *actual, size_t len, const char *expected, const char *file,
                             int line, const char *text) {
    int same = !actual && !expected;
    if (actual && expected) {
        same = len == strlen(expected) && memcmp(actual, expected, len) == 0;
    }
    check_that(same, file, line, text);
    if (!same) {
        fprintf(stderr, "    is \"%.*s\", expected \"%s\"\n", actual ? (int)len : 6,
                actual ? actual : "(NULL)", expected ? expected : "(NULL)");
    }
}

/* Opens a file of expected values, its path seen from the top of the sources, where tests run; ends
 * the program when it cannot be read. */
static inline FILE *open_vectors(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "cannot open %s: tests run at the top of the sources\n", path);
        exit(2);
    }
    return file;
}

/* Prints the summary; returns what main returns. */
static inline int check_summary(void) {
    printf("%d passed, %d failed\n", (int)check_passed, (int)check_failed);
    return check_failed > 0;
}

#endif
