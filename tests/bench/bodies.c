#define _GNU_SOURCE /* memmem */

#include "bench.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB 1048576u

static const struct {
    const char *name;
    const char *file; /* NULL: grown from the one before it */
    const char *event_type;
} sources[BODIES] = {
    [BODY_365B] = {"365 B", "accounting.json", "accounting.invoice.created"},
    [BODY_1KB] = {"0.9 KB", "connection.json", "vault.connection.created"},
    [BODY_4KB] = {"4 KB", "vault-4k.json", "vault.connection.updated"},
    [BODY_64KB] = {"64 KB", "vault-64k.json", "vault.connection.updated"},
    [BODY_1MB] = {"1 MB", NULL, "vault.connection.updated"},
};

static void *need(void *block) {
    if (!block) {
        give_up("out of memory", "");
    }
    return block;
}

static void read_file(struct body *body) {
    FILE *file = fopen(body->path, "rb");
    if (!file) {
        give_up("cannot be read", body->path);
    }
    body->bytes = need(malloc(MIB));
    body->len = fread(body->bytes, 1, MIB, file);
    fclose(file);
}

static void write_file(const struct body *body) {
    FILE *file = fopen(body->path, "wb");
    if (!file || fwrite(body->bytes, 1, body->len, file) != body->len || fclose(file) != 0) {
        give_up("cannot be written", body->path);
    }
}

static char *find(const struct body *body, const char *text) {
    return need(memmem(body->bytes, body->len, text, strlen(text)));
}

/* Repeats the fields of the form until the body is just below a mebibyte, which is the receiver's
 * bound. */
static void grow(struct body *body, const struct body *from) {
    const char *begin = find(from, "\"form_fields\":[") + strlen("\"form_fields\":[");
    const char *end = find(from, "]},\"execution_attempt\"");
    size_t head = (size_t)(begin - from->bytes);
    size_t fields = (size_t)(end - begin);
    size_t tail = from->len - head - fields;
    body->bytes = need(malloc(MIB));
    memcpy(body->bytes, from->bytes, head + fields);
    body->len = head + fields;
    while (body->len + 1 + fields + tail <= MIB) {
        body->bytes[body->len] = ',';
        memcpy(body->bytes + body->len + 1, begin, fields);
        body->len += 1 + fields;
    }
    memcpy(body->bytes + body->len, end, tail);
    body->len += tail;
}

static char *canonical(const struct body *body, apideck_form form, size_t *len_out) {
    char *text = need(malloc(2 * body->len));
    if (apideck_canonicalize(body->bytes, body->len, form, NULL, text, 2 * body->len, len_out,
                             NULL)) {
        give_up("not canonicalized", body->name);
    }
    return text;
}

static void count_forms(struct body *body) {
    size_t deep_len = 0;
    char *deep = canonical(body, APIDECK_FORM_SORTED_DEEP, &deep_len);
    bool deep_differs = memcmp(deep, body->canonical, body->canonical_len) != 0;
    bool raw_differs =
        body->len != body->canonical_len || memcmp(body->bytes, body->canonical, body->len) != 0;
    body->forms = 1u + deep_differs + raw_differs;
    free(deep);
}

static void sign(struct body *body, const apideck_keyring *ring) {
    if (apideck_sign(ring, NULL, body->bytes, body->len, APIDECK_FORM_SORTED, APIDECK_ENCODING_HEX,
                     body->signature)) {
        give_up("not signed", body->name);
    }
    sodium_hex2bin(body->mac, sizeof body->mac, body->signature, 64, NULL, NULL, NULL);
    memcpy(body->forged, body->signature, sizeof body->forged);
    body->forged[63] = body->forged[63] == '0' ? '1' : '0';
}

static void spoil(struct body *body) {
    body->not_json = need(malloc(body->len));
    memcpy(body->not_json, body->bytes, body->len);
    body->not_json[1] = '<';
}

void bodies_load(struct body bodies[BODIES], const char *folder, const char *work) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) ||
        apideck_keyring_add(ring, "bench", BENCH_KEY, strlen(BENCH_KEY))) {
        give_up("no keyring", "");
    }
    for (int i = 0; i < BODIES; i++) {
        struct body *body = &bodies[i];
        body->name = sources[i].name;
        body->event_type = sources[i].event_type;
        if (sources[i].file) {
            snprintf(body->path, sizeof body->path, "%s/%s", folder, sources[i].file);
            read_file(body);
        } else {
            snprintf(body->path, sizeof body->path, "%s/grown.json", work);
            grow(body, &bodies[i - 1]);
            write_file(body);
        }
        body->canonical = canonical(body, APIDECK_FORM_SORTED, &body->canonical_len);
        count_forms(body);
        sign(body, ring);
        spoil(body);
    }
    apideck_keyring_free(ring);
}

void bodies_free(struct body bodies[BODIES]) {
    for (int i = 0; i < BODIES; i++) {
        free(bodies[i].bytes);
        free(bodies[i].not_json);
        free(bodies[i].canonical);
    }
}
