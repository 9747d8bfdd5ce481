/* The members of objects and elements of arrays, in JSON text that has been checked before. */
#ifndef APIDECK_LIB_MEMBER_H
#define APIDECK_LIB_MEMBER_H

#include <apideck/base.h>
#include <stdbool.h>

/* On its way through an object or an array. */
struct apideck__walk {
    const unsigned char *p;
    const unsigned char *end;
};

void apideck__walk_begin(struct apideck__walk *walk, apideck_str container);

/* The next member of an object: its key, which points behind the opening quote, and the text of its
 * value. False at the end. */
bool apideck__walk_member(struct apideck__walk *walk, const unsigned char **key_out,
                          apideck_str *value_out);

/* The same for an array. */
bool apideck__walk_element(struct apideck__walk *walk, apideck_str *value_out);

/* Finds the value of the member whose key reads `name` (UTF-8) and gives its text. */
bool apideck__member_find(apideck_str object, const char *name, size_t name_len,
                          apideck_str *value_out);

#endif
