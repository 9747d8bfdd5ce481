#include "event_key.h"

#include "canonical.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_HEX (2 * crypto_hash_sha256_BYTES)

static const char id_mark[] = ":id:";
static const char digest_mark[] = ":digest:";

size_t apideck__keys_size(size_t name_len, const struct apideck__event_fields *fields) {
    size_t text = 0;
    for (int i = 0; i < APIDECK__EVENT_NAMES; i++) {
        text += fields->text[i].len;
    }
    return 2 * name_len + sizeof digest_mark + DIGEST_HEX + text + APIDECK__EVENT_NAMES;
}

static void put(char **out, const char *bytes, size_t len) {
    if (len) {
        memcpy(*out, bytes, len);
    }
    *out += len;
}

static int update(const void *bytes, size_t len, void *user) {
    return crypto_hash_sha256_update(user, bytes, len);
}

static void put_digest(char **out, const struct apideck__index *index, uint32_t attempt_place) {
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[DIGEST_HEX + 1];
    struct apideck__sink sink;
    crypto_hash_sha256_init(&state);
    apideck__sink_init(&sink, update, &state);
    (void)apideck__canonical_write(index, attempt_place, &sink);
    crypto_hash_sha256_final(&state, digest);
    put(out, sodium_bin2hex(hex, sizeof hex, digest, sizeof digest), DIGEST_HEX);
}

int apideck__event_key(apideck_str name, struct apideck__index *index,
                       const struct apideck__event_fields *fields, const apideck_event *event,
                       char **out, apideck_str *key_out) {
    char *begin = *out;
    put(out, name.ptr, name.len);
    if (event->event_id.len) {
        put(out, id_mark, sizeof id_mark - 1);
        put(out, event->event_id.ptr, event->event_id.len);
    } else {
        int error = apideck__index_read_deep(index);
        if (error) {
            return error;
        }
        put(out, digest_mark, sizeof digest_mark - 1);
        put_digest(out, index, fields->execution_attempt_place);
    }
    *key_out = (apideck_str){begin, (size_t)(*out - begin)};
    return 0;
}

apideck_str apideck__entity_key(apideck_str name, const apideck_event *event, char **out) {
    if (!event->entity_id.len) {
        return (apideck_str){NULL, 0};
    }
    const apideck_str parts[] = {event->unified_api, event->service_id, event->consumer_id,
                                 event->entity_type, event->entity_id};
    char *begin = *out;
    put(out, name.ptr, name.len);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        put(out, "", 1);
        put(out, parts[i].ptr, parts[i].len);
    }
    return (apideck_str){begin, (size_t)(*out - begin)};
}
