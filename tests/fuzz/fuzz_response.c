/*
 * Hostile answers of the API, and hostile configurations. An input is lines: base URL, entity id,
 * consumer, service, Location, Retry-After, Date; what follows is the body, and behind the first
 * NUL a script: the status, and what fails.
 *   - A request goes to the host and port of the base URL, by a reading of URLs that is not the
 *     library's, whatever the other lines say; so does every request of a transport that redirects
 *     it. The key stands in its header and nowhere else, and no line gets out of its header.
 *   - A response is an entity or one refusal. Its document is kept, without the key; the fields of
 *     an error document are what jansson reads; nothing leaks, and no key is left in memory.
 */
#include "entity_oracle.h"
#include "fuzz.h"

#include <ctype.h>

#define KEY "sk_live_0123456789ABCDEF" /* hosts are in lower case */
#define URL_CHARACTERS                                                                             \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?[]@!$&'()*+,;=%"

enum line { BASE, ID, CONSUMER, SERVICE, LOCATION, RETRY_AFTER, DATE, LINES };

struct input {
    struct memory memory; /* first, so that both are found at one address */
    bool has_key;         /* the input itself, so that it may be anywhere but in a problem */
    char *lines[LINES];   /* ended by NULs */
    apideck_str body;
    int status;
    int redirects; /* of the transport, before it answers with the status */
    struct script script;
};

static int holds_key(const void *bytes, size_t len) {
    const char *p = bytes;
    for (size_t i = 0; i + strlen(KEY) <= len; i++) {
        if (memcmp(p + i, KEY, strlen(KEY)) == 0) {
            return 1;
        }
    }
    return 0;
}

static apideck_str str(const char *text) {
    return (apideck_str){text, strlen(text)};
}

/* Memory that looks what is left in it. */
static void wiped_free(void *ptr, size_t size, void *user) {
    MUST(((struct input *)user)->has_key || !holds_key(ptr, size));
    memory_free(ptr, size, user);
}

/* Where requests go ---------------------------------------------------------------------------- */

/* The host and port behind the "//" of a URL, in lower case. */
static void authority_of(const char *url, char *out, size_t size) {
    const char *begin = strstr(url, "//") + 2;
    size_t len = strcspn(begin, "/?# \t");
    MUST(len < size);
    for (size_t i = 0; i < len; i++) {
        out[i] = (char)tolower((unsigned char)begin[i]);
    }
    out[len] = '\0';
    char *port = strstr(out, ":443");
    if (port && port[4] == '\0') {
        *port = '\0';
    }
}

static void check_origin(const struct input *input, const apideck_http_request *http) {
    char base[300];
    char asked[300];
    MUST(strncmp(http->url.ptr, "https://", 8) == 0 && strlen(http->url.ptr) == http->url.len);
    MUST(strspn(http->url.ptr, URL_CHARACTERS) == http->url.len);
    authority_of(input->lines[BASE], base, sizeof base);
    authority_of(http->url.ptr, asked, sizeof asked);
    MUST(strcmp(base, asked) == 0 && *asked && !strpbrk(asked, "@%\\"));
    const char *query = strchr(http->url.ptr, '?');
    const char *dots = strstr(http->url.ptr, "/../");
    MUST(!dots || (query && dots > query));
}

/* A Location that was followed, where it names a host, names that of the base. */
static void check_location(const struct input *input) {
    char base[300];
    char named[300];
    const char *location = input->lines[LOCATION];
    location += strspn(location, " \t");
    size_t scheme = strcspn(location, ":/?#"); /* or the first segment */
    if (strncmp(location, "//", 2) == 0 || strncmp(location + scheme, "://", 3) == 0) {
        authority_of(input->lines[BASE], base, sizeof base);
        authority_of(location, named, sizeof named);
        MUST(strcmp(base, named) == 0);
    }
}

static apideck_str header_of(const apideck_http_request *http, const char *name) {
    for (size_t i = 0; i < http->header_count; i++) {
        if (strcmp(http->headers[i].name.ptr, name) == 0) {
            return http->headers[i].value;
        }
    }
    return (apideck_str){NULL, 0};
}

static void check_header(const apideck_http_request *http, const char *name, const char *expected) {
    apideck_str value = header_of(http, name);
    MUST(*expected ? value.ptr && strcmp(value.ptr, expected) == 0 : !value.ptr);
}

static void check_request(const struct input *input, const apideck_http_request *http) {
    check_origin(input, http);
    MUST(input->has_key || !holds_key(http->url.ptr, http->url.len));
    MUST(strcmp(http->method.ptr, "GET") == 0 && !http->body.ptr);
    for (size_t i = 0; i < http->header_count; i++) {
        apideck_str value = http->headers[i].value;
        MUST(strlen(value.ptr) == value.len && !strpbrk(value.ptr, "\r\n"));
        MUST(i == 0 || input->has_key || !holds_key(value.ptr, value.len));
    }
    check_header(http, "Authorization", "Bearer " KEY);
    check_header(http, "x-apideck-consumer-id", input->lines[CONSUMER]);
    check_header(http, "x-apideck-service-id", input->lines[SERVICE]);
}

/* The last segment of the path, decoded, is the id; and there is no query. */
static void check_id(const struct input *input, const char *url) {
    const char *segment = strrchr(url, '/') + 1;
    const char *id = input->lines[ID];
    for (; *segment; segment++, id++) {
        unsigned byte = (unsigned char)*segment;
        if (*segment == '%') {
            MUST(sscanf(segment + 1, "%2x", &byte) == 1);
            segment += 2;
        }
        MUST(byte == (unsigned char)*id);
    }
    MUST(*id == '\0' && strstr(url, "/accounting/invoices/"));
}

/* What responses say --------------------------------------------------------------------------- */

static int code_of(int status) {
    switch (status) {
    case 401:
    case 403:
        return APIDECK_ERR_UNAUTHORIZED;
    case 402:
        return APIDECK_ERR_PAYMENT_REQUIRED;
    case 404:
        return APIDECK_ERR_GONE;
    case 400:
    case 422:
        return APIDECK_ERR_UNPROCESSABLE;
    case 429:
        return APIDECK_ERR_RATE_LIMITED;
    default:
        return status / 100 == 5 ? APIDECK_ERR_API_FAILED : APIDECK_ERR_STATUS;
    }
}

static void check_field(apideck_str field, const json_t *json) {
    MUST((field.ptr == NULL) == oracle_is_null(json));
    bool holds =
        json_is_string(json) && !memchr(json_string_value(json), 0, json_string_length(json));
    if (holds && !holds_key(json_string_value(json), json_string_length(json))) {
        oracle_agree_text(field, json);
    } else if (field.ptr && !json_is_string(json) && !strchr(field.ptr, '*')) {
        oracle_agree_piece(field, json);
    }
}

static void check_problem(const struct input *input, const apideck_problem *problem, int error) {
    MUST(problem->code == error && problem->message);
    MUST(problem->status == input->status);
    MUST(problem->document.len == input->body.len || !problem->document.ptr);
    const apideck_str texts[] = {
        problem->document, problem->error,       problem->type_name,
        problem->detail,   problem->ref,         problem->detail_message,
        problem->path,     problem->retry_after, problem->downstream_errors};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        MUST(!texts[i].ptr || texts[i].ptr[texts[i].len] == '\0');
        MUST(!texts[i].ptr || !holds_key(texts[i].ptr, texts[i].len));
    }
    const char *retry = input->lines[RETRY_AFTER];
    retry += strspn(retry, " \t");
    size_t digits = strspn(retry, "0123456789");
    if (digits && digits < 16 && retry[digits] == '\0') {
        MUST(problem->retry_after_ms == strtoll(retry, NULL, 10) * 1000);
    }
    MUST(problem->retry_after_ms >= -1);
}

static void check_error_document(const struct input *input, const apideck_problem *problem) {
    json_t *json = json_loadb(input->body.ptr, input->body.len, ENTITY_ORACLE_FLAGS, NULL);
    if (json_is_object(json) && !input->memory.failed) {
        check_field(problem->error, json_object_get(json, "error"));
        check_field(problem->type_name, json_object_get(json, "type_name"));
        check_field(problem->detail_message, json_object_get(json, "message"));
        check_field(problem->detail, json_object_get(json, "detail"));
        check_field(problem->ref, json_object_get(json, "ref"));
        check_field(problem->downstream_errors, json_object_get(json, "downstream_errors"));
    }
    json_decref(json);
}

static void check_result(const struct input *input, int error, const apideck_entity *entity,
                         const apideck_problem *problem) {
    MUST((entity != NULL) == (error == 0));
    MUST(!problem || error);
    MUST(problem || !error || input->memory.failed);
    MUST(error || input->status == 200);
    MUST(error != APIDECK_ERR_NO_MEMORY || input->memory.failed);
    if (input->status != 200 && error != APIDECK_ERR_NO_MEMORY) {
        MUST(error == code_of(input->status));
    }
    if (problem && error != APIDECK_ERR_NO_MEMORY) {
        check_problem(input, problem, error);
        if (input->status != 200) {
            check_error_document(input, problem);
        }
    }
    if (entity && entity->id.ptr) {
        MUST(strcmp(entity->id.ptr, input->lines[ID]) == 0);
    }
}

/* Asking --------------------------------------------------------------------------------------- */

static void respond(const struct input *input, int status, apideck_header headers[3],
                    apideck_http_response *response) {
    headers[0] = (apideck_header){str("Location"), str(input->lines[LOCATION])};
    headers[1] = (apideck_header){str("retry-after"), str(input->lines[RETRY_AFTER])};
    headers[2] = (apideck_header){str("Date"), str(input->lines[DATE])};
    *response = (apideck_http_response){status, headers, 3, input->body.ptr, input->body.len};
}

struct transport {
    struct input *input;
    apideck_header headers[3];
    int calls;
    int open; /* responses that were not given back */
};

static int perform(const apideck_http_request *request, apideck_http_response *response,
                   void *user) {
    struct transport *transport = user;
    struct input *input = transport->input;
    check_request(input, request);
    transport->calls++;
    MUST(transport->calls <= 6);
    if (next_byte(&input->script) % 8 == 7) {
        return -1;
    }
    int status = transport->calls <= input->redirects ? 302 : input->status;
    respond(input, status, transport->headers, response);
    transport->open++;
    return 0;
}

static void release(apideck_http_response *response, void *user) {
    (void)response;
    ((struct transport *)user)->open--;
}

/* By the library's own way, which follows redirects. */
static void ask(struct input *input, const apideck_credentials *credentials,
                const apideck_event *event, const apideck_allocator *allocator) {
    struct transport state = {.input = input};
    apideck_transport transport;
    apideck_invoice *invoice = NULL;
    apideck_problem *problem = NULL;
    apideck_transport_init(&transport);
    transport.perform = perform;
    transport.release = release;
    transport.user = &state;
    int error = apideck_get_invoice(&transport, credentials, event, allocator, &invoice, &problem);
    MUST(state.open == 0);
    bool led_away = error == APIDECK_ERR_REDIRECT || error == APIDECK_ERR_URL;
    if (state.calls && error != APIDECK_ERR_TRANSPORT && !led_away) {
        MUST(state.calls == 1 + input->redirects || error == APIDECK_ERR_NO_MEMORY);
        check_result(input, error, invoice ? &invoice->entity : NULL, problem);
    }
    apideck_entity_free(invoice ? &invoice->entity : NULL);
    apideck_problem_free(problem);
}

/* By a host that carries its requests itself, and meets one redirect. */
static void ask_in_parts(struct input *input, const apideck_request *request,
                         const apideck_allocator *allocator) {
    apideck_header headers[3];
    apideck_http_response response;
    apideck_request *next = NULL;
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    respond(input, 301, headers, &response);
    if (apideck_request_redirect(request, &response, allocator, &next, NULL) == 0) {
        check_request(input, apideck_request_http(next));
        check_location(input);
    }
    respond(input, input->status, headers, &response);
    const apideck_request *last = next ? next : request;
    int error = apideck_entity_from_response(last, &response, allocator, &entity, &problem);
    check_result(input, error, entity, problem);
    apideck_entity_free(entity);
    apideck_problem_free(problem);
    apideck_request_free(next);
}

static void run(struct input *input) {
    apideck_credentials credentials;
    apideck_request *request = NULL;
    apideck_event event;
    const apideck_allocator allocator = {memory_alloc, wiped_free, input};
    input->memory.script = &input->script;
    memset(&event, 0, sizeof event);
    event.type = APIDECK_EVENT_ACCOUNTING_INVOICE_UPDATED;
    event.entity_id = str(input->lines[ID]);
    event.consumer_id = str(input->lines[CONSUMER]);
    event.service_id = str(input->lines[SERVICE]);
    event.entity_url = str(input->lines[LOCATION]);
    apideck_credentials_init(&credentials);
    credentials.api_key = KEY;
    credentials.app_id = "app";
    credentials.base_url = input->lines[BASE];
    if (apideck_entity_request(&credentials, &event, &allocator, &request, NULL) == 0) {
        check_request(input, apideck_request_http(request));
        check_id(input, apideck_request_http(request)->url.ptr);
        ask_in_parts(input, request, &allocator);
        ask(input, &credentials, &event, &allocator);
    }
    apideck_request_free(request);
    MUST(input->memory.blocks == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int statuses[] = {200, 200, 200, 401, 402, 404, 422, 429, 500, 204, 400, 403};
    struct input input = {.status = 200};
    size_t len = 0;
    unsigned char *text = split_input(data, size, &len, &input.script);
    char *lines = (char *)exact_block(len + 1);
    memcpy(lines, text, len);
    lines[len] = '\0';
    char *end = lines;
    for (int i = 0; i < LINES; i++) {
        input.lines[i] = end;
        end += strcspn(end, "\n");
        if (*end) {
            *end++ = '\0';
        }
    }
    unsigned status = next_byte(&input.script);
    input.status = statuses[status % (sizeof statuses / sizeof *statuses)];
    input.redirects = (int)(next_byte(&input.script) % 8);
    input.body.len = strlen(end);
    unsigned char *body = exact_copy(end, input.body.len);
    input.body.ptr = (const char *)body;
    input.has_key = holds_key(text, len) != 0;
    run(&input);
    free(body);
    free(lines);
    free(text);
    return 0;
}
