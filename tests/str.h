/* A text of C as an apideck_str. */
#ifndef APIDECK_TESTS_STR_H
#define APIDECK_TESTS_STR_H

#include <apideck/base.h>
#include <string.h>

static inline apideck_str str(const char *text) {
    return (apideck_str){text, text ? strlen(text) : 0};
}

#endif
