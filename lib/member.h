/* Finding a member of an object in JSON text that has been checked before. */
#ifndef APIDECK_LIB_MEMBER_H
#define APIDECK_LIB_MEMBER_H

#include <apideck/base.h>
#include <stdbool.h>

/* Finds the value of the member whose key reads `name` (UTF-8) and gives its text. */
bool apideck__member_find(apideck_str object, const char *name, size_t name_len,
                          apideck_str *value_out);

#endif
