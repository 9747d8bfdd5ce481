/*
 * Calls into a library that fail when they are told to. A test defines the library's function anew
 * with FAILING_CALL, so that whoever is linked to the test calls that one; it passes the call on,
 * or fails. That takes ELF, where a program stands in front of shared libraries.
 */
#ifndef APIDECK_TESTS_FAILING_CALLS_H
#define APIDECK_TESTS_FAILING_CALLS_H

#ifndef _GNU_SOURCE
#error "RTLD_NEXT takes _GNU_SOURCE"
#endif

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
    unsigned made;    /* since failing_calls_start */
    unsigned fail_at; /* the call that fails, counted from 1; 0 for none */
    int go_on;        /* those behind it fail as well */
    const char *failed;
} failing_calls;

static inline void failing_calls_start(unsigned fail_at, int go_on) {
    failing_calls.made = 0;
    failing_calls.fail_at = fail_at;
    failing_calls.go_on = go_on;
    failing_calls.failed = "";
}

static inline int call_fails(const char *name) {
    unsigned number = ++failing_calls.made;
    int fails = failing_calls.fail_at && (failing_calls.go_on ? number >= failing_calls.fail_at
                                                              : number == failing_calls.fail_at);
    failing_calls.failed = fails ? name : failing_calls.failed;
    return fails;
}

/* The function that would have been called. */
static inline void *next_call(const char *name) {
    void *next = dlsym(RTLD_NEXT, name);
    if (!next) {
        fprintf(stderr, "no %s\n", name);
        exit(2);
    }
    return next;
}

/* Declares that function as `next`. PARAMETERS are in parentheses. */
#define NEXT_CALL(TYPE, NAME, PARAMETERS)                                                          \
    static TYPE(*next) PARAMETERS;                                                                 \
    if (!next) {                                                                                   \
        *(void **)&next = next_call(#NAME);                                                        \
    }

/* PARAMETERS and ARGUMENTS are in parentheses; FAILURE is an expression. */
#define FAILING_CALL(TYPE, NAME, PARAMETERS, ARGUMENTS, FAILURE)                                   \
    TYPE NAME PARAMETERS {                                                                         \
        NEXT_CALL(TYPE, NAME, PARAMETERS)                                                          \
        return call_fails(#NAME) ? (FAILURE) : next ARGUMENTS;                                     \
    }

#endif
