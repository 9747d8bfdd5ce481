/* What the Redis store does when what answers is no Redis, when all connections are lent, and when
 * it cannot be made. The other end of each connection is a thread of the test's own. */
#define _GNU_SOURCE 1

#include "../check.h"
#include "../counting_allocator.h"
#include "../failing_calls.h"

#include <apideck/store_redis.h>
#include <hiredis.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LEASE_MS 1000
#define DIGEST "$40\r\n0123456789abcdef0123456789abcdef01234567\r\n"
#define CONNECTIONS_MAX 8

FAILING_CALL(int, pthread_condattr_init, (pthread_condattr_t * attributes), (attributes), 11)
FAILING_CALL(int, pthread_condattr_setclock, (pthread_condattr_t * attributes, clockid_t clock),
             (attributes, clock), 11)
FAILING_CALL(int, pthread_cond_init,
             (pthread_cond_t * condition, const pthread_condattr_t *attributes),
             (condition, attributes), 11)
FAILING_CALL(int, pthread_mutex_init,
             (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes), (mutex, attributes),
             11)

/* What is answered to each command; a script is asked for behind a SET that finds the key there. */
struct answers {
    const char *load;
    const char *select;
    const char *set;
    const char *eval;
};

static const struct answers sound = {DIGEST, "+OK\r\n", "$-1\r\n", ":3\r\n"};

struct setting {
    apideck_redis_config config;
    apideck_redis_store *store;
    apideck_store table;
    struct answers answers;
    struct counting memory;
    apideck_allocator allocator;
    pthread_t threads[CONNECTIONS_MAX];
    int ends[CONNECTIONS_MAX];
    int connections;
    bool slow;        /* connecting waits for may_connect */
    sem_t connecting; /* somebody is */
    sem_t may_connect;
    char said[1024];
};

static void note_line(apideck_log_level level, const char *message, size_t len, void *user) {
    struct setting *setting = user;
    CHECK(level == APIDECK_LOG_ERROR);
    snprintf(setting->said, sizeof setting->said, "%.*s", (int)len, message);
}

/* The other end -------------------------------------------------------------------------------- */

static const char *answer_to(const struct answers *answers, const redisReply *command) {
    const char *name = command->element[0]->str;
    if (strcmp(name, "SCRIPT") == 0) {
        return answers->load;
    }
    if (strcmp(name, "SELECT") == 0) {
        return answers->select;
    }
    return strcmp(name, "SET") == 0 ? answers->set : answers->eval;
}

struct end {
    const struct answers *answers;
    int fd;
};

/* Requests have the form of answers, so that a reader of these reads them. */
static void *answer(void *user) {
    struct end end = *(struct end *)user;
    redisReader *reader = redisReaderCreate();
    char bytes[4096];
    ssize_t len = 0;
    free(user);
    while ((len = read(end.fd, bytes, sizeof bytes)) > 0) {
        void *command = NULL;
        (void)redisReaderFeed(reader, bytes, (size_t)len);
        while (redisReaderGetReply(reader, &command) == REDIS_OK && command) {
            const char *text = answer_to(end.answers, command);
            /* The store may have hung up already, over an earlier answer. */
            (void)send(end.fd, text, strlen(text), MSG_NOSIGNAL);
            freeReplyObject(command);
        }
    }
    redisReaderFree(reader);
    close(end.fd);
    return NULL;
}

static redisContext *connect_here(const char *host, int port, int timeout_ms, void *user) {
    struct setting *setting = user;
    int ends[2];
    (void)host, (void)port, (void)timeout_ms;
    if (setting->slow) {
        sem_post(&setting->connecting);
        sem_wait(&setting->may_connect);
    }
    struct end *end = malloc(sizeof *end);
    if (!end || setting->connections == CONNECTIONS_MAX ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        free(end);
        return NULL;
    }
    *end = (struct end){&setting->answers, ends[1]};
    CHECK_INT(pthread_create(&setting->threads[setting->connections++], NULL, answer, end), 0);
    return redisConnectFd(ends[0]);
}

/* A store on it -------------------------------------------------------------------------------- */

static void set_up(struct setting *setting, const struct answers *answers) {
    memset(setting, 0, sizeof *setting);
    setting->answers = *answers;
    setting->allocator = counting_allocator(&setting->memory);
    CHECK_INT(sem_init(&setting->connecting, 0, 0), 0);
    CHECK_INT(sem_init(&setting->may_connect, 0, 0), 0);
    apideck_redis_config_init(&setting->config);
    setting->config.connect = connect_here;
    setting->config.connect_user = setting;
    setting->config.connections = 1;
    setting->config.allocator = &setting->allocator;
}

static void begin(struct setting *setting) {
    const apideck_log log = {.size = sizeof log, .write = note_line, .user = setting};
    setting->config.log = &log;
    CHECK_INT(apideck_redis_store_new(&setting->config, &setting->store, NULL), 0);
    setting->table = apideck_redis_store_table(setting->store);
}

static void end(struct setting *setting) {
    apideck_redis_store_free(setting->store);
    for (int i = 0; i < setting->connections; i++) {
        pthread_join(setting->threads[i], NULL);
    }
    sem_destroy(&setting->connecting);
    sem_destroy(&setting->may_connect);
    CHECK_NOTHING_LEAKED(&setting->memory);
}

static int claim(struct setting *setting, const char *key, size_t len) {
    apideck_claim held = {0, NULL};
    return setting->table.claim((apideck_str){key, len}, 1000, LEASE_MS, &held,
                                setting->table.user);
}

/* Answered so, a claim fails, and the log says why. */
static void check_fails(const struct answers *answers, int database, const char *reason) {
    struct setting setting;
    set_up(&setting, answers);
    setting.config.database = database;
    begin(&setting);
    CHECK_INT(claim(&setting, "key", 3), APIDECK_ERR_STORE);
    CHECK_STR(setting.said, strlen(setting.said), reason);
    end(&setting);
}

/* Tests ---------------------------------------------------------------------------------------- */

static void test_sound(void) {
    struct setting setting;
    set_up(&setting, &sound);
    setting.config.database = 3;
    begin(&setting);
    CHECK_INT(claim(&setting, "key", 3), APIDECK_CLAIM_BUSY);
    CHECK_STR(setting.said, strlen(setting.said), "");
    end(&setting);
}

static void test_no_digests(void) {
    static const char *const loads[] = {"+OK\r\n", "$3\r\nabc\r\n", "$-1\r\n", ":1\r\n"};
    for (size_t i = 0; i < 4; i++) {
        struct answers answers = sound;
        answers.load = loads[i];
        check_fails(&answers, 0, "redis: SCRIPT: the answer is no digest");
    }
}

static void test_refused_database(void) {
    struct answers answers = sound;
    answers.select = "-ERR DB\x01index \xc3\xa9 is out of range\r\n";
    check_fails(&answers, 99, "redis: SELECT: ERR DB?index ?? is out of range");
}

/* A claim is new with a token, done or busy. */
static void test_claims_without_sense(void) {
    static const char *const evals[] = {"*0\r\n",      ":1\r\n",        ":7\r\n",
                                        ":-1\r\n",     "$3\r\nabc\r\n", "$0\r\n\r\n",
                                        "$1\r\n0\r\n", "+OK\r\n",       "$-1\r\n"};
    for (size_t i = 0; i < sizeof evals / sizeof *evals; i++) {
        struct answers answers = sound;
        answers.eval = evals[i];
        check_fails(&answers, 0, "");
    }
}

static void test_moved_nowhere(void) {
    static const char *const where[] = {"x",     "1",      "1 ",        "1 host", "1 :7000",
                                        "1 h:0", "1 h:-1", "1 h:65536", "1 h:",   "1 h:x"};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        struct answers answers = sound;
        char error[64];
        char reason[64];
        snprintf(error, sizeof error, "-MOVED %s\r\n", where[i]);
        snprintf(reason, sizeof reason, "redis: MOVED %s", where[i]);
        answers.set = error;
        check_fails(&answers, 0, reason);
    }
}

static void test_no_memory_for_a_name(void) {
    static char key[600];
    struct setting setting;
    set_up(&setting, &sound);
    begin(&setting);
    memset(key, 'k', sizeof key);
    CHECK_INT(claim(&setting, key, sizeof key), APIDECK_CLAIM_BUSY);
    for (size_t n = 1; n <= 2; n++) { /* of the plain command, and of the script */
        counting_fail_at(&setting.memory, n);
        CHECK_INT(claim(&setting, key, sizeof key), APIDECK_ERR_NO_MEMORY);
        CHECK(counting_failed(&setting.memory));
    }
    counting_fail_at(&setting.memory, 0);
    end(&setting);
}

static void *claim_beside(void *user) {
    (void)claim(user, "key", 3); /* how long the answer takes decides what it says */
    return NULL;
}

static void *let_connect(void *user) {
    const struct timespec time = {0, 20 * 1000 * 1000};
    nanosleep(&time, NULL);
    sem_post(&((struct setting *)user)->may_connect);
    return NULL;
}

/* The one connection is lent to somebody who waits to be connected: in vain, and then for a while.
 */
static void test_all_lent(void) {
    for (int comes_back = 0; comes_back < 2; comes_back++) {
        struct setting setting;
        pthread_t holder;
        pthread_t helper;
        set_up(&setting, &sound);
        setting.slow = true;
        setting.config.command_timeout_ms = comes_back ? 60000 : 1;
        begin(&setting);
        CHECK_INT(pthread_create(&holder, NULL, claim_beside, &setting), 0);
        sem_wait(&setting.connecting);
        if (comes_back) {
            CHECK_INT(pthread_create(&helper, NULL, let_connect, &setting), 0);
            CHECK_INT(claim(&setting, "other", 5), APIDECK_CLAIM_BUSY);
            CHECK_STR(setting.said, strlen(setting.said), "");
            pthread_join(helper, NULL);
        } else {
            CHECK_INT(claim(&setting, "other", 5), APIDECK_ERR_STORE);
            CHECK_STR(setting.said, strlen(setting.said), "redis: all connections are in use");
            sem_post(&setting.may_connect);
        }
        pthread_join(holder, NULL);
        end(&setting);
    }
}

/* Each call that makes a lock fails in turn. */
static void test_no_locks(void) {
    unsigned calls = 0;
    for (unsigned n = 1;; n++) {
        struct setting setting;
        set_up(&setting, &sound);
        failing_calls_start(n, 0);
        int result = apideck_redis_store_new(&setting.config, &setting.store, NULL);
        calls = failing_calls.made;
        failing_calls_start(0, 0);
        CHECK_INT(result, n <= calls ? APIDECK_ERR_NO_MEMORY : 0);
        end(&setting);
        if (n > calls) {
            break;
        }
    }
    CHECK_INT(calls, 4);
}

/* A host with newer headers has a longer table; what it sets in there is not known here. */
static void test_newer_configuration(void) {
    struct {
        apideck_redis_config config;
        char more[16];
    } newer;
    struct setting setting;
    set_up(&setting, &sound);
    memset(&newer, 0, sizeof newer);
    newer.config = setting.config;
    newer.config.size = sizeof newer;
    CHECK_INT(apideck_redis_store_new(&newer.config, &setting.store, NULL), 0);
    apideck_redis_store_free(setting.store);
    setting.store = NULL;
    newer.more[15] = 1;
    CHECK_INT(apideck_redis_store_new(&newer.config, &setting.store, NULL), APIDECK_ERR_HOST_TABLE);
    CHECK(setting.store == NULL);
    end(&setting);
}

int main(void) {
    test_sound();
    test_no_digests();
    test_refused_database();
    test_claims_without_sense();
    test_moved_nowhere();
    test_no_memory_for_a_name();
    test_all_lent();
    test_no_locks();
    test_newer_configuration();
    return check_summary();
}
