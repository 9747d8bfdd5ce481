/* What a power cut leaves of the SQLite store, and how often the disk is waited for.
 * Usage: test_power_cut DIRECTORY */
#include "../check.h"
#include "cut_vfs.h"

#include <apideck/apideck.h>
#include <apideck/store_sqlite.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEASE 1000
#define FOREVER (INT64_MAX / 4)
#define EVENTS 400

static char path[512];

static void remove_files(void) {
    static const char *const suffixes[] = {"", "-wal", "-shm", "-cut", "-cut-wal", "-cut-shm"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char name[520];
        (void)snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        (void)remove(name);
    }
}

/* A store, and its callbacks with the argument that they take. */
struct opened {
    apideck_sqlite_store *store;
    apideck_store table;
};

static struct opened open_at(const char *where, apideck_sqlite_mode mode,
                             int (*opened)(sqlite3 *connection, void *user)) {
    struct opened result = {NULL, {0}};
    apideck_sqlite_config config;
    apideck_sqlite_config_init(&config);
    config.path = where;
    config.mode = mode;
    config.wait_ms = 50;
    config.opened = opened;
    CHECK_INT(apideck_sqlite_store_new(&config, &result.store, NULL), 0);
    if (!result.store) {
        exit(check_summary());
    }
    result.table = *apideck_sqlite_store_table(result.store);
    return result;
}

static struct opened open_new(apideck_sqlite_mode mode,
                              int (*opened)(sqlite3 *connection, void *user)) {
    remove_files();
    CHECK_INT(cut_vfs_begin(path), 0);
    return open_at(path, mode, opened);
}

static apideck_str key_of(int event) {
    static char text[32];
    return (apideck_str){text, (size_t)snprintf(text, sizeof text, "event-%d", event)};
}

static int claim(const struct opened *on, int event, int64_t now, apideck_claim *claim_out) {
    return on->table.claim(key_of(event), now, LEASE, claim_out, on->table.user);
}

static int commit(const struct opened *on, int event, const apideck_claim *held) {
    return on->table.commit(key_of(event), held, FOREVER, on->table.user);
}

/* What a claim finds after a power cut at this moment, and the token that it got. */
static int after_cut(int event, int64_t now, uint64_t *token_out) {
    apideck_claim held = {0, NULL};
    const char *where = cut_vfs_cut();
    CHECK(where != NULL);
    struct opened cut = open_at(where, APIDECK_SQLITE_LEASE, NULL);
    const int result = claim(&cut, event, now, &held);
    apideck_sqlite_store_free(cut.store);
    *token_out = held.token;
    return result;
}

/* The calls of one event, and how often each waited for the disk. */
static void test_syncs(void) {
    struct opened on = open_new(APIDECK_SQLITE_LEASE, NULL);
    apideck_claim held = {0, NULL};
    uint64_t token = 0;
    CHECK_INT(claim(&on, 1, 0, &held), APIDECK_CLAIM_NEW); /* begins the log, which is synced */
    const long before = cut_vfs_log_syncs();
    CHECK_INT(claim(&on, 2, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(on.table.advance(key_of(1000), 5, &held, on.table.user), APIDECK_ORDER_UNKNOWN);
    CHECK_INT(cut_vfs_log_syncs() - before, 0);
    CHECK_INT(after_cut(2, 0, &token), APIDECK_CLAIM_NEW); /* the retry is let in */
    CHECK_INT(commit(&on, 2, &held), 0);
    CHECK_INT(cut_vfs_log_syncs() - before, 1);
    CHECK_INT(after_cut(2, 0, &token), APIDECK_CLAIM_DONE);
    CHECK_INT(claim(&on, 3, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(on.table.release(key_of(3), &held, on.table.user), 0);
    CHECK_INT(cut_vfs_log_syncs() - before, 1);
    CHECK_INT(claim(&on, 2, 0, &held), APIDECK_CLAIM_DONE);
    CHECK_INT(cut_vfs_log_syncs() - before, 1);
    apideck_sqlite_store_free(on.store);
}

/* The commit brings the claims of others to the disk, and what they noted of entities. */
static void test_log_in_order(void) {
    struct opened on = open_new(APIDECK_SQLITE_LEASE, NULL);
    struct opened other = open_at(path, APIDECK_SQLITE_LEASE, NULL);
    apideck_claim first = {0, NULL};
    apideck_claim second = {0, NULL};
    uint64_t token = 0;
    CHECK_INT(claim(&on, 1, 0, &first), APIDECK_CLAIM_NEW);
    CHECK_INT(claim(&other, 2, 0, &second), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&other, 2, &second), 0);
    CHECK_INT(after_cut(1, LEASE - 1, &token), APIDECK_CLAIM_BUSY);
    CHECK_INT(after_cut(1, LEASE, &token), APIDECK_CLAIM_NEW);
    CHECK(token > first.token && token > second.token);
    apideck_sqlite_store_free(other.store);
    apideck_sqlite_store_free(on.store);
}

/* A claim that another process took over stays taken over, synced or not. */
static void test_taken_over(void) {
    struct opened on = open_new(APIDECK_SQLITE_LEASE, NULL);
    struct opened other = open_at(path, APIDECK_SQLITE_LEASE, NULL);
    apideck_claim late = {0, NULL};
    apideck_claim next = {0, NULL};
    uint64_t token = 0;
    CHECK_INT(claim(&on, 1, 0, &late), APIDECK_CLAIM_NEW);
    CHECK_INT(claim(&other, 1, LEASE, &next), APIDECK_CLAIM_NEW);
    CHECK(next.token > late.token);
    CHECK_INT(commit(&on, 1, &late), APIDECK_ERR_SUPERSEDED);
    CHECK_INT(after_cut(1, LEASE, &token), APIDECK_CLAIM_NEW); /* nobody was answered 200 */
    CHECK_INT(commit(&other, 1, &next), 0);
    CHECK_INT(after_cut(1, LEASE, &token), APIDECK_CLAIM_DONE);
    CHECK_INT(commit(&on, 1, &late), APIDECK_ERR_SUPERSEDED);
    apideck_sqlite_store_free(other.store);
    apideck_sqlite_store_free(on.store);
}

static int checkpoint_often(sqlite3 *connection, void *user) {
    (void)user;
    return sqlite3_wal_autocheckpoint(connection, 7);
}

/* The power is cut once before and once after each commit, over many checkpoints, most of which
 * follow a claim. Nothing that was committed is gone. */
static void test_cut_anywhere(apideck_sqlite_mode mode) {
    struct opened on = open_new(mode, checkpoint_often);
    apideck_claim held = {0, NULL};
    uint64_t token = 0;
    int gone = 0;
    for (int event = 1; event <= EVENTS; event++) {
        CHECK_INT(claim(&on, event, 0, &held), APIDECK_CLAIM_NEW);
        gone += event > 1 && after_cut(event - 1, 0, &token) != APIDECK_CLAIM_DONE;
        gone += event > 9 && after_cut(event / 2, 0, &token) != APIDECK_CLAIM_DONE;
        CHECK_INT(commit(&on, event, &held), 0);
        gone += after_cut(event, 0, &token) != APIDECK_CLAIM_DONE;
    }
    CHECK_INT(gone, 0);
    apideck_sqlite_store_free(on.store);
}

static int do_not_wait(sqlite3 *connection, void *user) {
    (void)user;
    return sqlite3_exec(connection, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
}

/* What the host chose holds for the commit too. */
static void test_host_does_not_wait(apideck_sqlite_mode mode) {
    struct opened on = open_new(mode, do_not_wait);
    apideck_claim held = {0, NULL};
    CHECK_INT(claim(&on, 1, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&on, 1, &held), 0);
    const long before = cut_vfs_log_syncs();
    CHECK_INT(claim(&on, 2, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&on, 2, &held), 0);
    CHECK_INT(cut_vfs_log_syncs() - before, 0);
    apideck_sqlite_store_free(on.store);
}

/* With transactions the one sync is at the commit as well. */
static void test_syncs_of_transaction(void) {
    struct opened on = open_new(APIDECK_SQLITE_TRANSACTION, NULL);
    apideck_claim held = {0, NULL};
    CHECK_INT(claim(&on, 1, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(commit(&on, 1, &held), 0);
    const long before = cut_vfs_log_syncs();
    CHECK_INT(claim(&on, 2, 0, &held), APIDECK_CLAIM_NEW);
    CHECK_INT(cut_vfs_log_syncs() - before, 0);
    CHECK_INT(commit(&on, 2, &held), 0);
    CHECK_INT(cut_vfs_log_syncs() - before, 1);
    apideck_sqlite_store_free(on.store);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    (void)snprintf(path, sizeof path, "%s/power_cut.db", argv[1]);
    test_syncs();
    test_syncs_of_transaction();
    test_log_in_order();
    test_taken_over();
    test_cut_anywhere(APIDECK_SQLITE_LEASE);
    test_cut_anywhere(APIDECK_SQLITE_TRANSACTION);
    test_host_does_not_wait(APIDECK_SQLITE_LEASE);
    test_host_does_not_wait(APIDECK_SQLITE_TRANSACTION);
    remove_files();
    return check_summary();
}
