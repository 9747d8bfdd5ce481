/* Changing the API key without losing a delivery: the key is what signs, so for a while both the
 * old and the new one are needed. Then the old one goes, while the receiver runs. */
#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <stdio.h>
#include <string.h>

static const char old_key[] = "key-of-last-year";
static const char new_key[] = "key-of-this-year";

/* A ring with the keys that are not NULL. */
static apideck_keyring *new_ring(const char *old, const char *new) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) != 0) {
        return NULL;
    }
    if ((old && apideck_keyring_add(ring, "old", old, strlen(old)) != 0) ||
        (new &&apideck_keyring_add(ring, "new", new, strlen(new)) != 0)) {
        apideck_keyring_free(ring);
        return NULL;
    }
    return ring;
}

static int on_any(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)user;
    printf("    %s, signed with the %s key\n", event->event_id.ptr,
           apideck_delivery_verdict(delivery)->key_name);
    return 0;
}

/* Returns the status that a delivery signed with `sender` gets. */
static int deliver(apideck_receiver *receiver, const apideck_keyring *sender, const char *id) {
    const apideck_event_type type = APIDECK_EVENT_ACCOUNTING_PROJECT_UPDATED;
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    if (apideck_example_event(type, id, body, sizeof body, &len) != 0 ||
        apideck_test_sign(sender, apideck_event_type_name(type), id, body, len, &request) != 0) {
        return 0;
    }
    apideck_answer answer;
    apideck_receive(receiver, request.headers, 3, body, len, &answer);
    printf("%s: %d %s\n", id, answer.status, answer.reason);
    return answer.status;
}

int main(void) {
    apideck_keyring *old_sender = new_ring(old_key, NULL), *new_sender = new_ring(NULL, new_key);
    apideck_keyring *both = new_ring(old_key, new_key), *only_new = new_ring(NULL, new_key);
    apideck_handlers handlers;
    apideck_handlers_init(&handlers);
    handlers.any = on_any;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.keyring = both;
    apideck_receiver *receiver = NULL;
    if (!old_sender || !new_sender || !only_new ||
        apideck_receiver_new(&config, &receiver, NULL) != 0) {
        return 1;
    }
    int ok = deliver(receiver, old_sender, "before-the-change") == 200 &&
             deliver(receiver, new_sender, "after-the-change") == 200;

    /* Later: deliveries may be arriving on other threads while this swaps the rings. */
    ok = ok && apideck_receiver_set_keyring(receiver, only_new) == 0 &&
         deliver(receiver, old_sender, "with-the-old-key") == 401 &&
         deliver(receiver, new_sender, "with-the-new-key") == 200;

    apideck_receiver_free(receiver); /* and the ring that it has now */
    apideck_keyring_free(old_sender);
    apideck_keyring_free(new_sender);
    return ok ? 0 : 1;
}
