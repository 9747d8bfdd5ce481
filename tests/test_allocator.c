/* The caller's allocator gets the sizes and its own pointer; without one there is malloc. */
#include "allocator.h"
#include "check.h"

#include <stdint.h>
#include <stdlib.h>

struct calls {
    size_t allocs;
    size_t frees;
    size_t last_size;
    void *last_ptr;
    unsigned char room[64];
};

static void *note_alloc(size_t size, void *user) {
    struct calls *calls = user;
    calls->allocs++;
    calls->last_size = size;
    return calls->room;
}

static void note_free(void *ptr, size_t size, void *user) {
    struct calls *calls = user;
    calls->frees++;
    calls->last_size = size;
    calls->last_ptr = ptr;
}

static void *no_memory(size_t size, void *user) {
    (void)size;
    (void)user;
    return NULL;
}

static void test_malloc_is_the_default(void) {
    apideck_allocator heap = apideck__allocator(NULL);
    CHECK(heap.alloc && heap.free);
    unsigned char *block = apideck__alloc(&heap, 1000);
    CHECK(block != NULL);
    if (block) {
        CHECK_INT((uintptr_t)block % _Alignof(max_align_t), 0);
        memset(block, 0xa5, 1000);
    }
    apideck__free(&heap, block, 1000);
    apideck__free(&heap, NULL, 1000);
}

static void test_calls_reach_the_caller(void) {
    struct calls calls = {0};
    const apideck_allocator given = {note_alloc, note_free, &calls};
    apideck_allocator kept = apideck__allocator(&given);
    CHECK(kept.alloc == note_alloc && kept.free == note_free && kept.user == &calls);

    void *block = apideck__alloc(&kept, 33);
    CHECK(block == calls.room);
    CHECK_INT(calls.last_size, 33);
    apideck__free(&kept, block, 34);
    CHECK(calls.last_ptr == calls.room);
    CHECK_INT(calls.last_size, 34);
    CHECK_INT(calls.allocs, 1);
    CHECK_INT(calls.frees, 1);
}

static void test_null_is_not_given_back(void) {
    struct calls calls = {0};
    const apideck_allocator given = {note_alloc, note_free, &calls};
    apideck__free(&given, NULL, 0);
    apideck__free(&given, NULL, 8);
    CHECK_INT(calls.frees, 0);
}

static void test_no_memory_is_null(void) {
    const apideck_allocator given = {no_memory, note_free, NULL};
    CHECK(apideck__alloc(&given, 1) == NULL);
}

static void test_valid(void) {
    const apideck_allocator whole = {note_alloc, note_free, NULL};
    const apideck_allocator no_alloc = {NULL, note_free, NULL};
    const apideck_allocator no_free = {note_alloc, NULL, NULL};
    const apideck_allocator neither = {NULL, NULL, NULL};
    CHECK(apideck__allocator_valid(NULL));
    CHECK(apideck__allocator_valid(&whole));
    CHECK(!apideck__allocator_valid(&no_alloc));
    CHECK(!apideck__allocator_valid(&no_free));
    CHECK(!apideck__allocator_valid(&neither));
}

int main(void) {
    test_malloc_is_the_default();
    test_calls_reach_the_caller();
    test_null_is_not_given_back();
    test_no_memory_is_null();
    test_valid();
    return check_summary();
}
