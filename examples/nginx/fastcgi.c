/*
 * A receiver behind a web server that exists: nginx, or another that speaks FastCGI, passes
 * requests on over a unix socket; nginx.conf has its part.
 *
 *     APIDECK_API_KEY=... fastcgi SOCKET
 *
 * A signal may end it at any moment: what was not answered is sent again.
 */
#include <apideck/apideck.h>
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define BACKLOG 64
#define HEADERS_MAX 64
#define NAME_SIZE 64
#define BODY_MAX (1 << 20) /* as the receiver's */

struct server {
    apideck_receiver *receiver;
    int socket;
};

/* Headers ------------------------------------------------------------------------------------ */

/* The headers of a request, whose names FastCGI writes as in HTTP_X_APIDECK_SIGNATURE. */
struct headers {
    apideck_header list[HEADERS_MAX];
    char names[HEADERS_MAX][NAME_SIZE];
    size_t count;
};

/* Adds one that is written NAME=value; none of Apideck's has a longer name. */
static void add_header(struct headers *headers, const char *param) {
    const size_t len = strcspn(param, "=");
    if (len >= NAME_SIZE || headers->count == HEADERS_MAX) {
        return;
    }
    char *name = headers->names[headers->count];
    for (size_t i = 0; i < len; i++) {
        name[i] = (char)(param[i] == '_' ? '-' : param[i]);
    }
    const char *value = param + len + 1;
    headers->list[headers->count++] = (apideck_header){{name, len}, {value, strlen(value)}};
}

static void list_headers(struct headers *headers, char *const *params) {
    headers->count = 0;
    for (; *params; params++) {
        if (strncmp(*params, "HTTP_", 5) == 0) {
            add_header(headers, *params + 5);
        }
    }
}

/* Requests ----------------------------------------------------------------------------------- */

static void send_answer(FCGX_Request *request, int status, const char *reason) {
    FCGX_FPrintF(request->out, "Status: %d\r\nContent-Type: text/plain\r\n", status);
    if (status == 405) {
        FCGX_FPrintF(request->out, "Allow: POST\r\n");
    }
    FCGX_FPrintF(request->out, "\r\n%s\n", reason);
}

static void on_post(const struct server *server, FCGX_Request *request) {
    const char *length = FCGX_GetParam("CONTENT_LENGTH", request->envp);
    const long len = length ? strtol(length, NULL, 10) : 0;
    if (len < 0 || len > BODY_MAX) {
        send_answer(request, 413, "the body is too large");
        return;
    }
    char *body = malloc((size_t)len + 1);
    if (!body) {
        send_answer(request, 503, "out of memory");
        return;
    }
    if (FCGX_GetStr(body, (int)len, request->in) == len) {
        struct headers headers;
        apideck_answer answer;
        list_headers(&headers, request->envp);
        apideck_receive(server->receiver, headers.list, headers.count, body, (size_t)len, &answer);
        send_answer(request, answer.status, answer.reason);
    } else {
        send_answer(request, 400, "the body is shorter than it was said to be");
    }
    free(body);
}

static void *serve(void *user) {
    const struct server *server = user;
    FCGX_Request request;
    if (FCGX_InitRequest(&request, server->socket, 0) != 0) {
        return NULL;
    }
    while (FCGX_Accept_r(&request) == 0) {
        const char *method = FCGX_GetParam("REQUEST_METHOD", request.envp);
        if (method && strcmp(method, "POST") == 0) {
            on_post(server, &request);
        } else {
            send_answer(&request, 405, "webhooks are sent with POST");
        }
        FCGX_Finish_r(&request);
    }
    return NULL;
}

/* All together ------------------------------------------------------------------------------- */

static int on_invoice_created(const apideck_invoice_created_event *event,
                              const apideck_delivery *delivery, void *user) {
    (void)delivery, (void)user;
    printf("invoice created: %s\n", event->invoice_id.ptr ? event->invoice_id.ptr : "?");
    return ferror(stdout) ? -1 : 0;
}

static int new_receiver(apideck_receiver **receiver_out) {
    const char *key = getenv("APIDECK_API_KEY");
    const apideck_handlers handlers = {.size = sizeof handlers,
                                       .invoice_created = on_invoice_created};
    apideck_receiver_config config;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    if (!key || apideck_keyring_new(NULL, &config.keyring) != 0 ||
        apideck_keyring_add(config.keyring, "APIDECK_API_KEY", key, strlen(key)) != 0 ||
        apideck_receiver_new(&config, receiver_out, NULL) != 0) {
        apideck_keyring_free(config.keyring);
        return -1;
    }
    return 0;
}

int main(int argc, char **argv) {
    struct server server = {NULL, -1};
    pthread_t threads[THREADS];
    if (argc != 2) {
        fputs("usage: fastcgi SOCKET\n", stderr);
        return 2;
    }
    if (new_receiver(&server.receiver) != 0) {
        fputs("fastcgi: no receiver: is APIDECK_API_KEY set?\n", stderr);
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (FCGX_Init() != 0 || (server.socket = FCGX_OpenSocket(argv[1], BACKLOG)) < 0) {
        fprintf(stderr, "fastcgi: cannot listen on %s\n", argv[1]);
        return 1;
    }
    signal(SIGTERM, SIG_DFL); /* libfcgi would only note that it came */
    printf("listening on %s\n", argv[1]);
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, serve, &server) != 0) {
            fputs("fastcgi: cannot start a thread\n", stderr);
            return 1;
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    apideck_receiver_free(server.receiver);
    return 0;
}
