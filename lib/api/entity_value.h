/* Scalar values of an entity, from JSON text that has been checked. */
#ifndef APIDECK_LIB_API_ENTITY_VALUE_H
#define APIDECK_LIB_API_ENTITY_VALUE_H

#include <apideck/base.h>
#include <stdbool.h>

/*
 * A whole number exactly. "1.0" and "1e2" are whole too, up to 15 digits.
 * Errors: FIELD_RANGE.
 */
int apideck__integer_read(apideck_str literal, int64_t *value_out);

/* The day that a text is, or begins with before a 'T'. False when it is none of the calendar. */
bool apideck__day_read(apideck_str text, int *year_out, int *month_out, int *day_out);

#endif
