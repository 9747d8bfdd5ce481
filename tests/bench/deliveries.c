/* Usage: deliveries BODY_FILE EVENT_TYPE COUNT
 *
 * Prints deliveries of that body for wrk.lua, each under an event id of its own: a line with the
 * signature, a tab, and the body. */
#define _GNU_SOURCE /* memmem */

#include "bench.h"

#include <apideck/testing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_MARK "\"event_id\":\""
#define ID_DIGITS 8 /* of an id that are replaced */

static char bytes[1 << 20];

int main(int argc, char **argv) {
    FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    char *id = memmem(bytes, len, ID_MARK, strlen(ID_MARK));
    apideck_keyring *ring = NULL;
    if (!id || apideck_keyring_new(NULL, &ring) ||
        apideck_keyring_add(ring, "bench", BENCH_KEY, strlen(BENCH_KEY))) {
        give_up("usage", "deliveries BODY_FILE EVENT_TYPE COUNT");
    }
    for (unsigned i = 0; i < strtoul(argv[3], NULL, 10); i++) {
        char digits[ID_DIGITS + 1];
        apideck_test_headers headers;
        snprintf(digits, sizeof digits, "%08x", i);
        memcpy(id + strlen(ID_MARK), digits, ID_DIGITS);
        if (apideck_test_sign(ring, argv[2], digits, bytes, len, &headers)) {
            give_up("not signed", argv[1]);
        }
        printf("%s\t%.*s\n", headers.signature, (int)len, bytes);
    }
    fclose(file);
    apideck_keyring_free(ring);
    return 0;
}
