/* As one writes it in C with jansson and libsodium: parse, build the guide's canonical text, hash,
 * compare, take the fields out of the tree.
 *
 * json_dumps with JSON_SORT_KEYS would be shorter, but it sorts inside arrays, and prints 0.1 as
 * 0.10000000000000001: the signatures of most deliveries with fractions would be wrong. */
#include "peer.h"

#include <jansson.h>
#include <sodium.h>

struct text {
    char *bytes;
    size_t len;
    size_t size;
};

struct event {
    const char *event_id;
    const char *event_type;
    const char *unified_api;
    const char *service_id;
    const char *consumer_id;
    const char *entity_id;
    const char *entity_type;
    const char *entity_url;
    const char *occurred_at;
    json_int_t execution_attempt;
    const json_t *entity;
};

static const unsigned char *key;
static size_t key_len;

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int append(const char *bytes, size_t len, void *user) {
    struct text *text = (struct text *)user;
    if (text->len + len > text->size) {
        size_t size = (text->len + len) * 2;
        char *bigger = (char *)realloc(text->bytes, size);
        if (!bigger) {
            return -1;
        }
        text->bytes = bigger;
        text->size = size;
    }
    memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
    return 0;
}

/* The shortest of the usual precisions that reads back. */
static int put_real(double value, struct text *text) {
    char digits[40];
    int len = 0;
    for (int precision = 15; precision <= 17; precision++) {
        len = snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) {
            break;
        }
    }
    return append(digits, (size_t)len, text);
}

static int put(const json_t *value, int sorted, struct text *text);

static int put_object(json_t *object, int sorted, struct text *text) {
    const char *names[1024];
    size_t count = 0;
    int failed = json_object_size(object) > 1024 || append("{", 1, text);
    for (void *i = json_object_iter(object); i && !failed; i = json_object_iter_next(object, i)) {
        names[count++] = json_object_iter_key(i);
    }
    if (sorted) {
        qsort(names, count, sizeof *names, by_name);
    }
    for (size_t i = 0; i < count && !failed; i++) {
        json_t *name = json_string(names[i]);
        failed = (i && append(",", 1, text)) || put(name, sorted, text) || append(":", 1, text) ||
                 put(json_object_get(object, names[i]), sorted, text);
        json_decref(name);
    }
    return failed || append("}", 1, text);
}

static int put(const json_t *value, int sorted, struct text *text) {
    int failed = 0;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return put_object((json_t *)(size_t)value, sorted, text);
    case JSON_ARRAY: /* which the guide leaves as it is */
        failed = append("[", 1, text);
        for (size_t i = 0; i < json_array_size(value) && !failed; i++) {
            failed = (i && append(",", 1, text)) || put(json_array_get(value, i), 0, text);
        }
        return failed || append("]", 1, text);
    case JSON_REAL:
        return put_real(json_real_value(value), text);
    default:
        return json_dump_callback(value, append, text, JSON_ENCODE_ANY | JSON_COMPACT);
    }
}

static int sign_tree(const json_t *root, char out[65]) {
    struct text text = {NULL, 0, 0};
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    int failed = put(root, 1, &text);
    if (!failed) {
        crypto_auth_hmacsha256_init(&state, key, key_len);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.bytes, text.len);
        crypto_auth_hmacsha256_final(&state, mac);
        sodium_bin2hex(out, 65, mac, sizeof mac);
    }
    free(text.bytes);
    return failed;
}

static int sign(const struct peer_body *body, char out[65]) {
    json_t *root = json_loadb(body->bytes, body->len, JSON_REJECT_DUPLICATES, NULL);
    int failed = !root || sign_tree(root, out);
    json_decref(root);
    return failed;
}

static const char *text_of(const json_t *payload, const char *name) {
    return json_string_value(json_object_get(payload, name));
}

static struct event event_of(const json_t *root) {
    const json_t *payload = json_object_get(root, "payload");
    return (struct event){
        .event_id = text_of(payload, "event_id"),
        .event_type = text_of(payload, "event_type"),
        .unified_api = text_of(payload, "unified_api"),
        .service_id = text_of(payload, "service_id"),
        .consumer_id = text_of(payload, "consumer_id"),
        .entity_id = text_of(payload, "entity_id"),
        .entity_type = text_of(payload, "entity_type"),
        .entity_url = text_of(payload, "entity_url"),
        .occurred_at = text_of(payload, "occurred_at"),
        .execution_attempt = json_integer_value(json_object_get(payload, "execution_attempt")),
        .entity = json_object_get(payload, "entity"),
    };
}

static int deliver(const struct peer_body *body) {
    char expected[65];
    json_t *root = json_loadb(body->bytes, body->len, JSON_REJECT_DUPLICATES, NULL);
    int failed =
        !root || sign_tree(root, expected) || sodium_memcmp(expected, body->signature, 64) != 0;
    if (!failed) {
        struct event event = event_of(root);
        failed = !event.event_id || !event.event_type;
    }
    json_decref(root);
    return failed;
}

int main(int argc, char **argv) {
    if (argc < 2 || sodium_init() < 0) {
        return 1;
    }
    key = (const unsigned char *)argv[1];
    key_len = strlen(argv[1]);
    return peer_serve(argc - 2, argv + 2, sign, deliver);
}
