#include "key.h"

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A key as it was read. API keys are far shorter. */
struct key {
    unsigned char bytes[4096];
    size_t len;
};

void wipe(void *bytes, size_t len) {
    volatile unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++) {
        p[i] = 0;
    }
}

static void strip_newline(struct key *key) {
    if (key->len > 0 && key->bytes[key->len - 1] == '\n') {
        key->len--;
        if (key->len > 0 && key->bytes[key->len - 1] == '\r') {
            key->len--;
        }
    }
}

/* Without stdio, whose buffer would keep a copy of the key. Sets errno when it returns false. */
static bool read_key(int file, struct key *key_out) {
    key_out->len = 0;
    while (key_out->len < sizeof key_out->bytes) {
        ssize_t count =
            read(file, key_out->bytes + key_out->len, sizeof key_out->bytes - key_out->len);
        if (count == 0) {
            strip_newline(key_out);
            return true;
        }
        if (count > 0) {
            key_out->len += (size_t)count;
        } else if (errno != EINTR) {
            return false;
        }
    }
    errno = EFBIG;
    return false;
}

static bool read_key_file(const char *path, struct key *key_out) {
    int file = open(path, O_RDONLY);
    bool ok = file >= 0 && read_key(file, key_out);
    if (!ok) {
        complain("cannot read the key file %s: %s", path, strerror(errno));
    }
    if (file >= 0) {
        close(file);
    }
    return ok;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool add(apideck_keyring *ring, const char *name, const void *key, size_t key_len,
                const char *source) {
    int error = apideck_keyring_add(ring, name, key, key_len);
    if (error) {
        complain("%s: %s", source, apideck_error_text(error));
    }
    return !error;
}

static bool add_file(apideck_keyring *ring, const char *path) {
    struct key key;
    bool ok = read_key_file(path, &key) && add(ring, base_name(path), key.bytes, key.len, path);
    wipe(&key, sizeof key);
    return ok;
}

/* The environment is where the key stays: it is not copied, so there is nothing to wipe. */
static const char *key_of_environment(void) {
    const char *key = getenv("APIDECK_API_KEY");
    if (!key || !*key) {
        complain("no API key: set APIDECK_API_KEY, or name a file with --key-file");
        return NULL;
    }
    return key;
}

static bool add_environment(apideck_keyring *ring) {
    const char *key = key_of_environment();
    return key && add(ring, "default", key, strlen(key), "APIDECK_API_KEY");
}

bool api_key_read(const char *path, char key_out[API_KEY_SIZE]) {
    struct key key = {.len = 0};
    const char *bytes = path ? NULL : key_of_environment();
    bool ok = bytes || (path && read_key_file(path, &key));
    size_t len = bytes ? strlen(bytes) : key.len;
    bytes = bytes ? bytes : (const char *)key.bytes;
    if (ok && (len == 0 || len >= API_KEY_SIZE || memchr(bytes, 0, len))) {
        complain("%s holds no API key", path ? path : "APIDECK_API_KEY");
        ok = false;
    }
    if (ok) {
        memcpy(key_out, bytes, len);
        key_out[len] = '\0';
    }
    wipe(&key, sizeof key);
    return ok;
}

bool keyring_open(const char *const *paths, size_t count, apideck_keyring **ring_out) {
    apideck_keyring *ring;
    int error = apideck_keyring_new(NULL, &ring);
    if (error) {
        complain("%s", apideck_error_text(error));
        return false;
    }
    bool ok = count > 0 || add_environment(ring);
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_file(ring, paths[i]);
    }
    if (!ok) {
        apideck_keyring_free(ring);
        return false;
    }
    *ring_out = ring;
    return true;
}
