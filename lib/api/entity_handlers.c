/* Between a receiver and the API: handlers that fetch the entity of an event, and pass both on. */
#include <apideck/entity_handlers.h>

#include "allocator.h"
#include "catalogue.h"
#include "credentials.h"
#include "error.h"
#include "host_table.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

/* One block, with the texts of the credentials behind it. */
struct apideck_entities {
    apideck_allocator allocator;
    size_t size;
    apideck_transport transport;
    apideck_credentials credentials;
    apideck_entity_handlers handlers;
    apideck_handlers others;
    apideck_handlers table; /* for the receiver */
};

/* On the way of an event ----------------------------------------------------------------------- */

static bool is_deleted(const apideck_event *event) {
    return strcmp(apideck__event_type_info(event->type)->action, "deleted") == 0;
}

/* The entity of an event; NULL where there is none any more. */
static int fetch(const apideck_entities *entities, const apideck_event *event,
                 const apideck_delivery *delivery, apideck_entity **entity_out) {
    const apideck_entity_handlers *handlers = &entities->handlers;
    apideck_problem *problem = NULL;
    *entity_out = NULL;
    if (is_deleted(event)) {
        return 0;
    }
    int error = apideck_get_entity(&entities->transport, &entities->credentials, event,
                                   &entities->allocator, entity_out, &problem);
    if (error == APIDECK_ERR_GONE) {
        error = 0;
    } else if (error && handlers->failed) {
        handlers->failed(error, problem, event, delivery, handlers->user);
    }
    apideck_problem_free(problem);
    return error;
}

/* What the receiver calls: a function for each typed event, and one for each callback of the other
 * handlers. The table has only those that lead somewhere, so that the receiver still tells events
 * without a handler from others. */

#define TYPED_EVENT(CONSTANT, STRUCT, MEMBER)                                                      \
    static int on_##STRUCT(const apideck_##STRUCT##_event *event,                                  \
                           const apideck_delivery *delivery, void *user) {                         \
        const apideck_entities *entities = user;                                                   \
        const apideck_entity_handlers *handlers = &entities->handlers;                             \
        if (!handlers->MEMBER) {                                                                   \
            return entities->others.STRUCT(event, delivery, entities->others.user);                \
        }                                                                                          \
        apideck_entity *entity = NULL;                                                             \
        int result = fetch(entities, &event->event, delivery, &entity);                            \
        if (!result) {                                                                             \
            result = handlers->MEMBER(&event->event, apideck_entity_as_##MEMBER(entity), delivery, \
                                      handlers->user);                                             \
        }                                                                                          \
        apideck_entity_free(entity);                                                               \
        return result;                                                                             \
    }
#include "dispatch_table.inc"

static int on_any(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    const apideck_handlers *others = &((const apideck_entities *)user)->others;
    return others->any(event, delivery, others->user);
}

static int on_unknown(const apideck_event *event, const apideck_delivery *delivery, void *user) {
    const apideck_handlers *others = &((const apideck_entities *)user)->others;
    return others->unknown(event, delivery, others->user);
}

static void on_handshake(int verified, void *user) {
    const apideck_handlers *others = &((const apideck_entities *)user)->others;
    others->handshake(verified, others->user);
}

static void on_failure(const apideck_answer *answer, const apideck_event *event, void *user) {
    const apideck_handlers *others = &((const apideck_entities *)user)->others;
    others->failure(answer, event, others->user);
}

static void on_last_chance(const apideck_answer *answer, const apideck_event *event, void *user) {
    const apideck_handlers *others = &((const apideck_entities *)user)->others;
    others->last_chance(answer, event, others->user);
}

static void fill_table(apideck_entities *entities) {
    const apideck_handlers *others = &entities->others;
    const apideck_entity_handlers *handlers = &entities->handlers;
    apideck_handlers *table = &entities->table;
    apideck_table_init(table, sizeof *table);
    table->any = others->any ? on_any : NULL;
    table->unknown = others->unknown ? on_unknown : NULL;
    table->handshake = others->handshake ? on_handshake : NULL;
    table->failure = others->failure ? on_failure : NULL;
    table->last_chance = others->last_chance ? on_last_chance : NULL;
    table->user = entities;
#define TYPED_EVENT(CONSTANT, STRUCT, MEMBER)                                                      \
    table->STRUCT = handlers->MEMBER || others->STRUCT ? on_##STRUCT : NULL;
#include "dispatch_table.inc"
}

/* Making and freeing --------------------------------------------------------------------------- */

static int check(const apideck_entities_config *config, apideck_error *error_out) {
    struct apideck__draft draft;
    struct apideck__trouble trouble = {0};
    const char *wrong = NULL;
    int code = APIDECK_ERR_ARGUMENT;
    if (!apideck__allocator_valid(config->allocator)) {
        code = APIDECK_ERR_CALLBACK_MISSING;
        wrong = "config.allocator lacks alloc or free";
    } else if (!config->transport) {
        wrong = "config.transport is NULL";
    } else if (!config->handlers) {
        wrong = "config.handlers is NULL";
    } else if (!config->credentials) {
        wrong = "config.credentials is NULL";
    } else if (apideck__credentials_draft(config->credentials, NULL, &draft, &trouble)) {
        code = trouble.code;
        wrong = trouble.message;
    }
    return wrong ? apideck__fail_with(error_out, code, 0, wrong) : 0;
}

static int table_error(apideck_error *error_out, const char *message) {
    return apideck__fail_with(error_out, APIDECK_ERR_HOST_TABLE, 0, message);
}

static int take_tables(apideck_entities *entities, const apideck_entities_config *config,
                       apideck_error *error_out) {
    memset(entities, 0, sizeof *entities);
    if (apideck__host_table_copy(&entities->transport, sizeof entities->transport,
                                 config->transport, APIDECK__FIRST_SIZE(apideck_transport, user))) {
        return table_error(error_out, "config.transport has a wrong size or unknown members");
    }
    if (!entities->transport.perform) {
        return apideck__fail_with(error_out, APIDECK_ERR_CALLBACK_MISSING, 0,
                                  "config.transport lacks perform");
    }
    if (apideck__host_table_copy(&entities->handlers, sizeof entities->handlers, config->handlers,
                                 APIDECK__FIRST_SIZE(apideck_entity_handlers, user))) {
        return table_error(error_out, "config.handlers has a wrong size or unknown members");
    }
    if (config->others &&
        apideck__host_table_copy(&entities->others, sizeof entities->others, config->others,
                                 APIDECK__FIRST_SIZE(apideck_handlers, user))) {
        return table_error(error_out, "config.others has a wrong size or unknown members");
    }
    /* Looked at by `check`. */
    (void)apideck__host_table_copy(&entities->credentials, sizeof entities->credentials,
                                   config->credentials,
                                   APIDECK__FIRST_SIZE(apideck_credentials, max_response));
    entities->allocator = apideck__allocator(config->allocator);
    return 0;
}

static void keep_text(const char **text, char **end) {
    if (*text) {
        size_t size = strlen(*text) + 1;
        memcpy(*end, *text, size);
        *text = *end;
        *end += size;
    }
}

static size_t text_size(const char *text) {
    return text ? strlen(text) + 1 : 0;
}

static int make(const apideck_entities *draft, apideck_entities **entities_out,
                apideck_error *error_out) {
    const apideck_credentials *credentials = &draft->credentials;
    size_t size = sizeof *draft + text_size(credentials->api_key) + text_size(credentials->app_id) +
                  text_size(credentials->consumer_id) + text_size(credentials->base_url);
    apideck_entities *entities = apideck__alloc(&draft->allocator, size);
    if (!entities) {
        return apideck__fail(error_out, APIDECK_ERR_NO_MEMORY, 0);
    }
    *entities = *draft;
    entities->size = size;
    char *end = (char *)(entities + 1);
    keep_text(&entities->credentials.api_key, &end);
    keep_text(&entities->credentials.app_id, &end);
    keep_text(&entities->credentials.consumer_id, &end);
    keep_text(&entities->credentials.base_url, &end);
    fill_table(entities);
    *entities_out = entities;
    return 0;
}

int apideck_entities_new(const apideck_entities_config *config, apideck_entities **entities_out,
                         apideck_error *error_out) {
    apideck_entities_config own;
    apideck_entities draft;
    if (!config || !entities_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    if (apideck__host_table_copy(&own, sizeof own, config,
                                 APIDECK__FIRST_SIZE(apideck_entities_config, allocator))) {
        return table_error(error_out, "config has a wrong size or unknown members");
    }
    int error = check(&own, error_out);
    if (!error) {
        error = take_tables(&draft, &own, error_out);
    }
    return error ? error : make(&draft, entities_out, error_out);
}

void apideck_entities_free(apideck_entities *entities) {
    if (entities) {
        apideck_allocator allocator = entities->allocator;
        size_t size = entities->size;
        sodium_memzero(entities, size);
        apideck__free(&allocator, entities, size);
    }
}

const apideck_handlers *apideck_entities_handlers(const apideck_entities *entities) {
    return &entities->table;
}
