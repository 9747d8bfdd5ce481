/* The way of a delivery through a receiver. */
#include "answer.h"
#include "error.h"
#include "event.h"
#include "event_key.h"
#include "headers.h"
#include "receiver.h"
#include "signature.h"
#include "time_ms.h"

#include <apideck/replay.h>
#include <stdbool.h>
#include <string.h>

/* Apideck asks with this type whether a URL receives webhooks; it is in no enumeration of types
 * [help.apideck.com 4232258]. */
static const char handshake_type[] = "apideck.subscription.created";

static bool text_is(apideck_str text, const char *expected, size_t len) {
    return text.len == len && memcmp(text.ptr, expected, len) == 0;
}

/* Everything up to the event: nothing here is known outside yet -------------------------------- */

/* A request on its way to an event. */
struct request {
    struct apideck__headers headers;
    struct apideck__index index;
    struct apideck__event_fields fields;
    apideck_verdict verdict;
    bool replayed; /* then there are no headers */
    bool verified;
    bool is_handshake;
    apideck_error error;
};

/* The body of a handshake says nothing that an event would. Checked because the header that names
 * it is not signed: it must not make an event go unhandled. */
static bool says_nothing(const struct request *request) {
    if (request->index.payload) {
        return false;
    }
    for (int i = 0; i < APIDECK__EVENT_NAMES; i++) {
        if (request->fields.text[i].ptr) {
            return false;
        }
    }
    return true;
}

static int verify(apideck_receiver *receiver, struct request *request) {
    apideck_str signature = request->headers.signature;
    struct apideck__reading reading = apideck__ring_enter(&receiver->shards);
    int error = apideck__signature_verify(reading.ring, &request->index, signature.ptr,
                                          signature.len, &request->verdict);
    apideck__ring_leave(reading);
    request->verified = error == 0;
    return error ? apideck__fail(&request->error, error, 0) : 0;
}

/* Reads, verifies, and finds the fields. A handshake may come unsigned; an event may not. */
static int read_request(apideck_receiver *receiver, const void *body, size_t body_len,
                        struct request *request) {
    apideck_str signature = request->headers.signature;
    bool may_be_handshake =
        text_is(request->headers.event_type, handshake_type, sizeof handshake_type - 1);
    int unsigned_error = apideck__signature_check(signature.ptr, signature.len);
    bool lacks_signature = unsigned_error == APIDECK_ERR_SIGNATURE_MISSING;
    if (unsigned_error && !(lacks_signature && may_be_handshake)) {
        return apideck__fail(&request->error, unsigned_error, 0);
    }
    int error = apideck__index_read(&request->index, body, body_len, APIDECK__ARRAYS_AS_IS,
                                    &receiver->allocator, &request->error);
    if (!error && !lacks_signature) {
        error = verify(receiver, request);
    }
    if (!error) {
        error = apideck__event_find(&request->index, &request->fields, &request->error);
    }
    if (error) {
        return error;
    }
    request->is_handshake = may_be_handshake && says_nothing(request);
    if (lacks_signature && !request->is_handshake) {
        return apideck__fail(&request->error, APIDECK_ERR_SIGNATURE_MISSING, 0);
    }
    return 0;
}

/* Reads a body that the host vouches for, and finds the fields. Nothing tells of a handshake here,
 * so what says nothing is nothing. */
static int read_replayed(apideck_receiver *receiver, const void *body, size_t body_len,
                         struct request *request) {
    memset(&request->verdict, 0, sizeof request->verdict);
    request->is_handshake = false;
    int error = apideck__index_read(&request->index, body, body_len, APIDECK__ARRAYS_AS_IS,
                                    &receiver->allocator, &request->error);
    if (!error) {
        error = apideck__event_find(&request->index, &request->fields, &request->error);
    }
    if (!error && says_nothing(request) && !request->fields.entity.ptr) {
        error = apideck__fail(&request->error, APIDECK_ERR_NOT_AN_EVENT, 0);
    }
    return error;
}

/* The header is unsigned: where it contradicts the body, somebody meddled. */
static int check_type(struct request *request, const apideck_event *event) {
    apideck_str header = request->headers.event_type;
    if (header.ptr && event->event_type.ptr &&
        !text_is(header, event->event_type.ptr, event->event_type.len)) {
        return apideck__fail(&request->error, APIDECK_ERR_EVENT_TYPE_MISMATCH, 0);
    }
    return 0;
}

/* Makes the event and, in the same block, the delivery with its keys. */
static int make_delivery(apideck_receiver *receiver, struct request *request,
                         apideck_delivery **delivery_out) {
    apideck_str name = {receiver->name, receiver->name_len};
    apideck_event *event = NULL;
    void *extra = NULL;
    int error = apideck__event_make(&request->index, &request->fields, &receiver->allocator,
                                    sizeof(apideck_delivery) +
                                        apideck__keys_size(name.len, &request->fields),
                                    &event, &extra, &request->error);
    if (error) {
        return error;
    }
    apideck_delivery *delivery = extra;
    char *keys = (char *)(delivery + 1);
    error = check_type(request, event);
    if (!error) {
        error = apideck__event_key(name, &request->index, &request->fields, event, &keys,
                                   &delivery->key);
    }
    if (error) {
        apideck_event_free(event);
        return error;
    }
    delivery->event = event;
    delivery->verdict = request->verdict;
    delivery->replayed = request->replayed;
    delivery->accepted_ms = receiver->clock.now_ms(receiver->clock.user);
    delivery->claim = (apideck_claim){0, NULL};
    delivery->order = APIDECK_ORDER_UNKNOWN;
    delivery->entity = apideck__entity_key(name, event, &keys);
    *delivery_out = delivery;
    return 0;
}

/* The handler ---------------------------------------------------------------------------------- */

static bool has_typed_handler(const apideck_handlers *handlers, apideck_event_type type) {
    switch (type) {
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    case APIDECK_EVENT_##CONSTANT:                                                                 \
        return handlers->STRUCT != NULL;
#include "dispatch_table.inc"
    default:
        return false;
    }
}

static bool has_handler(const apideck_handlers *handlers, apideck_event_type type) {
    if (type == APIDECK_EVENT_UNKNOWN) {
        return handlers->unknown != NULL;
    }
    return handlers->any || has_typed_handler(handlers, type);
}

static int call_handler(const apideck_handlers *handlers, const apideck_event *event,
                        const apideck_delivery *delivery) {
    switch (event->type) {
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    case APIDECK_EVENT_##CONSTANT:                                                                 \
        if (handlers->STRUCT) {                                                                    \
            return handlers->STRUCT((const apideck_##STRUCT##_event *)event, delivery,             \
                                    handlers->user);                                               \
        }                                                                                          \
        break;
#include "dispatch_table.inc"
    case APIDECK_EVENT_UNKNOWN:
        return handlers->unknown ? handlers->unknown(event, delivery, handlers->user) : 0;
    default:
        break;
    }
    return handlers->any ? handlers->any(event, delivery, handlers->user) : 0;
}

/* The store ------------------------------------------------------------------------------------ */

/* Asks for the event's place among those of its entity. */
static int advance(apideck_receiver *receiver, apideck_delivery *delivery) {
    const apideck_store *store = &receiver->store;
    if (!store->advance || !delivery->entity.ptr ||
        delivery->event->occurred_at_ms == APIDECK_NO_TIME) {
        return 0;
    }
    int order = store->advance(delivery->entity, delivery->event->occurred_at_ms, &delivery->claim,
                               store->user);
    if (order < APIDECK_ORDER_UNKNOWN || order > APIDECK_ORDER_STALE) {
        (void)store->release(delivery->key, &delivery->claim, store->user);
        return order < 0 ? APIDECK_ERR_STORE : APIDECK_ERR_STORE_VERDICT;
    }
    delivery->order = (apideck_order)order;
    return 0;
}

/* Returns an apideck_claim_result, or an error code. */
static int claim(apideck_receiver *receiver, apideck_delivery *delivery) {
    const apideck_store *store = &receiver->store;
    int result = store->claim(delivery->key, delivery->accepted_ms, receiver->lease_ms,
                              &delivery->claim, store->user);
    if (result < 0) {
        return APIDECK_ERR_STORE;
    }
    bool sane = result == APIDECK_CLAIM_DONE || result == APIDECK_CLAIM_BUSY ||
                (result == APIDECK_CLAIM_NEW && delivery->claim.token != 0);
    if (!sane) {
        return APIDECK_ERR_STORE_VERDICT;
    }
    if (result == APIDECK_CLAIM_NEW) {
        int error = advance(receiver, delivery);
        return error ? error : APIDECK_CLAIM_NEW;
    }
    return result;
}

/* Accept, dispatch, finish --------------------------------------------------------------------- */

/* Whether it happened longer ago than that; not known of an event without a time. */
static bool is_older_than(const apideck_delivery *delivery, int64_t age_ms) {
    int64_t occurred_at_ms = delivery->event->occurred_at_ms;
    return occurred_at_ms != APIDECK_NO_TIME &&
           apideck__later(occurred_at_ms, age_ms) < delivery->accepted_ms;
}

/* The attempt says it better than the age: a connector that is polled may tell of what happened a
 * day before the first attempt. */
static bool is_last_chance(const apideck_receiver *receiver, const apideck_delivery *delivery) {
    int64_t attempt = delivery->event->execution_attempt;
    if (attempt != APIDECK_NO_ATTEMPT) {
        return receiver->last_attempt && attempt >= receiver->last_attempt;
    }
    return receiver->last_age_ms && is_older_than(delivery, receiver->last_age_ms - 1);
}

static int end(apideck_receiver *receiver, apideck_delivery *delivery, apideck_outcome outcome,
               int error, apideck_answer *answer_out) {
    const apideck_handlers *handlers = &receiver->handlers;
    int result = apideck__answer(receiver, outcome, error, 0, delivery->event, delivery->replayed,
                                 answer_out);
    if (answer_out->status >= 500 && handlers->last_chance && !delivery->replayed &&
        is_last_chance(receiver, delivery)) {
        handlers->last_chance(answer_out, delivery->event, handlers->user);
    }
    apideck_event_free(delivery->event);
    return result;
}

/* Claims a delivery that can be handled; answers one that cannot, or need not.
 *   age_ms  how long ago it may have happened; 0 for any time */
static int claim_or_answer(apideck_receiver *receiver, apideck_delivery *delivery, int64_t age_ms,
                           apideck_delivery **delivery_out, apideck_answer *answer_out) {
    apideck_event_type type = delivery->event->type;
    if (!has_handler(&receiver->handlers, type)) {
        return end(receiver, delivery,
                   type == APIDECK_EVENT_UNKNOWN ? APIDECK_OUTCOME_UNKNOWN
                                                 : APIDECK_OUTCOME_UNHANDLED,
                   0, answer_out);
    }
    if (age_ms && is_older_than(delivery, age_ms)) {
        return end(receiver, delivery, APIDECK_OUTCOME_TOO_OLD, APIDECK_ERR_TOO_OLD, answer_out);
    }
    int result = claim(receiver, delivery);
    switch (result) {
    case APIDECK_CLAIM_NEW:
        *delivery_out = delivery;
        return 0;
    case APIDECK_CLAIM_DONE:
        return end(receiver, delivery, APIDECK_OUTCOME_DUPLICATE, 0, answer_out);
    case APIDECK_CLAIM_BUSY:
        return end(receiver, delivery, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY, answer_out);
    default:
        return end(receiver, delivery, APIDECK_OUTCOME_STORE_FAILED, result, answer_out);
    }
}

/* Everything that needs the index, which is large, and gone when the handler is called.
 *   headers  NULL for a body that is replayed */
static int open_request(apideck_receiver *receiver, const struct apideck__headers *headers,
                        const void *body, size_t body_len, apideck_delivery **delivery_out,
                        apideck_answer *answer_out) {
    static const struct apideck__headers none;
    struct request request;
    request.headers = headers ? *headers : none;
    request.replayed = !headers;
    request.verified = false;
    request.error = (apideck_error){0, 0, NULL};
    request.index.spans = request.index.fixed;
    apideck_delivery *delivery = NULL;
    int error = request.replayed ? read_replayed(receiver, body, body_len, &request)
                                 : read_request(receiver, body, body_len, &request);
    if (!error && !request.is_handshake) {
        error = make_delivery(receiver, &request, &delivery);
    }
    apideck__index_free(&request.index);
    if (error) {
        return apideck__answer(receiver, apideck__outcome_of(error), error, request.error.offset,
                               NULL, request.replayed, answer_out);
    }
    if (request.is_handshake) {
        if (receiver->handlers.handshake) {
            receiver->handlers.handshake(request.verified, receiver->handlers.user);
        }
        return apideck__answer(receiver, APIDECK_OUTCOME_HANDSHAKE, 0, 0, NULL, false, answer_out);
    }
    *delivery_out = delivery;
    return 0;
}

/* A call that makes no sense: nobody is there to count or log it. */
static int refuse_call(apideck_answer *answer_out) {
    if (answer_out) {
        *answer_out = (apideck_answer){
            .status = 503,
            .outcome = APIDECK_OUTCOME_UNAVAILABLE,
            .error = APIDECK_ERR_ARGUMENT,
            .reason = apideck_error_text(APIDECK_ERR_ARGUMENT),
        };
    }
    return APIDECK_ERR_ARGUMENT;
}

int apideck_accept(apideck_receiver *receiver, const apideck_header *headers, size_t header_count,
                   const void *body, size_t body_len, apideck_delivery **delivery_out,
                   apideck_answer *answer_out) {
    if (delivery_out) {
        *delivery_out = NULL;
    }
    if (!receiver || !delivery_out || !answer_out) {
        return refuse_call(answer_out);
    }
    struct apideck__headers found;
    int error = 0;
    if ((!headers && header_count) || (!body && body_len)) {
        error = APIDECK_ERR_ARGUMENT;
    } else if (body_len > receiver->max_body) {
        error = APIDECK_ERR_TOO_LARGE;
    } else {
        error = apideck__headers_find(headers, header_count, &found);
    }
    if (error) {
        return apideck__answer(receiver, apideck__outcome_of(error), error, 0, NULL, false,
                               answer_out);
    }
    apideck_delivery *delivery = NULL;
    error = open_request(receiver, &found, body, body_len, &delivery, answer_out);
    if (!delivery) {
        return error;
    }
    return claim_or_answer(receiver, delivery, receiver->freshness_ms, delivery_out, answer_out);
}

int apideck_accept_replayed(apideck_receiver *receiver, const void *body, size_t body_len,
                            unsigned flags, apideck_delivery **delivery_out,
                            apideck_answer *answer_out) {
    if (delivery_out) {
        *delivery_out = NULL;
    }
    if (!receiver || !delivery_out || !answer_out) {
        return refuse_call(answer_out);
    }
    int error = 0;
    if (!body && body_len) {
        error = APIDECK_ERR_ARGUMENT;
    } else if (body_len > receiver->max_body) {
        error = APIDECK_ERR_TOO_LARGE;
    }
    if (error) {
        return apideck__answer(receiver, apideck__outcome_of(error), error, 0, NULL, true,
                               answer_out);
    }
    apideck_delivery *delivery = NULL;
    error = open_request(receiver, NULL, body, body_len, &delivery, answer_out);
    if (!delivery) {
        return error;
    }
    /* Beyond its retention, the store cannot tell any more whether the event was handled. */
    int64_t age_ms = flags & APIDECK_REPLAY_ANY_AGE ? 0 : receiver->retention_ms;
    return claim_or_answer(receiver, delivery, age_ms, delivery_out, answer_out);
}

int apideck_dispatch(apideck_receiver *receiver, apideck_delivery *delivery) {
    if (!receiver || !delivery) {
        return APIDECK_ERR_ARGUMENT;
    }
    return call_handler(&receiver->handlers, delivery->event, delivery);
}

static int commit(apideck_receiver *receiver, const apideck_delivery *delivery) {
    const apideck_store *store = &receiver->store;
    int64_t retain_until_ms = apideck__later(delivery->accepted_ms, receiver->retention_ms);
    int result = store->commit(delivery->key, &delivery->claim, retain_until_ms, store->user);
    if (result == 0 || result == APIDECK_ERR_SUPERSEDED) {
        return result;
    }
    return result < 0 ? APIDECK_ERR_STORE : APIDECK_ERR_STORE_VERDICT;
}

int apideck_finish(apideck_receiver *receiver, apideck_delivery *delivery, int handler_result,
                   apideck_answer *answer_out) {
    if (!receiver || !delivery || !answer_out) {
        return refuse_call(answer_out);
    }
    if (handler_result) {
        /* A release that fails is no matter: the lease runs out. */
        (void)receiver->store.release(delivery->key, &delivery->claim, receiver->store.user);
        return end(receiver, delivery, APIDECK_OUTCOME_HANDLER_FAILED, APIDECK_ERR_HANDLER,
                   answer_out);
    }
    int error = commit(receiver, delivery);
    return end(receiver, delivery, error ? APIDECK_OUTCOME_STORE_FAILED : APIDECK_OUTCOME_HANDLED,
               error, answer_out);
}

int apideck_receive(apideck_receiver *receiver, const apideck_header *headers, size_t header_count,
                    const void *body, size_t body_len, apideck_answer *answer_out) {
    apideck_delivery *delivery = NULL;
    int error =
        apideck_accept(receiver, headers, header_count, body, body_len, &delivery, answer_out);
    if (!delivery) {
        return error;
    }
    return apideck_finish(receiver, delivery, apideck_dispatch(receiver, delivery), answer_out);
}

int apideck_receive_replayed(apideck_receiver *receiver, const void *body, size_t body_len,
                             unsigned flags, apideck_answer *answer_out) {
    apideck_delivery *delivery = NULL;
    int error = apideck_accept_replayed(receiver, body, body_len, flags, &delivery, answer_out);
    if (!delivery) {
        return error;
    }
    return apideck_finish(receiver, delivery, apideck_dispatch(receiver, delivery), answer_out);
}

/* What a delivery tells ------------------------------------------------------------------------ */

const apideck_event *apideck_delivery_event(const apideck_delivery *delivery) {
    return delivery->event;
}

const apideck_verdict *apideck_delivery_verdict(const apideck_delivery *delivery) {
    return &delivery->verdict;
}

apideck_order apideck_delivery_order(const apideck_delivery *delivery) {
    return delivery->order;
}

void *apideck_delivery_store_context(const apideck_delivery *delivery) {
    return delivery->claim.context;
}

apideck_str apideck_delivery_key(const apideck_delivery *delivery) {
    return delivery->key;
}

int apideck_delivery_replayed(const apideck_delivery *delivery) {
    return delivery->replayed;
}
