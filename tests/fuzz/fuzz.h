/*
 * What the fuzz targets share. A target is a function that takes any bytes; libFuzzer calls it, or
 * the driver of standalone.c, which AFL++ can run too.
 *
 * An input is a body, and behind the first NUL, which JSON has no use for, a script: bytes that
 * steer what fails and how the library is called. So any JSON text is an input in which nothing
 * fails, and one corpus serves all targets.
 */
#ifndef APIDECK_TESTS_FUZZ_H
#define APIDECK_TESTS_FUZZ_H

#include "exact.h"

#include <apideck/base.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops the run at something that must not be. */
#define MUST(cond)                                                                                 \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #cond);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct script {
    const uint8_t *p;
    size_t left;
};

/* The next byte of a script; 0 behind its end. */
static inline unsigned next_byte(struct script *script) {
    if (script->left == 0) {
        return 0;
    }
    script->left--;
    return *script->p++;
}

/* Takes an input apart; the body is a block of its own, to be freed. */
static inline unsigned char *split_input(const uint8_t *data, size_t size, size_t *len_out,
                                         struct script *script_out) {
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t len = nul ? (size_t)(nul - data) : size;
    *len_out = len;
    *script_out = nul ? (struct script){nul + 1, size - len - 1} : (struct script){data, 0};
    return size ? exact_copy(data, len) : exact_block(0);
}

/* Memory that fails where the script says so, or from the n-th block on. */
struct memory {
    size_t blocks;
    size_t bytes;
    size_t most_bytes;
    unsigned left;         /* allocations until one fails; 0 for never */
    unsigned failed;       /* how many did */
    struct script *script; /* or NULL */
};

static inline int memory_fails(struct memory *memory) {
    if (memory->left && --memory->left == 0) {
        return 1;
    }
    return memory->script && next_byte(memory->script) % 8 == 7;
}

static inline void *memory_alloc(size_t size, void *user) {
    struct memory *memory = user;
    if (memory_fails(memory)) {
        memory->failed++;
        return NULL;
    }
    void *block = exact_block(size);
    memory->blocks++;
    memory->bytes += size;
    if (memory->bytes > memory->most_bytes) {
        memory->most_bytes = memory->bytes;
    }
    return block;
}

static inline void memory_free(void *ptr, size_t size, void *user) {
    struct memory *memory = user;
    MUST(ptr && memory->blocks > 0 && memory->bytes >= size);
    memory->blocks--;
    memory->bytes -= size;
    free(ptr);
}

static inline apideck_allocator memory_allocator(struct memory *memory) {
    return (apideck_allocator){memory_alloc, memory_free, memory};
}

#endif
