/* What the Redis store does when Redis fails, and what it leaves there: faults DIRECTORY. */
#define _POSIX_C_SOURCE 200809L

#include "../receiving.h"
#include "server.h"

#include <apideck/store_redis.h>
#include <pthread.h>
#include <sys/socket.h>

#define TIMEOUT_MS 300
#define BODY(id)                                                                                   \
    "{\"payload\":{\"entity_id\":\"7\",\"event_id\":\"" id "\",\"event_type\":\"" INVOICE_CREATED  \
    "\",\"occurred_at\":\"2026-01-02T03:04:05.000Z\"}}"

/* A receiver on a store on a server. */
struct setting {
    struct server *server;
    apideck_redis_config config;
    apideck_redis_store *store;
    struct receiving receiving;
    char said[4096]; /* what the store logged, line by line */
    int connected;   /* by the host */
};

static void note_line(apideck_log_level level, const char *message, size_t len, void *user) {
    struct setting *setting = user;
    const size_t have = strlen(setting->said);
    CHECK(level == APIDECK_LOG_ERROR);
    snprintf(setting->said + have, sizeof setting->said - have, "%.*s\n", (int)len, message);
}

static bool said(const struct setting *setting, const char *text) {
    return strstr(setting->said, text) != NULL;
}

static void set_up(struct setting *setting, struct server *server) {
    memset(setting, 0, sizeof *setting);
    setting->server = server;
    apideck_redis_config_init(&setting->config);
    setting->config.unix_socket = server->socket;
    setting->config.password = server->password;
    setting->config.connect_timeout_ms = TIMEOUT_MS;
    setting->config.command_timeout_ms = TIMEOUT_MS;
}

static void begin(struct setting *setting) {
    const apideck_log log = {.size = sizeof log, .write = note_line, .user = setting};
    setting->config.log = &log;
    CHECK_INT(apideck_redis_store_new(&setting->config, &setting->store, NULL), 0);
    receiving_init(&setting->receiving);
    const apideck_store table = apideck_redis_store_table(setting->store);
    setting->receiving.config.store = &table;
    receiving_begin(&setting->receiving);
}

static void end(struct setting *setting) {
    receiving_end(&setting->receiving);
    apideck_redis_store_free(setting->store);
}

static void wait_for_lease(struct setting *setting) {
    setting->receiving.now_ms += INT64_C(301) * 1000;
}

#define DELIVER(setting, body) deliver(&(setting)->receiving, INVOICE_CREATED, body)

/* Comes as far as the claim. */
static apideck_delivery *accept_one(struct setting *setting, const char *body) {
    struct request request;
    apideck_delivery *delivery = NULL;
    apideck_answer answer;
    request_genuine(&request, INVOICE_CREATED, body);
    CHECK_INT(accept_request(&setting->receiving, &request, &delivery, &answer), 0);
    CHECK(delivery != NULL);
    return delivery;
}

static apideck_answer finish(struct setting *setting, apideck_delivery *delivery) {
    apideck_answer answer;
    CHECK_INT(apideck_dispatch(setting->receiving.receiver, delivery), 0);
    (void)apideck_finish(setting->receiving.receiver, delivery, 0, &answer);
    return answer;
}

/* Killed, away, paused ------------------------------------------------------------------------- */

static void restarted_mid_claim(struct setting *setting) {
    apideck_delivery *delivery = accept_one(setting, BODY("restarted"));
    server_stop(setting->server);
    server_start(setting->server);
    CHECK_ANSWER(DELIVER(setting, BODY("restarted")), 503, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY);
    CHECK_ANSWER(finish(setting, delivery), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(DELIVER(setting, BODY("restarted")), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(setting->receiving.any, 1);
    CHECK_STR(setting->said, strlen(setting->said), "");
}

static void away(struct setting *setting) {
    apideck_delivery *delivery = accept_one(setting, BODY("away"));
    server_stop(setting->server);
    CHECK_ANSWER(finish(setting, delivery), 503, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE);
    CHECK_ANSWER(DELIVER(setting, BODY("away")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK(said(setting, "redis: no connection: "));
    server_start(setting->server);
    CHECK_ANSWER(DELIVER(setting, BODY("away")), 503, APIDECK_OUTCOME_BUSY, APIDECK_ERR_BUSY);
    wait_for_lease(setting);
    CHECK_ANSWER(DELIVER(setting, BODY("away")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(setting->receiving.any, 2); /* at least once */
}

static long long now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void paused_at_claim(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("warm")), 200, APIDECK_OUTCOME_HANDLED, 0);
    server_pause(setting->server);
    for (int i = 0; i < 2; i++) {
        const long long begun = now_ms();
        CHECK_ANSWER(DELIVER(setting, BODY("paused")), 503, APIDECK_OUTCOME_STORE_FAILED,
                     APIDECK_ERR_STORE);
        CHECK(now_ms() - begun >= TIMEOUT_MS - 20);
        CHECK(now_ms() - begun < 4 * TIMEOUT_MS);
    }
    CHECK(said(setting, "redis: the connection broke: no answer in time"));
    server_resume(setting->server);
    wait_for_lease(setting);
    CHECK_ANSWER(DELIVER(setting, BODY("paused")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(setting->receiving.any, 2);
}

static void paused_at_commit(struct setting *setting) {
    apideck_delivery *delivery = accept_one(setting, BODY("late"));
    server_pause(setting->server);
    CHECK_ANSWER(finish(setting, delivery), 503, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE);
    server_resume(setting->server);
    wait_for_lease(setting);
    /* Redis found the commit waiting, or it did not. */
    CHECK_INT(DELIVER(setting, BODY("late")).status, 200);
    CHECK(setting->receiving.any == 1 || setting->receiving.any == 2);
}

/* The answer to a commit gets lost, and the commit is sent again: it finds what it did. */
static void answer_lost(struct setting *setting) {
    apideck_delivery *delivery = accept_one(setting, BODY("lost"));
    server_pause(setting->server);
    const pid_t waker = fork();
    if (waker == 0) {
        sleep_ms(TIMEOUT_MS + TIMEOUT_MS / 2);
        server_resume(setting->server);
        _exit(0);
    }
    CHECK_ANSWER(finish(setting, delivery), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_INT(waitpid(waker, NULL, 0), waker);
    CHECK_ANSWER(DELIVER(setting, BODY("lost")), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(setting->receiving.any, 1);
}

/* What a server may do to its clients ---------------------------------------------------------- */

static void scripts_flushed(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("f1")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK(server_do(setting->server, "SCRIPT FLUSH") >= 0);
    CHECK_ANSWER(DELIVER(setting, BODY("f2")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(DELIVER(setting, BODY("f2")), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_STR(setting->said, strlen(setting->said), "");
}

static void idle_connection_closed(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("i1")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK(server_do(setting->server, "CLIENT KILL TYPE normal") > 0);
    CHECK_ANSWER(DELIVER(setting, BODY("i2")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_STR(setting->said, strlen(setting->said), "");
}

static void read_only(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("r1")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK(server_do(setting->server, "REPLICAOF 127.0.0.1 1") >= 0);
    CHECK_ANSWER(DELIVER(setting, BODY("r2")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK(said(setting, "READONLY"));
    CHECK(server_do(setting->server, "REPLICAOF NO ONE") >= 0);
    CHECK_ANSWER(DELIVER(setting, BODY("r2")), 200, APIDECK_OUTCOME_HANDLED, 0);
}

static void memory_full(struct setting *setting) {
    CHECK(server_do(setting->server, "CONFIG SET maxmemory 1") >= 0);
    CHECK_ANSWER(DELIVER(setting, BODY("m1")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK(said(setting, "OOM "));
    CHECK(server_do(setting->server, "CONFIG SET maxmemory 0") >= 0);
    CHECK_ANSWER(DELIVER(setting, BODY("m1")), 200, APIDECK_OUTCOME_HANDLED, 0);
}

static void key_of_another_kind(struct setting *setting) {
    apideck_delivery *delivery = accept_one(setting, BODY("kind"));
    char command[160];
    apideck_str key = apideck_delivery_key(delivery);
    CHECK(server_do(setting->server, "FLUSHALL") >= 0);
    for (int group = 0; group < 256; group++) {
        snprintf(command, sizeof command, "LPUSH apideck:{%d}:event:%.*s x", group, (int)key.len,
                 key.ptr);
        CHECK_INT(server_do(setting->server, command), 1);
    }
    CHECK_ANSWER(finish(setting, delivery), 503, APIDECK_OUTCOME_STORE_FAILED, APIDECK_ERR_STORE);
    CHECK_ANSWER(DELIVER(setting, BODY("kind")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK(said(setting, "WRONGTYPE"));
}

/* Checking ------------------------------------------------------------------------------------- */

static void check_tells(struct setting *setting) {
    char reason[64] = "?";
    CHECK_INT(apideck_redis_store_check(setting->store, reason, sizeof reason), 0);
    CHECK_STR(reason, strlen(reason), "");
    CHECK(server_do(setting->server, "CONFIG SET maxmemory-policy allkeys-lru") >= 0);
    CHECK_INT(apideck_redis_store_check(setting->store, NULL, 0), 0); /* no maxmemory, no matter */
    CHECK(server_do(setting->server, "CONFIG SET maxmemory 100mb") >= 0);
    CHECK_INT(apideck_redis_store_check(setting->store, reason, sizeof reason), APIDECK_ERR_STORE);
    CHECK(strstr(reason, "evicts") != NULL);
    CHECK(server_do(setting->server, "CONFIG SET maxmemory-policy noeviction") >= 0);
    CHECK_INT(apideck_redis_store_check(setting->store, reason, 4), 0);
    CHECK(server_do(setting->server, "CONFIG SET maxmemory 0") >= 0);
    server_stop(setting->server);
    CHECK_INT(apideck_redis_store_check(setting->store, reason, sizeof reason), APIDECK_ERR_STORE);
    CHECK(strstr(reason, "no connection: ") == reason);
    server_start(setting->server);
    CHECK_INT(apideck_redis_store_check(setting->store, reason, sizeof reason), 0);
    CHECK_INT(apideck_redis_store_check(setting->store, NULL, 1), APIDECK_ERR_ARGUMENT);
    CHECK_INT(apideck_redis_store_check(NULL, reason, 1), APIDECK_ERR_ARGUMENT);
}

/* What it leaves in Redis ---------------------------------------------------------------------- */

static long long ttl_of(const struct setting *setting, const char *pattern) {
    char command[200];
    snprintf(command, sizeof command,
             "EVAL return(redis.call('PTTL',redis.call('KEYS',ARGV[1])[1])) 0 %s", pattern);
    return server_do(setting->server, command);
}

#define HOUR_MS 3600000LL

static void records_end(struct setting *setting) {
    CHECK(server_do(setting->server, "FLUSHALL") >= 0);
    apideck_delivery *delivery = accept_one(setting, BODY("ttl"));
    const long long claimed = ttl_of(setting, "apideck:{*}:event:apideck:id:ttl");
    CHECK(claimed > 24 * HOUR_MS + 299000 && claimed <= 24 * HOUR_MS + 300000);
    CHECK_ANSWER(finish(setting, delivery), 200, APIDECK_OUTCOME_HANDLED, 0);
    const long long done = ttl_of(setting, "apideck:{*}:event:*");
    CHECK(done > 8 * 24 * HOUR_MS - 1000 && done <= 8 * 24 * HOUR_MS);
    const long long entity = ttl_of(setting, "apideck:{*}:entity:*");
    CHECK(entity > 31 * 24 * HOUR_MS - 1000 && entity <= 31 * 24 * HOUR_MS);
    CHECK_INT(server_do(setting->server, "DBSIZE"), 2);
    apideck_claim held = {0, NULL};
    const apideck_store store = apideck_redis_store_table(setting->store);
    CHECK_INT(store.claim(str("freed"), 1000, 1000, &held, store.user), APIDECK_CLAIM_NEW);
    CHECK_INT(store.release(str("freed"), &held, store.user), 0);
    const long long freed = ttl_of(setting, "apideck:{*}:event:freed");
    CHECK(freed > 24 * HOUR_MS - 1000 && freed <= 24 * HOUR_MS);
}

static uint64_t claim_and_release(const apideck_store *store) {
    apideck_claim held = {0, NULL};
    CHECK_INT(store->claim(str("tokens"), 1000, 1000, &held, store->user), APIDECK_CLAIM_NEW);
    CHECK_INT(store->release(str("tokens"), &held, store->user), 0);
    return held.token;
}

/* A clock that steps back is overcome by what the record of the key says; a record that was lost,
 * by the clock. */
static void tokens_grow(struct setting *setting) {
    const apideck_store store = apideck_redis_store_table(setting->store);
    const uint64_t first = claim_and_release(&store);
    CHECK(server_do(setting->server, "FLUSHALL") >= 0);
    const uint64_t second = claim_and_release(&store);
    CHECK(second > first);
    char command[200];
    for (int group = 0; group < 256; group++) {
        snprintf(command, sizeof command,
                 "EVAL redis.call('SET',ARGV[1],'free\\0329000000000000000\\032+0000000000000000"
                 "\\0320')return(1) 0 apideck:{%d}:event:tokens",
                 group);
        CHECK_INT(server_do(setting->server, command), 1);
    }
    CHECK_INT((long long)claim_and_release(&store), 9000000000000001LL);
    CHECK_INT((long long)claim_and_release(&store), 9000000000000002LL);
}

static void other_database(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("db")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(DELIVER(setting, BODY("db")), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(server_do(setting->server, "DBSIZE"), 0);
}

/* Connections ---------------------------------------------------------------------------------- */

static redisContext *host_connect(const char *host, int port, int timeout_ms, void *user) {
    struct setting *setting = user;
    CHECK_STR(host, strlen(host), "127.0.0.1");
    CHECK_INT(port, 6379);
    CHECK_INT(timeout_ms, TIMEOUT_MS);
    return setting->connected++ ? redisConnectUnix(setting->server->socket) : NULL;
}

static void connected_by_host(struct setting *setting) {
    CHECK_ANSWER(DELIVER(setting, BODY("host")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK_ANSWER(DELIVER(setting, BODY("host")), 200, APIDECK_OUTCOME_HANDLED, 0);
    CHECK_ANSWER(DELIVER(setting, BODY("host")), 200, APIDECK_OUTCOME_DUPLICATE, 0);
    CHECK_INT(setting->connected, 2);
}

/* A socket that nobody reads from any more: a write to it raises SIGPIPE. */
static redisContext *connect_to_nobody(const char *host, int port, int timeout_ms, void *user) {
    int *ends = user;
    (void)host, (void)port, (void)timeout_ms;
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    CHECK_INT(shutdown(ends[1], SHUT_RD), 0);
    return redisConnectFd(ends[0]);
}

static void broken_pipe(struct server *server) {
    struct setting setting;
    int ends[2] = {-1, -1};
    sigset_t set;
    set_up(&setting, server);
    setting.config.connect = connect_to_nobody;
    setting.config.connect_user = ends;
    begin(&setting);
    CHECK_ANSWER(DELIVER(&setting, BODY("pipe")), 503, APIDECK_OUTCOME_STORE_FAILED,
                 APIDECK_ERR_STORE);
    CHECK(said(&setting, "Broken pipe"));
    close(ends[1]);
    /* One that the host has waiting is left to it. */
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    raise(SIGPIPE);
    CHECK_INT(DELIVER(&setting, BODY("pipe")).status, 503);
    close(ends[1]);
    sigpending(&set);
    CHECK_INT(sigismember(&set, SIGPIPE), 1);
    signal(SIGPIPE, SIG_IGN); /* drops it */
    signal(SIGPIPE, SIG_DFL);
    end(&setting);
}

static void passwords(struct server *server) {
    struct setting setting;
    char reason[200];
    server_stop(server);
    server->password = "the-password";
    server_start(server);
    CHECK(server_do(server, "ACL SETUSER receiver on >another ~apideck:* +auth +select "
                            "+script|load +evalsha +eval +get +set +info") >= 0);
    const char *const logins[][3] = {{NULL, "wrong", "AUTH: WRONGPASS"},
                                     {NULL, NULL, "SCRIPT: NOAUTH"},
                                     {"receiver", "the-password", "AUTH: WRONGPASS"},
                                     {"receiver", "another", ""},
                                     {NULL, "the-password", ""}};
    for (size_t i = 0; i < sizeof logins / sizeof *logins; i++) {
        set_up(&setting, server);
        setting.config.username = logins[i][0];
        setting.config.password = logins[i][1];
        begin(&setting);
        const bool is_right = !*logins[i][2];
        CHECK_INT(apideck_redis_store_check(setting.store, reason, sizeof reason),
                  is_right ? 0 : APIDECK_ERR_STORE);
        CHECK_STR(reason, strlen(logins[i][2]), logins[i][2]);
        CHECK_INT(DELIVER(&setting, BODY("password")).status, is_right ? 200 : 503);
        CHECK(!said(&setting, "wrong\n") && !said(&setting, "the-password"));
        end(&setting);
    }
    server_stop(server);
    server->password = NULL;
    server_start(server);
}

static void refused(const char *what, apideck_redis_config config, int expected) {
    apideck_redis_store *store = NULL;
    apideck_error error = {0, 0, ""};
    CHECK_INT(apideck_redis_store_new(&config, &store, &error), expected);
    CHECK_INT(error.code, expected);
    CHECK(!store && strstr(error.message, what));
}

static void configurations(void) {
    const apideck_allocator half = {NULL, NULL, NULL};
    const apideck_log sizeless = {.write = note_line};
    const apideck_log mute = {.size = sizeof mute};
    apideck_redis_config good;
    apideck_redis_config_init(&good);
#define REFUSED(code, member, value)                                                               \
    do {                                                                                           \
        apideck_redis_config bad = good;                                                           \
        bad.member = value;                                                                        \
        refused(#member, bad, code);                                                               \
    } while (0)
    REFUSED(APIDECK_ERR_HOST_TABLE, size, 8);
    REFUSED(APIDECK_ERR_CALLBACK_MISSING, allocator, &half);
    REFUSED(APIDECK_ERR_HOST_TABLE, log, &sizeless);
    REFUSED(APIDECK_ERR_CALLBACK_MISSING, log, &mute);
    REFUSED(APIDECK_ERR_ARGUMENT, host, NULL);
    REFUSED(APIDECK_ERR_ARGUMENT, host, "");
    REFUSED(APIDECK_ERR_ARGUMENT, port, 0);
    REFUSED(APIDECK_ERR_ARGUMENT, port, 65536);
    REFUSED(APIDECK_ERR_ARGUMENT, prefix, NULL);
    REFUSED(APIDECK_ERR_ARGUMENT, prefix, "a{b");
    REFUSED(APIDECK_ERR_ARGUMENT, username, "name");
    REFUSED(APIDECK_ERR_ARGUMENT, database, -1);
    REFUSED(APIDECK_ERR_ARGUMENT, connections, 0);
    REFUSED(APIDECK_ERR_ARGUMENT, connect_timeout_ms, 0);
    REFUSED(APIDECK_ERR_ARGUMENT, command_timeout_ms, -5);
    REFUSED(APIDECK_ERR_ARGUMENT, order_retention_ms, 0);
    CHECK_INT(apideck_redis_store_new(NULL, NULL, NULL), APIDECK_ERR_ARGUMENT);
    apideck_redis_store_free(NULL);
}

/* Whatever allocation fails, nothing leaks; and everything goes through the allocator. */
static void memory(const struct server *server) {
    struct counting counting;
    memset(&counting, 0, sizeof counting);
    const apideck_allocator allocator = counting_allocator(&counting);
    struct setting setting;
    set_up(&setting, (struct server *)server);
    setting.config.allocator = &allocator;
    for (size_t i = 1; i <= 3; i++) {
        counting_fail_at(&counting, i);
        CHECK_INT(apideck_redis_store_new(&setting.config, &setting.store, NULL),
                  APIDECK_ERR_NO_MEMORY);
    }
    counting_fail_at(&counting, 0);
    CHECK_INT(apideck_redis_store_new(&setting.config, &setting.store, NULL), 0);
    char key[2000];
    memset(key, 'k', sizeof key);
    const apideck_store store = apideck_redis_store_table(setting.store);
    apideck_claim held = {0, NULL};
    counting_fail_at(&counting, 1);
    CHECK_INT(store.claim((apideck_str){key, sizeof key}, 1, 1, &held, store.user),
              APIDECK_ERR_NO_MEMORY);
    CHECK_INT(store.claim((apideck_str){key, sizeof key}, 1, 1, &held, store.user),
              APIDECK_CLAIM_NEW);
    CHECK_INT(store.release((apideck_str){key, sizeof key}, &held, store.user), 0);
    apideck_redis_store_free(setting.store);
    CHECK_NOTHING_LEAKED(&counting);
}

static void with_store(struct server *server, void (*run)(struct setting *setting)) {
    struct setting setting;
    set_up(&setting, server);
    if (run == other_database) {
        CHECK(server_do(server, "FLUSHALL") >= 0);
        setting.config.database = 3;
    }
    if (run == connected_by_host) {
        setting.config.connect = host_connect;
        setting.config.connect_user = &setting;
    }
    begin(&setting);
    run(&setting);
    end(&setting);
}

int main(int argc, char **argv) {
    static void (*const runs[])(struct setting * setting) = {restarted_mid_claim,
                                                             away,
                                                             paused_at_claim,
                                                             paused_at_commit,
                                                             answer_lost,
                                                             scripts_flushed,
                                                             idle_connection_closed,
                                                             read_only,
                                                             memory_full,
                                                             key_of_another_kind,
                                                             check_tells,
                                                             records_end,
                                                             tokens_grow,
                                                             other_database,
                                                             connected_by_host};
    struct server server = {.directory = argv[1]};
    if (argc != 2) {
        fputs("usage: redis_faults DIRECTORY\n", stderr);
        return 2;
    }
    configurations();
    server_start(&server);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        with_store(&server, runs[i]);
    }
    broken_pipe(&server);
    passwords(&server);
    memory(&server);
    server_stop(&server);
    return check_summary();
}
