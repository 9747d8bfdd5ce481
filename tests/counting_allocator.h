/* An allocator that counts what is live, checks the sizes that blocks are given back with, and
 * fails when it is told to. For one thread. */
#ifndef APIDECK_TESTS_COUNTING_ALLOCATOR_H
#define APIDECK_TESTS_COUNTING_ALLOCATOR_H

#include <apideck/base.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct counting {
    size_t blocks; /* live */
    size_t bytes;  /* live */
    size_t peak;   /* of bytes */
    size_t calls;  /* of alloc, those that failed included */
    size_t fail_at;
    size_t wrong_sizes; /* blocks given back with another size than they were asked for with */
};

/* In front of each block. */
union counting_head {
    size_t size;
    max_align_t align;
};

static inline void *counting_alloc(size_t size, void *user) {
    struct counting *counting = user;
    union counting_head *head = NULL;
    counting->calls++;
    if (counting->calls == counting->fail_at || size == 0) {
        return NULL;
    }
    head = malloc(sizeof *head + size);
    if (!head) {
        return NULL;
    }
    head->size = size;
    memset(head + 1, 0xa5, size); /* nobody may count on zeros */
    counting->blocks++;
    counting->bytes += size;
    counting->peak = counting->bytes > counting->peak ? counting->bytes : counting->peak;
    return head + 1;
}

static inline void counting_free(void *ptr, size_t size, void *user) {
    struct counting *counting = user;
    union counting_head *head = (union counting_head *)ptr - 1;
    counting->blocks--;
    counting->bytes -= head->size;
    counting->wrong_sizes += head->size != size;
    free(head);
}

static inline apideck_allocator counting_allocator(struct counting *counting) {
    return (apideck_allocator){counting_alloc, counting_free, counting};
}

/* The n-th allocation from now on fails, counted from 1; 0 for none. */
static inline void counting_fail_at(struct counting *counting, size_t n) {
    counting->fail_at = n ? counting->calls + n : 0;
}

/* Whether the allocation that was to fail was asked for. */
static inline int counting_failed(const struct counting *counting) {
    return counting->fail_at && counting->calls >= counting->fail_at;
}

#define CHECK_NOTHING_LEAKED(counting)                                                             \
    do {                                                                                           \
        CHECK_INT((counting)->blocks, 0);                                                          \
        CHECK_INT((counting)->bytes, 0);                                                           \
        CHECK_INT((counting)->wrong_sizes, 0);                                                     \
    } while (0)

#endif
