/* Missed deliveries, from a page of the log that was saved: what failed is handled now, oldest
 * first; the second time all of it is known. Usage: replay PAGE [DATABASE]. Without a database the
 * receiver forgets what was handled when the program ends. */
#include <apideck/apideck.h>
#include <apideck/replay.h>
#ifdef WITH_SQLITE
#include <apideck/store_sqlite.h>
#endif
#include <stdio.h>
#include <stdlib.h>

static int print_invoice(const char *what, apideck_str id, const apideck_delivery *delivery) {
    printf("  invoice %s was %s%s\n", id.ptr ? id.ptr : "without an id", what,
           apideck_delivery_replayed(delivery) ? ", as the log tells" : "");
    return 0;
}

static int on_created(const apideck_invoice_created_event *event, const apideck_delivery *delivery,
                      void *user) {
    (void)user;
    return print_invoice("created", event->invoice_id, delivery);
}

static int on_updated(const apideck_invoice_updated_event *event, const apideck_delivery *delivery,
                      void *user) {
    (void)user;
    return print_invoice("updated", event->invoice_id, delivery);
}

static int report(const apideck_replay_item *item, const apideck_answer *answer, void *user) {
    (void)user;
    printf("%s: %s\n", item->log->id.ptr ? item->log->id.ptr : "?", answer->reason);
    return 0; /* go on */
}

static apideck_receiver *make_receiver(const apideck_store *store) {
    apideck_handlers handlers;
    apideck_receiver_config config;
    apideck_receiver *receiver = NULL;
    apideck_handlers_init(&handlers);
    handlers.invoice_created = on_created;
    handlers.invoice_updated = on_updated;
    apideck_receiver_config_init(&config);
    config.handlers = &handlers;
    config.store = store; /* the one that live deliveries use */
    if (apideck_keyring_new(NULL, &config.keyring) ||
        apideck_keyring_add(config.keyring, "example", "example-api-key", 15) ||
        apideck_receiver_new(&config, &receiver, NULL)) {
        apideck_keyring_free(config.keyring);
        return NULL;
    }
    return receiver;
}

static int add_file(apideck_replay *replay, const char *path) {
    static char page[1 << 20];
    apideck_problem *problem = NULL;
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    size_t len = fread(page, 1, sizeof page, file);
    fclose(file);
    int error = apideck_replay_add_page(replay, page, len, &problem);
    if (error) {
        fprintf(stderr, "%s: %s: %s\n", path, problem && problem->path.ptr ? problem->path.ptr : "",
                apideck_error_text(error));
    }
    apideck_problem_free(problem);
    return error;
}

static int replay_file(apideck_receiver *receiver, const char *path,
                       apideck_replay_result *result_out) {
    apideck_replay_options options;
    apideck_replay *replay = NULL;
    apideck_replay_options_init(&options);
    /* The page of this example may be older than what the store remembers. A host leaves the flag
     * out: events that old may have been handled, and forgotten. */
    options.flags = APIDECK_REPLAY_ANY_AGE;
    int error = apideck_replay_new(&options, &replay, NULL);
    error = error ? error : add_file(replay, path);
    error = error ? error : apideck_replay_run(replay, receiver, report, NULL, result_out);
    apideck_replay_free(replay);
    return error;
}

/* Twice, as a host would that stopped in between. */
static int run(const apideck_store *store, const char *path) {
    apideck_replay_result first = {.size = sizeof first}, second = {.size = sizeof second};
    apideck_receiver *receiver = make_receiver(store);
    int error = receiver ? replay_file(receiver, path, &first) : -1;
    error = error ? error : replay_file(receiver, path, &second);
    apideck_receiver_free(receiver);
    printf("handled %zu, known %zu; again: handled %zu, known %zu\n", first.handled,
           first.duplicate, second.handled, second.duplicate);
    return error || second.handled || second.duplicate != first.handled + first.duplicate;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: replay PAGE [DATABASE]\n", stderr);
        return 2;
    }
#ifdef WITH_SQLITE
    if (argc > 2) {
        apideck_sqlite_store *store = NULL;
        apideck_sqlite_config config;
        apideck_sqlite_config_init(&config);
        config.path = argv[2];
        if (apideck_sqlite_store_new(&config, &store, NULL)) {
            fprintf(stderr, "%s cannot be opened\n", argv[2]);
            return 2;
        }
        int failed = run(apideck_sqlite_store_table(store), argv[1]);
        apideck_sqlite_store_free(store);
        return failed;
    }
#endif
    return run(NULL, argv[1]);
}
