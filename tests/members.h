/* What stands in the members that an index lists. */
#ifndef APIDECK_TESTS_MEMBERS_H
#define APIDECK_TESTS_MEMBERS_H

#include "index.h"

#include <string.h>

/* The text behind the colon, given the length of the key as it is written. */
static inline apideck_str value_of(const struct apideck__index *index,
                                   const struct apideck__span *member, size_t key_len) {
    const char *p = (const char *)index->body + (member->begin & ~APIDECK__REWRITE) + key_len + 2;
    const char *end = (const char *)index->body + member->end;
    while (strchr(" \t\r\n:", *p)) {
        p++;
    }
    return (apideck_str){p, (size_t)(end - p)};
}

#endif
