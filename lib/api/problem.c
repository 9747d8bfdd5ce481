#include "problem.h"

#include "allocator.h"
#include "error_document.h"
#include "request.h"
#include "retry_after.h"

#include <string.h>

/* One block: the problem, and its texts behind it. */
struct block {
    apideck_problem problem;
    apideck_allocator allocator;
    size_t size;
};

/* A shorter key is nobody's secret, and would blot out words. */
#define SECRET_MIN 8

static void put(char **end, apideck_str from, apideck_str *to) {
    *to = from;
    if (from.ptr) {
        if (from.len) {
            memcpy(*end, from.ptr, from.len);
        }
        (*end)[from.len] = '\0';
        to->ptr = *end;
        *end += from.len + 1;
    }
}

/* A server may echo what it was sent, and hosts write problems to their logs. */
static void blot_out(char *text, const char *end, apideck_str secret) {
    if (secret.len < SECRET_MIN) {
        return;
    }
    while ((size_t)(end - text) >= secret.len) {
        char *next = memchr(text, secret.ptr[0], (size_t)(end - text) - secret.len + 1);
        if (!next) {
            return;
        }
        text = next + 1;
        if (memcmp(next, secret.ptr, secret.len) == 0) {
            memset(next, '*', secret.len);
            text = next + secret.len;
        }
    }
}

/* What the response has that a problem shows. */
struct shown {
    apideck_str document;
    apideck_str retry_after;
    struct apideck__error_document fields;
};

static void look_at(const struct apideck__trouble *trouble, const apideck_allocator *allocator,
                    struct shown *shown) {
    const apideck_http_response *response = trouble->response;
    memset(shown, 0, sizeof *shown);
    if (!response) {
        return;
    }
    size_t most = trouble->request ? trouble->request->http.max_response : response->body_len;
    if (response->body) {
        shown->document.ptr = response->body;
        shown->document.len = response->body_len < most ? response->body_len : most;
    }
    shown->retry_after = apideck__header_find(response, "retry-after");
    if (response->status != 200 || trouble->code == APIDECK_ERR_ENVELOPE) {
        apideck__error_document_read(shown->document, allocator, &shown->fields);
    }
}

static size_t text_size(const struct apideck__trouble *trouble, const struct shown *shown) {
    size_t size = trouble->path.len + shown->document.len + shown->retry_after.len +
                  APIDECK__ERROR_FIELDS + 3;
    for (int i = 0; i < APIDECK__ERROR_FIELDS; i++) {
        size += shown->fields.json[i].len;
    }
    return size;
}

static void fill(struct block *block, const struct apideck__trouble *trouble,
                 const struct shown *shown) {
    apideck_problem *problem = &block->problem;
    apideck_str *const fields[APIDECK__ERROR_FIELDS] = {
        [APIDECK__ERROR_ERROR] = &problem->error,
        [APIDECK__ERROR_TYPE_NAME] = &problem->type_name,
        [APIDECK__ERROR_MESSAGE] = &problem->detail_message,
        [APIDECK__ERROR_DETAIL] = &problem->detail,
        [APIDECK__ERROR_REF] = &problem->ref,
        [APIDECK__ERROR_DOWNSTREAM_ERRORS] = &problem->downstream_errors,
    };
    char *const texts = (char *)(block + 1);
    char *end = texts;
    problem->code = trouble->code;
    problem->message = trouble->message ? trouble->message : apideck_error_text(trouble->code);
    problem->status = trouble->response ? trouble->response->status : 0;
    problem->retry_after_ms =
        trouble->response ? apideck__retry_after_ms(shown->retry_after, trouble->response) : -1;
    problem->offset = trouble->offset;
    put(&end, trouble->path, &problem->path);
    put(&end, shown->retry_after, &problem->retry_after);
    put(&end, shown->document, &problem->document);
    for (int i = 0; i < APIDECK__ERROR_FIELDS; i++) {
        apideck__error_field_put(shown->fields.json[i], &end, fields[i]);
    }
    if (trouble->request) {
        blot_out(texts, end, trouble->request->key);
    }
}

int apideck__problem(apideck_problem **problem_out, const apideck_allocator *allocator,
                     const struct apideck__trouble *trouble) {
    if (!problem_out) {
        return trouble->code;
    }
    *problem_out = NULL;
    if (!apideck__allocator_valid(allocator)) {
        return trouble->code;
    }
    apideck_allocator own = apideck__allocator(allocator);
    struct shown shown;
    look_at(trouble, &own, &shown);
    size_t size = sizeof(struct block) + text_size(trouble, &shown);
    struct block *block = apideck__alloc(&own, size);
    if (block) {
        memset(block, 0, sizeof *block);
        block->allocator = own;
        block->size = size;
        fill(block, trouble, &shown);
        *problem_out = &block->problem;
    }
    return trouble->code;
}

int apideck__problem_of(apideck_problem **problem_out, const apideck_allocator *allocator, int code,
                        const char *message) {
    return apideck__problem(problem_out, allocator,
                            &(struct apideck__trouble){.code = code, .message = message});
}

void apideck_problem_free(apideck_problem *problem) {
    if (problem) {
        struct block *block = (struct block *)problem;
        apideck_allocator allocator = block->allocator;
        apideck__free(&allocator, block, block->size);
    }
}
