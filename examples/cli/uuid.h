/* Identifiers that nobody has used before. */
#ifndef APIDECK_CLI_UUID_H
#define APIDECK_CLI_UUID_H

#include <stdbool.h>

#define UUID_SIZE 37 /* 36 characters and a NUL */

/* Writes a random UUID (RFC 4122, version 4). Complains and returns false without randomness. */
bool uuid_new(char uuid_out[UUID_SIZE]);

#endif
