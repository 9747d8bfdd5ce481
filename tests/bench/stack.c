#define _POSIX_C_SOURCE 200809L

#include "stack.h"

#include "bench.h"

#include <pthread.h>
#include <string.h>

#define STACK_SIZE ((size_t)256 << 10)
#define PATTERN 0xa5

struct call {
    void (*function)(void *user);
    void *user;
};

static void *run_call(void *user) {
    const struct call *call = user;
    call->function(call->user);
    return NULL;
}

static size_t touched(struct call *call) {
    static _Alignas(4096) unsigned char stack[STACK_SIZE];
    pthread_attr_t attributes;
    pthread_t thread;
    size_t untouched = 0;
    memset(stack, PATTERN, sizeof stack);
    pthread_attr_init(&attributes);
    if (pthread_attr_setstack(&attributes, stack, sizeof stack) ||
        pthread_create(&thread, &attributes, run_call, call)) {
        give_up("no thread", "");
    }
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    while (untouched < sizeof stack && stack[untouched] == PATTERN) {
        untouched++;
    }
    return sizeof stack - untouched;
}

static void do_nothing(void *user) {
    (void)user;
}

size_t stack_used(void (*function)(void *user), void *user) {
    struct call nothing = {do_nothing, NULL};
    struct call call = {function, user};
    function(user); /* so that the dynamic linker has found everything */
    size_t without = touched(&nothing);
    size_t with = touched(&call);
    return with > without ? with - without : 0;
}
