/* Tables that a host fills in: taking one over whose size is another than ours. */
#ifndef APIDECK_LIB_HOST_TABLE_H
#define APIDECK_LIB_HOST_TABLE_H

#include <stddef.h>

/*
 * Copies a table whose first member is its size. A smaller one, of an older header, has the members
 * it lacks set to zero; a larger one, of a newer header, passes only when what this library does
 * not know of is zero. `least` is the size of the oldest version there was. Returns 0 or
 * APIDECK_ERR_HOST_TABLE, leaving `to` alone.
 */
int apideck__host_table_copy(void *to, size_t to_size, const void *from, size_t least);

/*
 * The other way round: fills in a struct of the host whose first member, its size, is set already.
 * What both know is given, and what is behind it is zero.
 */
void apideck__host_table_give(void *to, const void *from, size_t from_size);

/* The size of a table's first version, whose last member it was; stays what it is. */
#define APIDECK__FIRST_SIZE(type, last) (offsetof(type, last) + sizeof((type){0}.last))

#endif
