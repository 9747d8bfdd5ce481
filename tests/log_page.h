/* Pages of the log of deliveries, put together entry by entry. */
#ifndef APIDECK_TESTS_LOG_PAGE_H
#define APIDECK_TESTS_LOG_PAGE_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct log_page {
    size_t len;
    size_t count;
    char text[65536];
};

static inline void page_begin(struct log_page *page) {
    strcpy(page->text, "{\"status_code\":200,\"status\":\"OK\",\"data\":[");
    page->len = strlen(page->text);
    page->count = 0;
}

static inline void page_put(struct log_page *page, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    page->len +=
        (size_t)vsnprintf(page->text + page->len, sizeof page->text - page->len, format, arguments);
    va_end(arguments);
}

/* An entry with its body as a string. `fields` are JSON members, each with a comma behind it. */
static inline void page_entry(struct log_page *page, const char *fields, const char *body) {
    page_put(page, "%s{%s\"request_body\":\"", page->count++ ? "," : "", fields);
    for (; *body; body++) {
        page_put(page, *body == '"' || *body == '\\' ? "\\%c" : "%c", *body);
    }
    page_put(page, "\"}");
}

/* The usual: an invoice that happened at that second of 2026-11-23T08:00. */
static inline void page_event(struct log_page *page, const char *fields, const char *id,
                              int second) {
    char body[256];
    snprintf(body, sizeof body,
             "{\"payload\":{\"event_id\":\"%s\",\"event_type\":\"accounting.invoice.created\","
             "\"entity_id\":\"%s\",\"occurred_at\":\"2026-11-23T08:00:%02d.000Z\"}}",
             id, id, second);
    page_entry(page, fields, body);
}

/* `cursor` is NULL on the last page. */
static inline const char *page_end(struct log_page *page, const char *cursor) {
    page_put(page, "],\"meta\":{\"items_on_page\":%d,\"cursors\":{\"next\":", (int)page->count);
    page_put(page, cursor ? "\"%s\"}}}" : "null}}}", cursor);
    return page->text;
}

/* Date.parse('2026-11-23T09:00:00Z') */
#define AN_HOUR_LATER INT64_C(1795424400000)

#define FAILED "\"success\":false,\"status_code\":500,"
#define SUCCEEDED "\"success\":true,\"status_code\":200,"
#define AT(SECOND) "\"timestamp\":\"2026-11-23T08:01:" SECOND ".000Z\","

#endif
