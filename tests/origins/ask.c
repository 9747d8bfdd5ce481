/*
 * Usage: ask <LINES. For each line BASE LOCATION, both in hexadecimal: prints the URL that a
 * request to BASE for the invoice 7 is sent to, a tab, and the one after a redirect to LOCATION; or
 * the name of the error in place of either.
 */
#define _POSIX_C_SOURCE 200809L

#include "api_requests.h"

#include <sodium.h>

static char *unhex(const char *hex, size_t len) {
    size_t text_len = 0;
    char *text = malloc(len / 2 + 1);
    if (!text || sodium_hex2bin((unsigned char *)text, len / 2, hex, len, NULL, &text_len, NULL)) {
        exit(2);
    }
    text[text_len] = '\0';
    return text;
}

static void print(int error, const apideck_request *request) {
    fputs(error ? apideck_error_name(error) : apideck_request_http(request)->url.ptr, stdout);
}

static void ask(const char *base, const char *location, size_t location_len) {
    apideck_credentials credentials = test_credentials();
    apideck_event event = test_event("accounting.invoice.created");
    const apideck_header header = {str("Location"), {location, location_len}};
    const apideck_http_response response = response_of(302, &header, 1, NULL);
    apideck_request *request = NULL;
    apideck_request *next = NULL;
    event.entity_id = str("7");
    credentials.base_url = base;
    int error = apideck_entity_request(&credentials, &event, NULL, &request, NULL);
    print(error, request);
    putchar('\t');
    if (!error) {
        error = apideck_request_redirect(request, &response, NULL, &next, NULL);
        print(error, next);
    }
    putchar('\n');
    apideck_request_free(request);
    apideck_request_free(next);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    for (ssize_t len = 0; (len = getline(&line, &room, stdin)) > 0;) {
        char *space = strchr(line, ' ');
        if (!space || line[len - 1] != '\n') {
            return 2;
        }
        size_t location_len = (size_t)(line + len - 1 - (space + 1));
        char *base = unhex(line, (size_t)(space - line));
        char *location = unhex(space + 1, location_len);
        ask(base, location, location_len / 2);
        free(base);
        free(location);
    }
    free(line);
    return 0;
}
