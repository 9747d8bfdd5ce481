/* Usage: bench [--quick] BODIES_FOLDER WORK_FOLDER [PEER_NAME PEER_COMMAND]...
 *
 * Prints the tables of docs/performance.md. tests/bench/run builds and starts it. */
#include "bench.h"

#include "hashing.h"
#include "library.h"
#include "peers.h"
#include "receiving.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

#define ROUNDS 101
#define QUICK_ROUNDS 15

struct body bench_bodies[BODIES];

static struct contender contenders[CONTENDERS_MAX];
static int contender_count;
static struct results results;
static struct results brief_results;

static int add(struct contender contender) {
    if (contender_count == CONTENDERS_MAX) {
        give_up("too many contenders", contender.name);
    }
    contenders[contender_count] = contender;
    return contender_count++;
}

static int add_here(const char *name, int (*once)(const struct body *, void *), void *user) {
    return add((struct contender){name, run_here, once, user});
}

static void add_library(const struct rings *rings, struct roles *roles) {
    roles->hmac = add_here("libsodium's HMAC, prepared key", hash_with_sodium, NULL);
    add_here("OpenSSL's HMAC, prepared key", hash_with_openssl, NULL);
    roles->floor = add_here("the floor: a look at each byte, OpenSSL's HMAC", floor_once, NULL);
    roles->verify_sodium = add_here("**verify_event, libsodium**", verify_event, rings->sodium);
    roles->verify_openssl = add_here("**verify_event, OpenSSL**", verify_event, rings->openssl);
    add_here("verify_signature, libsodium", verify_signature, rings->sodium);
    add_here("verify_signature, OpenSSL", verify_signature, rings->openssl);
    add_here("parse_event", parse_event, NULL);
    roles->forgery_one_form =
        add_here("forgery refused, one form allowed", refuse_forgery, rings->one_form);
    roles->forgery_all_forms =
        add_here("forgery refused, all forms allowed", refuse_forgery, rings->sodium);
    add_here("not JSON: refused", refuse_what_is_not_json, rings->sodium);
}

static void add_receivers(struct receiving *fresh, struct receiving *million, struct roles *roles) {
    roles->verify_same =
        add((struct contender){"verify_event on fresh bodies", run_verify_same, NULL, fresh});
    roles->receive = add((struct contender){"receive, fresh ids", run_receive, NULL, fresh});
    roles->receive_million =
        add((struct contender){"receive, a million remembered", run_receive, NULL, million});
}

static void add_peer(const char *name, const char *command, struct roles *roles) {
    struct peer *peer = peer_start(name, command);
    if (!peer) {
        return;
    }
    int contender = add((struct contender){name, run_peer, NULL, peer});
    if (strncmp(name, "Node", 4) == 0) {
        roles->node = contender;
    } else if (strncmp(name, "simdjson", 8) == 0) {
        roles->simdjson = contender;
    }
}

static void stop_peers(void) {
    for (int i = 0; i < contender_count; i++) {
        if (contenders[i].run == run_peer) {
            peer_stop(contenders[i].user);
        }
    }
}

/* Measures with the contenders that were added, and prints the tables. */
static void compare(const struct roles *roles, int rounds) {
    const struct turns steady = {3e6, true};
    const struct turns brief = {3e5, false};
    measure(contenders, contender_count, rounds, steady, &results);
    measure(contenders, contender_count, rounds, brief, &brief_results);
    results.brief = &brief_results;
    report_table(contenders, &results, roles);
    puts("\nThe same in brief turns, as when other work lies between deliveries:\n");
    report_table(contenders, &brief_results, roles);
    putchar('\n');
    report_marks(&results, roles, in_two_measure(rounds));
}

int main(int argc, char **argv) {
    bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
    char **arguments = argv + 1 + quick;
    int count = argc - 1 - quick;
    if (count < 2 || count % 2) {
        give_up("usage", "bench [--quick] BODIES WORK [PEER COMMAND]...");
    }
    struct roles roles = {.node = -1, .simdjson = -1};
    struct rings rings;
    struct receiving fresh;
    struct receiving million;
    bodies_load(bench_bodies, arguments[0], arguments[1]);
    hashing_start();
    rings_start(&rings);
    receiving_start(&fresh, 1000);
    receiving_start(&million, 1000000);
    add_library(&rings, &roles);
    add_receivers(&fresh, &million, &roles);
    for (int i = 2; i < count; i += 2) {
        add_peer(arguments[i], arguments[i + 1], &roles);
    }
    compare(&roles, quick ? QUICK_ROUNDS : ROUNDS);
    stop_peers();
    receiving_stop(&fresh);
    receiving_stop(&million);
    rings_stop(&rings);
    hashing_stop();
    bodies_free(bench_bodies);
    return 0;
}
