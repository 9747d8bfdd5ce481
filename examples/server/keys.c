#include "keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KEY_LEN 4096

static int add_key(apideck_keyring *ring, const char *name, const char *key, size_t len) {
    const int error = apideck_keyring_add(ring, name, key, len);
    if (error) {
        fprintf(stderr, "server: %s: %s\n", name, apideck_error_text(error));
        return -1;
    }
    return 0;
}

static int add_key_file(apideck_keyring *ring, size_t number, const char *path) {
    char key[MAX_KEY_LEN];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    size_t len = fread(key, 1, sizeof key, file);
    const int unreadable = ferror(file);
    fclose(file);
    if (unreadable || len == sizeof key) {
        fprintf(stderr, "server: %s: no key file\n", path);
        return -1;
    }
    /* Editors end a file with a newline, which is no part of the key. */
    while (len > 0 && (key[len - 1] == '\n' || key[len - 1] == '\r')) {
        len--;
    }
    /* Numbered, because two files in different directories may have the same name. */
    char name[APIDECK_KEY_NAME_SIZE];
    snprintf(name, sizeof name, "key file %zu", number);
    return add_key(ring, name, key, len);
}

static int add_keys(apideck_keyring *ring, const struct options *options) {
    if (options->key_file_count == 0) {
        const char *key = getenv("APIDECK_API_KEY");
        if (!key) {
            fprintf(stderr, "server: no key: set APIDECK_API_KEY or give --key-file\n");
            return -1;
        }
        return add_key(ring, "APIDECK_API_KEY", key, strlen(key));
    }
    for (size_t i = 0; i < options->key_file_count; i++) {
        if (add_key_file(ring, i + 1, options->key_files[i]) != 0) {
            return -1;
        }
    }
    return 0;
}

int keys_read(const struct options *options, apideck_keyring **ring_out) {
    apideck_keyring *ring = NULL;
    const int error = apideck_keyring_new(NULL, &ring);
    if (error) {
        fprintf(stderr, "server: %s\n", apideck_error_text(error));
        return -1;
    }
    if (add_keys(ring, options) != 0) {
        apideck_keyring_free(ring);
        return -1;
    }
    *ring_out = ring;
    return 0;
}
