/* An allocator over the caller's memory: aligned, never beyond its end, and used again. */
#include "check.h"
#include "exact.h"

#include <apideck/base.h>
#include <apideck/event.h>
#include <stdint.h>

#define ALIGN _Alignof(max_align_t)
#define BLOCKS 8

static int is_aligned(const void *ptr) {
    return (uintptr_t)ptr % ALIGN == 0;
}

static void *take(const apideck_allocator *allocator, size_t size) {
    return allocator->alloc(size, allocator->user);
}

static void give_back(const apideck_allocator *allocator, void *ptr, size_t size) {
    allocator->free(ptr, size, allocator->user);
}

/* Takes blocks of one size until there are no more, fills them, and returns how many there were. */
static size_t fill_up(const apideck_allocator *allocator, size_t size, unsigned char *blocks[],
                      size_t most) {
    size_t count = 0;
    while (count < most && (blocks[count] = take(allocator, size)) != NULL) {
        CHECK(is_aligned(blocks[count]));
        memset(blocks[count], (int)count + 1, size);
        count++;
    }
    return count;
}

static void test_alignment_at_every_address(void) {
    for (size_t shift = 0; shift < ALIGN; shift++) {
        unsigned char *memory = exact_block(shift + 20 * ALIGN);
        apideck_buffer buffer;
        apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory + shift, 20 * ALIGN);
        unsigned char *blocks[32] = {NULL};
        size_t count = fill_up(&allocator, ALIGN + 1, blocks, 32);
        CHECK(count == 10 || (count == 9 && !is_aligned(memory + shift)));
        for (size_t i = 0; i < count; i++) {
            CHECK_INT(blocks[i][0], i + 1);
            CHECK_INT(blocks[i][ALIGN], i + 1);
            CHECK(blocks[i] >= memory + shift);
            CHECK(blocks[i] + ALIGN + 1 <= memory + shift + 20 * ALIGN);
        }
        free(memory);
    }
}

static void test_too_small_for_anything(void) {
    for (size_t size = 0; size < ALIGN; size++) {
        for (size_t shift = 0; shift < ALIGN; shift++) {
            unsigned char *memory = exact_block(shift + size);
            apideck_buffer buffer;
            apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory + shift, size);
            CHECK(take(&allocator, ALIGN) == NULL);
            CHECK(take(&allocator, size + 1) == NULL);
            free(memory);
        }
    }
}

static void test_no_memory_at_all(void) {
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, NULL, 0);
    CHECK(take(&allocator, 1) == NULL);
}

static void test_sizes_that_overflow(void) {
    static max_align_t memory[4];
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory, sizeof memory);
    for (size_t less = 0; less < 2 * ALIGN; less++) {
        CHECK(take(&allocator, SIZE_MAX - less) == NULL);
    }
    CHECK(take(&allocator, sizeof memory + 1) == NULL);
    CHECK(take(&allocator, sizeof memory) == (void *)memory);
    CHECK(take(&allocator, 1) == NULL);
}

static void test_newest_first_gives_room_back(void) {
    static max_align_t memory[BLOCKS];
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory, sizeof memory);
    unsigned char *blocks[BLOCKS + 1] = {NULL};
    CHECK_INT(fill_up(&allocator, sizeof *memory, blocks, BLOCKS + 1), BLOCKS);
    give_back(&allocator, blocks[7], sizeof *memory);
    give_back(&allocator, blocks[6], sizeof *memory);
    give_back(&allocator, blocks[5], sizeof *memory);
    CHECK(take(&allocator, 3 * sizeof *memory) == blocks[5]);
    CHECK(take(&allocator, 1) == NULL);
    CHECK_INT(blocks[4][0], 5);
}

static void test_older_gives_room_back_with_the_last(void) {
    static max_align_t memory[4];
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory, sizeof memory);
    unsigned char *blocks[5] = {NULL};
    CHECK_INT(fill_up(&allocator, sizeof *memory, blocks, 5), 4);
    give_back(&allocator, blocks[0], sizeof *memory);
    give_back(&allocator, blocks[2], sizeof *memory);
    give_back(&allocator, blocks[1], sizeof *memory);
    CHECK(take(&allocator, 1) == NULL);
    CHECK_INT(blocks[3][0], 4);
    give_back(&allocator, blocks[3], sizeof *memory);
    CHECK(take(&allocator, sizeof memory) == (void *)memory);
}

/* The size that a block was asked for need not be a multiple of the alignment. */
static void test_odd_sizes_come_back(void) {
    static max_align_t memory[64];
    apideck_buffer buffer;
    apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory, sizeof memory);
    unsigned char *first = take(&allocator, 1);
    for (size_t size = 1; size < 4 * ALIGN; size++) {
        unsigned char *block = take(&allocator, size);
        CHECK(block > first);
        give_back(&allocator, block, size);
        CHECK(take(&allocator, 5) == block);
        give_back(&allocator, block, 5);
    }
}

static void test_event_in_a_buffer(void) {
    static const char body[] = "{\"event_id\":\"abc\",\"entity_id\":\"\\u0041\"}";
    static max_align_t memory[512];
    int refused = 0;
    int parsed = 0;
    for (size_t size = 0; size <= sizeof memory; size += ALIGN) {
        apideck_buffer buffer;
        apideck_allocator allocator = apideck_buffer_allocator(&buffer, memory, size);
        apideck_event *event = NULL;
        int error = apideck_parse_event(body, sizeof body - 1, &allocator, &event, NULL);
        if (error) {
            CHECK_INT(error, APIDECK_ERR_NO_MEMORY);
            CHECK(!event && !parsed);
            refused++;
            continue;
        }
        parsed++;
        CHECK_STR(event->event_id.ptr, event->event_id.len, "abc");
        CHECK_STR(event->entity_id.ptr, event->entity_id.len, "A");
        CHECK((unsigned char *)event >= (unsigned char *)memory);
        CHECK((unsigned char *)event < (unsigned char *)memory + size);
        apideck_event_free(event);
        CHECK(take(&allocator, size) == (void *)memory);
    }
    CHECK(refused > 1 && parsed > 1);
}

int main(void) {
    test_alignment_at_every_address();
    test_too_small_for_anything();
    test_no_memory_at_all();
    test_sizes_that_overflow();
    test_newest_first_gives_room_back();
    test_older_gives_room_back_with_the_last();
    test_odd_sizes_come_back();
    test_event_in_a_buffer();
    return check_summary();
}
