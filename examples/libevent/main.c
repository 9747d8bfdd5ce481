/*
 * A receiver in an event loop that exists, libevent's: the loop accepts and answers, a worker
 * thread calls the handler, so that a slow handler holds up nobody.
 *
 *     APIDECK_API_KEY=... libevent [PORT]
 */
#define _DEFAULT_SOURCE /* sys/queue.h */

#include <apideck/apideck.h>
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/thread.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADERS_MAX 64
#define BODY_MAX (1 << 20) /* as the receiver's */

struct server {
    struct event_base *loop;
    apideck_receiver *receiver;
    int jobs[2]; /* a pipe: the loop writes pointers to jobs, the worker reads them */
};

struct job {
    struct server *server;
    struct evhttp_request *request;
    apideck_delivery *delivery;
    int result;
    struct event done; /* tells the loop */
};

/* In the loop -------------------------------------------------------------------------------- */

static void send_answer(struct evhttp_request *request, int status, const char *reason) {
    evbuffer_add_printf(evhttp_request_get_output_buffer(request), "%s\n", reason);
    evhttp_send_reply(request, status, NULL, NULL);
}

/* The handler is done. Where the sender went away meanwhile, libevent drops the answer. */
static void finish(evutil_socket_t none, short events, void *user) {
    struct job *job = user;
    apideck_answer answer;
    (void)none, (void)events;
    apideck_finish(job->server->receiver, job->delivery, job->result, &answer);
    send_answer(job->request, answer.status, answer.reason);
    free(job);
}

/* Gives the delivery to the worker; fails when memory or the pipe is full. */
static int hand_over(struct server *server, struct evhttp_request *request,
                     apideck_delivery *delivery) {
    struct job *job = calloc(1, sizeof *job);
    if (job) {
        job->server = server;
        job->request = request;
        job->delivery = delivery;
        event_assign(&job->done, server->loop, -1, 0, finish, job);
        if (write(server->jobs[1], &job, sizeof job) == (ssize_t)sizeof job) {
            return 0;
        }
    }
    free(job);
    return -1;
}

/* Returns how many there are; those that do not fit are left out. */
static size_t list_headers(struct evhttp_request *request, apideck_header *headers) {
    size_t count = 0;
    const struct evkeyval *each;
    TAILQ_FOREACH(each, evhttp_request_get_input_headers(request), next) {
        if (count < HEADERS_MAX) {
            headers[count++] = (apideck_header){{each->key, strlen(each->key)},
                                                {each->value, strlen(each->value)}};
        }
    }
    return count;
}

static void on_request(struct evhttp_request *request, void *user) {
    struct server *server = user;
    apideck_header headers[HEADERS_MAX];
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    struct evbuffer *body = evhttp_request_get_input_buffer(request);
    apideck_accept(server->receiver, headers, list_headers(request, headers),
                   evbuffer_pullup(body, -1), evbuffer_get_length(body), &delivery, &answer);
    if (delivery && hand_over(server, request, delivery) == 0) {
        return;
    }
    if (delivery) {
        apideck_finish(server->receiver, delivery, -1, &answer); /* it is sent again */
    }
    send_answer(request, answer.status, answer.reason);
}

static void stop(evutil_socket_t signal, short events, void *loop) {
    (void)signal, (void)events;
    event_base_loopbreak(loop);
}

/* On the worker ------------------------------------------------------------------------------ */

static int on_invoice_created(const apideck_invoice_created_event *event,
                              const apideck_delivery *delivery, void *user) {
    (void)delivery, (void)user;
    printf("invoice created: %s\n", event->invoice_id.ptr ? event->invoice_id.ptr : "?");
    return ferror(stdout) ? -1 : 0;
}

static void *work(void *user) {
    const struct server *server = user;
    struct job *job;
    while (read(server->jobs[0], &job, sizeof job) == (ssize_t)sizeof job) {
        job->result = apideck_dispatch(server->receiver, job->delivery);
        event_active(&job->done, 0, 0); /* wakes the loop */
    }
    return NULL; /* the loop closed its end */
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

/* Returns the port, or -1. */
static int listen_on(struct evhttp *http, int port) {
    struct evhttp_bound_socket *socket =
        evhttp_bind_socket_with_handle(http, "127.0.0.1", (ev_uint16_t)port);
    const int fd = socket ? evhttp_bound_socket_get_fd(socket) : -1;
    struct sockaddr_in where;
    socklen_t size = sizeof where;
    return getsockname(fd, (struct sockaddr *)&where, &size) == 0 ? ntohs(where.sin_port) : -1;
}

/* Runs the loop until SIGTERM comes, then finishes what the worker has. */
static int serve(struct server *server, struct evhttp *http) {
    struct event *on_term = evsignal_new(server->loop, SIGTERM, stop, server->loop);
    pthread_t worker;
    if (!on_term || evsignal_add(on_term, NULL) != 0 || pipe(server->jobs) != 0 ||
        evutil_make_socket_nonblocking(server->jobs[1]) != 0 ||
        pthread_create(&worker, NULL, work, server) != 0) {
        return 1;
    }
    evhttp_set_cb(http, "/webhooks", on_request, server);
    event_base_dispatch(server->loop);
    close(server->jobs[1]);
    pthread_join(worker, NULL);
    event_base_loop(server->loop, EVLOOP_NONBLOCK);
    event_free(on_term);
    return 0;
}

int main(int argc, char **argv) {
    struct server server = {NULL, NULL, {-1, -1}};
    if (new_receiver(&server.receiver) != 0) {
        fputs("libevent: no receiver: is APIDECK_API_KEY set?\n", stderr);
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    evthread_use_pthreads(); /* before the loop is made: the worker wakes it */
    server.loop = event_base_new();
    struct evhttp *http = server.loop ? evhttp_new(server.loop) : NULL;
    const int port = http ? listen_on(http, argc > 1 ? atoi(argv[1]) : 0) : -1;
    if (port < 0) {
        fputs("libevent: cannot listen\n", stderr);
        return 1;
    }
    evhttp_set_max_body_size(http, BODY_MAX);
    evhttp_set_allowed_methods(http, EVHTTP_REQ_POST); /* others are answered 501 */
    printf("listening on http://127.0.0.1:%d/webhooks\n", port);
    const int status = serve(&server, http);
    evhttp_free(http);
    event_base_free(server.loop);
    apideck_receiver_free(server.receiver);
    return status;
}
