/* The API keys that signatures are made with. */
#ifndef APIDECK_CLI_KEY_H
#define APIDECK_CLI_KEY_H

#include <apideck/signature.h>
#include <stdbool.h>
#include <stddef.h>

#define KEY_FILES_MAX 16

#define KEY_HELP                                                                                   \
    "  --key-file FILE  reads the API key from FILE, not from the environment variable\n"          \
    "                   APIDECK_API_KEY\n"

/*
 * Makes a keyring of the keys in `count` files, each named as its file; without files, of the key
 * in APIDECK_API_KEY, named "default". Complains and returns false when there is none or it cannot
 * be read. `ring_out` is freed with apideck_keyring_free.
 */
bool keyring_open(const char *const *paths, size_t count, apideck_keyring **ring_out);

#define API_KEY_SIZE 4097 /* the longest key and its NUL */

/* Reads the one key itself, for requests to the API: from a file, or where `path` is NULL from the
 * environment. Complains and returns false when there is none. Wipe it after use. */
bool api_key_read(const char *path, char key_out[API_KEY_SIZE]);

/* Overwrites a secret, in a way that no compiler leaves out. */
void wipe(void *bytes, size_t len);

#endif
