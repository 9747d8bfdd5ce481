/* The API keys that deliveries may be signed with. */
#ifndef SERVER_KEYS_H
#define SERVER_KEYS_H

#include <apideck/signature.h>

#include "options.h"

/* Reads the keys of the files, or of the environment where there are none.
 * Returns 0, or -1 after saying on stderr what is wrong. */
int keys_read(const struct options *options, apideck_keyring **ring_out);

#endif
