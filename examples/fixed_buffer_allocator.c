/* No heap: keys and events live in two static arrays. Two, because a buffer gives room back from
 * its end, and the keys stay while events come and go. */
#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <stdio.h>

static unsigned char key_bytes[8192];
static unsigned char event_bytes[2048];

/* Verifies and parses one delivery, in room that is free again when it returns. */
static int read_one(const apideck_keyring *ring, const apideck_allocator *allocator,
                    apideck_event_type type) {
    char body[1024];
    char signature[APIDECK_SIGNATURE_SIZE];
    size_t len = 0;
    if (apideck_example_event(type, NULL, body, sizeof body, &len) != 0 ||
        apideck_sign(ring, NULL, body, len, APIDECK_FORM_SORTED, APIDECK_ENCODING_HEX, signature)) {
        return -1;
    }
    apideck_event *event = NULL;
    const int error = apideck_verify_event(ring, body, len, signature, APIDECK_SIGNATURE_SIZE - 1,
                                           allocator, &event, NULL, NULL);
    apideck_event_free(event);
    return error;
}

int main(void) {
    apideck_buffer key_buffer, event_buffer, small_buffer;
    const apideck_allocator for_keys =
        apideck_buffer_allocator(&key_buffer, key_bytes, sizeof key_bytes);
    const apideck_allocator for_events =
        apideck_buffer_allocator(&event_buffer, event_bytes, sizeof event_bytes);

    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(&for_keys, &ring) != 0 ||
        apideck_keyring_add(ring, "example", "example-api-key", 15) != 0) {
        return 1;
    }
    printf("keyring: %zu of %zu bytes\n", key_buffer.used, key_buffer.size);

    /* One of every type that there is. */
    size_t count = 0;
    const apideck_event_type_info *types = apideck_event_types(&count);
    int ok = count > 0;
    for (size_t i = 0; i < count && ok; i++) {
        ok = read_one(ring, &for_events, types[i].type) == 0;
    }
    ok = ok && event_buffer.used == 0;
    printf("%zu events, one after the other in %zu bytes\n", count, event_buffer.size);

    /* Too little room is an error like any other. */
    const apideck_allocator small = apideck_buffer_allocator(&small_buffer, event_bytes, 64);
    const int error = read_one(ring, &small, types[0].type);
    printf("with 64 bytes: %s\n", apideck_error_text(error));

    apideck_keyring_free(ring);
    return ok && error == APIDECK_ERR_NO_MEMORY && key_buffer.used == 0 ? 0 : 1;
}
