/* A store of one's own: what happens to the row of a key. A real one has many rows and a lock. */
#include <apideck/apideck.h>
#include <apideck/testing.h>
#include <stdio.h>
#include <string.h>

static struct {
    char key[128];
    size_t key_len;
    uint64_t token;   /* of the newest claim: they only grow */
    int64_t until_ms; /* end of the lease, or of the memory */
    int done;
} row;

static int claim(apideck_str key, int64_t now_ms, int64_t lease_ms, apideck_claim *claim_out,
                 void *user) {
    const int needed = row.until_ms > now_ms;
    (void)user;
    if (needed && row.key_len == key.len && memcmp(row.key, key.ptr, key.len) == 0) {
        return row.done ? APIDECK_CLAIM_DONE : APIDECK_CLAIM_BUSY;
    }
    if (needed || key.len > sizeof row.key) {
        return APIDECK_ERR_STORE; /* no room: answered 503, so the event comes again */
    }
    memcpy(row.key, key.ptr, key.len);
    row.key_len = key.len;
    row.until_ms = now_ms + lease_ms;
    row.done = 0;
    claim_out->token = ++row.token;
    return APIDECK_CLAIM_NEW;
}

static int commit(apideck_str key, const apideck_claim *claim, int64_t until_ms, void *user) {
    (void)key, (void)user;
    if (row.token != claim->token) {
        return APIDECK_ERR_SUPERSEDED; /* the lease ran out, and another delivery took over */
    }
    row.done = 1;
    row.until_ms = until_ms;
    return 0;
}

static int release(apideck_str key, const apideck_claim *claim, void *user) {
    (void)key, (void)user;
    row.until_ms = row.token == claim->token ? 0 : row.until_ms;
    return 0;
}

static int fail_once(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    (void)event, (void)delivery, (void)user;
    return row.token == 1; /* in its first claim */
}

int main(void) {
    const apideck_store store = {sizeof store, claim, commit, release, NULL, NULL, NULL};
    const apideck_handlers handlers = {.size = sizeof handlers, .any = fail_once};
    char body[1024];
    size_t len = 0;
    apideck_test_headers request;
    apideck_receiver *receiver = NULL;
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.store = &store;
    config.handlers = &handlers;
    int ok =
        apideck_keyring_new(NULL, &config.keyring) == 0 &&
        apideck_keyring_add(config.keyring, "example", "example-api-key", 15) == 0 &&
        apideck_example_event(APIDECK_EVENT_CRM_LEAD_CREATED, NULL, body, sizeof body, &len) == 0 &&
        apideck_test_sign(config.keyring, "crm.lead.created", "1", body, len, &request) == 0 &&
        apideck_receiver_new(&config, &receiver, NULL) == 0;
    for (int attempt = 1; attempt <= 3 && ok; attempt++) {
        apideck_answer answer;
        apideck_receive(receiver, request.headers, 3, body, len, &answer);
        printf("attempt %d: %d %s\n", attempt, answer.status, answer.reason);
        ok = answer.status == (attempt == 1 ? 500 : 200);
    }
    apideck_receiver_free(receiver);
    return ok && row.token == 2 ? 0 : 1; /* the third attempt claimed nothing */
}
