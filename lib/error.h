/* Failing: the code for the caller, and the details for whoever asked for them. */
#ifndef APIDECK_LIB_ERROR_H
#define APIDECK_LIB_ERROR_H

#include <apideck/base.h>

/* Returns `code`, having filled *error_out, which may be NULL, with it, the offset and the code's
 * text. */
int apideck__fail(apideck_error *error_out, int code, size_t offset);

/* The same with a message that says more than the code's text; it must be static. */
int apideck__fail_with(apideck_error *error_out, int code, size_t offset, const char *message);

#endif
