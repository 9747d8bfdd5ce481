/*
 * The whole way: any body and headers, signed or not, left alone or meddled with, several times
 * through a receiver whose memory, HMAC provider, store and handlers fail where the script says so.
 * Nothing is handled but what is genuine, nothing genuine is called a forgery, a handled event is
 * answered 200 or comes again, every claim is ended, and nothing leaks.
 */
#include "receive_world.h"

#define KEYS 3

struct setting {
    unsigned forms;
    unsigned keys; /* of the receiver; the sender has all KEYS */
    bool scripted_store;
    bool scripted_hmac;
};

/* A request, and what was signed for it. */
struct sent {
    unsigned char *body;
    size_t len;
    char signature[APIDECK_SIGNATURE_SIZE + 4];
    bool is_signed; /* with a key of the receiver, and sent so */
    struct {
        unsigned char *bytes;
        size_t len;
    } signed_text;
};

/* Keys ----------------------------------------------------------------------------------------- */

static int add_keys(apideck_keyring *ring, unsigned count) {
    static const char *const names[KEYS] = {"k0", "k1", "k2"};
    static const char *const keys[KEYS] = {"key", "another key", "k"};
    int error = 0;
    for (unsigned i = 0; i < count && !error; i++) {
        error = apideck_keyring_add(ring, names[i], keys[i], strlen(keys[i]));
    }
    return error;
}

static apideck_keyring *sender_ring(void) {
    apideck_keyring *ring = NULL;
    MUST(apideck_keyring_new(NULL, &ring) == 0);
    MUST(add_keys(ring, KEYS) == 0);
    return ring;
}

/* The receiver's; NULL where memory or the provider failed. */
static apideck_keyring *make_ring(struct world *world, const struct setting *setting) {
    apideck_allocator allocator = memory_allocator(&world->memory);
    apideck_keyring *ring = NULL;
    int error = apideck_keyring_new(&allocator, &ring);
    if (error) {
        MUST(error == APIDECK_ERR_NO_MEMORY && !ring);
        return NULL;
    }
    if (setting->scripted_hmac) {
        apideck_hmac_provider provider = counting_provider(&world->hmac);
        MUST(apideck_keyring_use_hmac(ring, &provider) == 0);
    }
    MUST(apideck_keyring_accept(ring, setting->forms) == 0);
    error = add_keys(ring, setting->keys);
    if (error) {
        MUST(error == APIDECK_ERR_NO_MEMORY || error == APIDECK_ERR_HMAC);
        apideck_keyring_free(ring);
        return NULL;
    }
    return ring;
}

/* Requests ------------------------------------------------------------------------------------- */

static unsigned char *canonical(const unsigned char *body, size_t len, apideck_form form,
                                size_t *len_out) {
    *len_out = 0;
    int error = apideck_canonicalize(body, len, form, NULL, NULL, 0, len_out, NULL);
    if (error != APIDECK_ERR_BUFFER_TOO_SMALL) {
        return NULL;
    }
    unsigned char *text = exact_block(*len_out);
    error = apideck_canonicalize(body, len, form, NULL, (char *)text, *len_out, len_out, NULL);
    MUST(error == 0);
    return text;
}

static void sign(struct sent *sent, const struct setting *setting, unsigned steer) {
    static const char *const names[4] = {"k0", "k1", "k2", "k0"};
    static const apideck_form forms[4] = {APIDECK_FORM_SORTED, APIDECK_FORM_SORTED_DEEP,
                                          APIDECK_FORM_RAW, APIDECK_FORM_SORTED};
    unsigned key = steer % 4;
    apideck_form form = forms[steer / 4 % 4];
    apideck_encoding encoding = steer & 16 ? APIDECK_ENCODING_BASE64 : APIDECK_ENCODING_HEX;
    apideck_keyring *ring = sender_ring();
    strcpy(sent->signature, "not a signature");
    int error =
        apideck_sign(ring, names[key], sent->body, sent->len, form, encoding, sent->signature);
    apideck_keyring_free(ring);
    sent->is_signed = !error && key % KEYS < setting->keys;
    sent->signed_text.bytes = canonical(sent->body, sent->len, form, &sent->signed_text.len);
    MUST((error == 0) == (sent->signed_text.bytes != NULL));
}

static void upper_case(char *text) {
    for (; *text; text++) {
        *text = (char)(*text >= 'a' && *text <= 'f' ? *text - 'a' + 'A' : *text);
    }
}

static void replace_body(struct sent *sent, unsigned char *body, size_t len) {
    free(sent->body);
    sent->body = body;
    sent->len = len;
}

/* What becomes of the request on its way. */
static void meddle(struct sent *sent, struct script *script) {
    unsigned how = next_byte(script) % 16;
    size_t place = next_byte(script);
    size_t text_len = 0;
    unsigned char *text = NULL;
    switch (how) {
    case 1: /* one bit of the body */
        sent->body[sent->len ? place % sent->len : 0] ^= (unsigned char)(1 << place % 8);
        break;
    case 2: /* its end */
        sent->len -= sent->len > 0;
        break;
    case 3: /* one character of the signature */
        sent->signature[place % strlen(sent->signature)] ^= 1;
        sent->is_signed = false;
        break;
    case 4: /* the body is written otherwise */
        text = canonical(sent->body, sent->len, APIDECK_FORM_SORTED_DEEP, &text_len);
        break;
    case 5: /* no signature */
        sent->signature[0] = 0;
        sent->is_signed = false;
        break;
    case 6:
        upper_case(strlen(sent->signature) == 64 ? sent->signature : "");
        break;
    case 7: /* blanks around it, which are not part of it */
        memmove(sent->signature + 1, sent->signature, strlen(sent->signature) + 1);
        sent->signature[0] = '\t';
        strcat(sent->signature, " ");
        break;
    default:
        break;
    }
    if (text) {
        replace_body(sent, text, text_len);
    }
}

/* Whether a request is genuine: what was signed is what one of the forms makes of it. */
static bool is_genuine(const struct sent *sent, unsigned forms) {
    bool genuine = false;
    for (unsigned form = 1; form <= APIDECK_FORM_RAW && sent->is_signed; form *= 2) {
        size_t len = 0;
        unsigned char *text = canonical(sent->body, sent->len, (apideck_form)form, &len);
        genuine |= (forms & form) && text && len == sent->signed_text.len &&
                   memcmp(text, sent->signed_text.bytes, len) == 0;
        free(text);
    }
    return genuine;
}

static apideck_str type_of(struct script *script) {
    static const char *const types[8] = {NULL,
                                         "apideck.subscription.created",
                                         "accounting.invoice.created",
                                         "vault.connection.created",
                                         "",
                                         NULL,
                                         NULL,
                                         "accounting.invoice.updated"};
    const char *type = types[next_byte(script) % 8];
    return (apideck_str){type, type ? strlen(type) : 0};
}

/* Deliveries ----------------------------------------------------------------------------------- */

static void check_verify(const apideck_keyring *ring, const struct world *world,
                         const struct sent *sent) {
    apideck_verdict verdict;
    const char *signature = sent->signature;
    size_t blank = strspn(signature, "\t");
    size_t len = strlen(signature) - 2 * blank;
    int error =
        apideck_verify_signature(ring, sent->body, sent->len, signature + blank, len, &verdict);
    MUST(error || (world->genuine && verdict.key_name[0] == 'k'));
    MUST(!error || !world->genuine || error == APIDECK_ERR_NO_MEMORY || error == APIDECK_ERR_HMAC);
    MUST(world->hmac.open == 0);
}

static void check_answer(const struct world *world, const apideck_answer *answer, int result) {
    bool failed = answer->status >= 400;
    MUST(answer->reason && apideck_outcome_name(answer->outcome)[0] != '?');
    MUST(answer->status == 200 || failed);
    MUST(result == (failed ? answer->error : 0) && failed == (answer->error != 0));
    MUST(world->failures == 0 || failed);
    MUST(!world->key && world->hmac.open == 0 && world->handled <= 1 && world->lines <= 1);
    switch (answer->outcome) {
    case APIDECK_OUTCOME_HANDLED:
        MUST(world->genuine && world->handled == 1);
        break;
    case APIDECK_OUTCOME_HANDSHAKE:
        MUST(world->handled == 0);
        break;
    case APIDECK_OUTCOME_UNAUTHENTIC:
        MUST(!world->genuine);
        break;
    case APIDECK_OUTCOME_MALFORMED:
    case APIDECK_OUTCOME_TOO_LARGE:
    case APIDECK_OUTCOME_UNAVAILABLE:
        MUST(world->handled == 0);
        break;
    default:
        MUST(world->genuine);
    }
}

static int in_thirds(apideck_receiver *receiver, struct world *world, const struct setting *setting,
                     const apideck_header *headers, size_t count, const struct sent *sent,
                     apideck_answer *answer) {
    apideck_delivery *delivery = NULL;
    int result = apideck_accept(receiver, headers, count, sent->body, sent->len, &delivery, answer);
    if (!delivery) {
        return result;
    }
    apideck_keyring *ring = make_ring(world, setting);
    if (ring) {
        MUST(apideck_receiver_set_keyring(receiver, ring) == 0);
    }
    int handled = (int)(next_byte(&world->script) % 3);
    if (handled == 0) {
        handled = apideck_dispatch(receiver, delivery);
    } else {
        handled--;
        world->handled++;
    }
    return apideck_finish(receiver, delivery, handled, answer);
}

/* Returns whether it was handled, and sent as it was before. */
static bool deliver(apideck_receiver *receiver, struct world *world, const struct setting *setting,
                    const struct sent *sent, bool in_parts) {
    unsigned steer = next_byte(&world->script);
    const apideck_header headers[] = {
        {{"X-Apideck-Signature", 19}, {sent->signature, strlen(sent->signature)}},
        {{"x-apideck-event-type", 20}, type_of(&world->script)},
        {{"Content-Type", 12}, {"application/json", 16}},
        {{"x-apideck-idempotency-KEY", 25}, {"1", 1}},
        {{"x-apideck-idempotency-key", 25}, {"2", 1}},
    };
    size_t count = steer % 16 == 15 ? 5 : headers[1].value.ptr ? 4 : 1;
    world->handled = world->handshakes = world->failures = world->lines = world->committed = 0;
    apideck_answer answer;
    int result = in_parts
                     ? in_thirds(receiver, world, setting, headers, count, sent, &answer)
                     : apideck_receive(receiver, headers, count, sent->body, sent->len, &answer);
    check_answer(world, &answer, result);
    MUST(count < 5 || answer.outcome == APIDECK_OUTCOME_MALFORMED ||
         answer.outcome == APIDECK_OUTCOME_TOO_LARGE);
    MUST(!setting->scripted_store ||
         world->committed == (answer.outcome == APIDECK_OUTCOME_HANDLED));
    return answer.outcome == APIDECK_OUTCOME_HANDLED;
}

/* One request, from its sender to its end. */
static bool send(apideck_receiver *receiver, struct world *world, const struct setting *setting,
                 const unsigned char *body, size_t len) {
    struct sent sent = {exact_copy(body, len ? len : 1), len, "", false, {NULL, 0}};
    sign(&sent, setting, next_byte(&world->script));
    meddle(&sent, &world->script);
    bool as_it_was = sent.len == len && memcmp(sent.body, body, len) == 0;
    world->genuine = is_genuine(&sent, setting->forms);
    apideck_keyring *ring = make_ring(world, setting);
    if (ring) {
        check_verify(ring, world, &sent);
        apideck_keyring_free(ring);
    }
    bool in_parts = next_byte(&world->script) % 2;
    bool handled = deliver(receiver, world, setting, &sent, in_parts);
    free(sent.body);
    free(sent.signed_text.bytes);
    return handled && as_it_was;
}

/* Receivers ------------------------------------------------------------------------------------ */

static void check_stats(const apideck_receiver *receiver, uint64_t deliveries) {
    apideck_stats stats = {.size = sizeof stats};
    MUST(apideck_receiver_stats(receiver, &stats) == 0);
    MUST(stats.deliveries == deliveries);
    MUST(stats.handled + stats.duplicate + stats.unhandled + stats.unknown + stats.handshake +
             stats.unauthentic + stats.malformed + stats.too_large + stats.busy +
             stats.store_failed + stats.handler_failed + stats.unavailable + stats.too_old ==
         deliveries);
}

/* A store of the library's own lets an event be handled once, as long as time does not run. */
static void send_all(apideck_receiver *receiver, struct world *world, const struct setting *setting,
                     const unsigned char *body, size_t len) {
    unsigned count = 1 + next_byte(&world->script) % 4;
    unsigned handled = 0;
    for (unsigned i = 0; i < count; i++) {
        handled += send(receiver, world, setting, body, len);
        int pruned = apideck_receiver_prune(receiver);
        MUST(pruned == 0 || pruned == APIDECK_ERR_STORE || pruned == APIDECK_ERR_NOT_FOUND);
    }
    MUST(handled <= 1 || setting->scripted_store || world->now_ms == INT64_MAX);
    check_stats(receiver, count);
}

static void configure(apideck_receiver_config *config, struct script *script) {
    static const int64_t ages[8] = {0, 1, INT64_MAX, 3600000, 0, 0, 0, 0};
    unsigned steer = next_byte(script);
    config->freshness_ms = ages[steer % 8];
    config->last_attempt = steer & 8 ? 1 : config->last_attempt;
    config->last_age_ms = steer & 16 ? ages[steer / 32] : config->last_age_ms;
    config->max_body = steer & 32 ? 1 + next_byte(script) : config->max_body;
    config->store_bytes = steer & 64 ? 4096 : 65536;
    config->retention_ms = steer & 128 ? INT64_MAX : config->retention_ms;
    config->lease_ms = steer & 128 ? INT64_MAX : config->lease_ms;
}

static void run(struct world *world, const unsigned char *body, size_t len) {
    static const int64_t times[8] = {1700000000000, INT64_MAX, INT64_MIN, 0,
                                     1577836800000, -1,        1,         1700000000000};
    unsigned steer = next_byte(&world->script);
    struct setting setting = {steer % 8 ? steer % 8 : APIDECK_FORMS_ALL, 1 + steer / 8 % KEYS,
                              (steer & 64) == 0, (steer & 128) != 0};
    world->now_ms = times[next_byte(&world->script) % 8];
    unsigned hmac_step = next_byte(&world->script);
    world->hmac.fail_with = hmac_step & 8 ? APIDECK_ERR_NO_MEMORY : 1;
    world->hmac.fail_at = (enum hmac_step)(hmac_step % 8 > STEP_FINISH ? 0 : hmac_step % 8);
    unsigned lacks = next_byte(&world->script);
    apideck_allocator allocator = memory_allocator(&world->memory);
    apideck_handlers handlers = world_handlers(world, lacks);
    apideck_store store = world_store(world, lacks >> 6);
    apideck_clock clock = {sizeof clock, world_now, world};
    apideck_log log = {sizeof log, world_log, world};
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    configure(&config, &world->script);
    config.allocator = &allocator;
    config.handlers = &handlers;
    config.store = setting.scripted_store ? &store : NULL;
    config.clock = &clock;
    config.log = &log;
    config.keyring = make_ring(world, &setting);
    apideck_receiver *receiver = NULL;
    if (!config.keyring) {
        return;
    }
    apideck_error detail = {0, 0, NULL};
    int error = apideck_receiver_new(&config, &receiver, &detail);
    if (error) {
        MUST(!receiver && detail.message);
        MUST(error == APIDECK_ERR_NO_MEMORY || error == APIDECK_ERR_ARGUMENT);
        apideck_keyring_free(config.keyring);
        return;
    }
    send_all(receiver, world, &setting, body, len);
    apideck_receiver_free(receiver);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct world world;
    size_t len = 0;
    memset(&world, 0, sizeof world);
    unsigned char *body = split_input(data, size, &len, &world.script);
    world.memory.script = next_byte(&world.script) % 2 ? &world.script : NULL;
    run(&world, body, len);
    MUST(world.memory.blocks == 0 && world.memory.bytes == 0);
    MUST(world.hmac.keys == 0 && world.hmac.open == 0);
    free(body);
    return 0;
}
