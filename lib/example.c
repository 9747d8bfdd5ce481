/* Example bodies. The values are those of the examples in apideck-libraries/openapi-specs; none of
 * them, and no event id that is let through, needs an escape in JSON. */
#include <apideck/testing.h>

#include <string.h>

#include "catalogue.h"

struct example {
    const char *service_id; /* NULL: events of this API carry none */
    const char *collection; /* of the entity's URL; NULL: the event carries a connection instead */
    const char *state;      /* of that connection */
};

#include "example_table.inc"

/* Text on its way into a buffer; with text == NULL it is only measured. */
struct writer {
    char *text;
    size_t len;
    const char *separator; /* before the next member */
};

static void put(struct writer *writer, const char *text) {
    const size_t len = strlen(text);
    if (writer->text) {
        memcpy(writer->text + writer->len, text, len);
    }
    writer->len += len;
}

/* A member's name; its value is put next. */
static void put_name(struct writer *writer, const char *name) {
    put(writer, writer->separator);
    put(writer, "\"");
    put(writer, name);
    put(writer, "\":");
    writer->separator = ",";
}

static void put_text(struct writer *writer, const char *name, const char *value) {
    put_name(writer, name);
    put(writer, "\"");
    put(writer, value);
    put(writer, "\"");
}

static void begin_object(struct writer *writer) {
    put(writer, "{");
    writer->separator = "";
}

static void end_object(struct writer *writer) {
    put(writer, "}");
    writer->separator = ",";
}

static void put_entity_url(struct writer *writer, const char *api, const char *collection,
                           const char *id) {
    put_name(writer, "entity_url");
    put(writer, "\"https://unify.apideck.com/");
    put(writer, api);
    put(writer, "/");
    put(writer, collection);
    put(writer, "/");
    put(writer, id);
    put(writer, "\"");
}

static void put_record_event(struct writer *writer, const apideck_event_type_info *info,
                             const struct example *example, const char *event_id) {
    const char *entity_id = "123456ASDF";
    put_text(writer, "event_type", info->name);
    put_text(writer, "unified_api", info->unified_api);
    if (example->service_id) {
        put_text(writer, "service_id", example->service_id);
    }
    put_text(writer, "consumer_id", "test_user_id");
    put_text(writer, "event_id", event_id ? event_id : "d290f1ee-6c54-4b01-90e6-d701748f0851");
    put_text(writer, "entity_id", entity_id);
    put_entity_url(writer, info->unified_api, example->collection, entity_id);
    put_text(writer, "entity_type", info->entity);
    put_text(writer, "occurred_at", "2020-01-01T00:00:00.000Z");
}

static void put_connection(struct writer *writer, const char *id, const char *state, int enabled) {
    put_name(writer, "entity");
    begin_object(writer);
    put_text(writer, "id", id);
    put_text(writer, "consumer_id", "test_user_id");
    put_text(writer, "unified_api", "crm");
    put_text(writer, "service_id", "salesforce");
    put_text(writer, "name", "Salesforce");
    put_text(writer, "auth_type", "oauth2");
    put_name(writer, "enabled");
    put(writer, enabled ? "true" : "false");
    put_text(writer, "created_at", "2020-09-19T12:18:37.071Z");
    put_text(writer, "updated_at", "2020-09-19T12:18:37.071Z");
    put_text(writer, "state", state);
    end_object(writer);
}

static void put_connection_event(struct writer *writer, const apideck_event_type_info *info,
                                 const struct example *example, const char *event_id) {
    const char *entity_id = "1111+test_user_id";
    put_text(writer, "event_id", event_id ? event_id : "9755c355-56c3-4a2f-a2da-86ff4411fccb");
    put_text(writer, "event_type", info->name);
    put_text(writer, "service_id", example->service_id);
    put_text(writer, "entity_id", entity_id);
    put_text(writer, "entity_type", "Connection");
    put_connection(writer, entity_id, example->state,
                   info->type != APIDECK_EVENT_VAULT_CONNECTION_DISABLED);
    put_name(writer, "execution_attempt");
    put(writer, "2");
    put_text(writer, "occurred_at", "2021-10-01T03:14:55.419Z");
}

/* Returns the length. */
static size_t put_body(char *text, const apideck_event_type_info *info, const char *event_id) {
    const struct example *example = &example_table[info->type];
    struct writer writer = {text, 0, ""};
    begin_object(&writer);
    put_name(&writer, "payload");
    begin_object(&writer);
    if (example->collection) {
        put_record_event(&writer, info, example, event_id);
    } else {
        put_connection_event(&writer, info, example, event_id);
    }
    end_object(&writer);
    end_object(&writer);
    return writer.len;
}

static int is_plain(const char *event_id) {
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    return *event_id != '\0' && event_id[strspn(event_id, plain)] == '\0';
}

int apideck_example_event(apideck_event_type type, const char *event_id, char *body_out,
                          size_t body_size, size_t *len_out) {
    const apideck_event_type_info *info = apideck__event_type_info(type);
    if (!info || !len_out || (!body_out && body_size > 0) || (event_id && !is_plain(event_id))) {
        return APIDECK_ERR_ARGUMENT;
    }
    const size_t len = put_body(NULL, info, event_id);
    *len_out = len;
    if (len >= body_size) {
        return APIDECK_ERR_BUFFER_TOO_SMALL;
    }
    put_body(body_out, info, event_id);
    body_out[len] = '\0';
    return APIDECK_OK;
}
