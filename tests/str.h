/* A text of C as an apideck_str, and an apideck_str held against a text of C. */
#ifndef APIDECK_TESTS_STR_H
#define APIDECK_TESTS_STR_H

#include <apideck/base.h>
#include <string.h>

static inline apideck_str str(const char *text) {
    return (apideck_str){text, text ? strlen(text) : 0};
}

/* For those who include check.h. */
#define CHECK_TEXT(text, expected) CHECK_STR((text).ptr, (text).len, expected)

#endif
