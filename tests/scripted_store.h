/* A store that answers what it is told to, and notes what it was asked. */
#ifndef APIDECK_TESTS_SCRIPTED_STORE_H
#define APIDECK_TESTS_SCRIPTED_STORE_H

#include <apideck/host.h>
#include <stdio.h>
#include <string.h>

struct scripted {
    /* What to answer. */
    int claim_result;
    uint64_t token;
    int commit_result;
    int release_result;
    int advance_result;
    int prune_result;
    /* What was asked. */
    int claims;
    int commits;
    int releases;
    int advances;
    int prunes;
    char key[128];
    char entity[128]; /* NULs as | */
    int64_t now_ms;
    int64_t lease_ms;
    int64_t retain_until_ms;
    int64_t occurred_at_ms;
    int64_t before_ms;
    int strangers; /* claims that were not ours, or keys other than the one that was claimed */
};

static inline void scripted_note(char out[128], apideck_str key) {
    size_t len = key.len < 127 ? key.len : 127;
    for (size_t i = 0; i < len; i++) {
        out[i] = (char)(key.ptr[i] ? key.ptr[i] : '|');
    }
    out[len] = '\0';
}

static inline void scripted_compare(struct scripted *scripted, apideck_str key,
                                    const apideck_claim *claim) {
    char text[128];
    scripted_note(text, key);
    scripted->strangers += strcmp(text, scripted->key) != 0;
    scripted->strangers += claim->token != scripted->token || claim->context != scripted;
}

static inline int scripted_claim(apideck_str key, int64_t now_ms, int64_t lease_ms,
                                 apideck_claim *claim_out, void *user) {
    struct scripted *scripted = user;
    scripted->claims++;
    scripted->now_ms = now_ms;
    scripted->lease_ms = lease_ms;
    scripted_note(scripted->key, key);
    if (scripted->claim_result == APIDECK_CLAIM_NEW) {
        *claim_out = (apideck_claim){scripted->token, scripted};
    }
    return scripted->claim_result;
}

static inline int scripted_commit(apideck_str key, const apideck_claim *claim,
                                  int64_t retain_until_ms, void *user) {
    struct scripted *scripted = user;
    scripted->commits++;
    scripted->retain_until_ms = retain_until_ms;
    scripted_compare(scripted, key, claim);
    return scripted->commit_result;
}

static inline int scripted_release(apideck_str key, const apideck_claim *claim, void *user) {
    struct scripted *scripted = user;
    scripted->releases++;
    scripted_compare(scripted, key, claim);
    return scripted->release_result;
}

static inline int scripted_advance(apideck_str entity, int64_t occurred_at_ms,
                                   const apideck_claim *claim, void *user) {
    struct scripted *scripted = user;
    scripted->advances++;
    scripted->occurred_at_ms = occurred_at_ms;
    scripted->strangers += claim->token != scripted->token || claim->context != scripted;
    scripted_note(scripted->entity, entity);
    return scripted->advance_result;
}

static inline int scripted_prune(int64_t before_ms, void *user) {
    struct scripted *scripted = user;
    scripted->prunes++;
    scripted->before_ms = before_ms;
    return scripted->prune_result;
}

/* A store that says that everything is new and well. */
static inline apideck_store scripted_store(struct scripted *scripted) {
    apideck_store table;
    memset(scripted, 0, sizeof *scripted);
    scripted->claim_result = APIDECK_CLAIM_NEW;
    scripted->token = 17;
    apideck_store_init(&table);
    table.claim = scripted_claim;
    table.commit = scripted_commit;
    table.release = scripted_release;
    table.advance = scripted_advance;
    table.prune = scripted_prune;
    table.user = scripted;
    return table;
}

#endif
