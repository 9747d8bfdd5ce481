/* An allocator over memory that the caller hands in. */
#include <apideck/base.h>

#include <stddef.h>
#include <stdint.h>

static size_t round_up(size_t size) {
    const size_t align = _Alignof(max_align_t);
    return size > SIZE_MAX - (align - 1) ? 0 : (size + align - 1) / align * align;
}

static void *buffer_alloc(size_t size, void *user) {
    apideck_buffer *buffer = user;
    size_t rounded = round_up(size);
    if (rounded == 0 || rounded > buffer->size - buffer->used) {
        return NULL;
    }
    void *block = buffer->bytes + buffer->used;
    buffer->used += rounded;
    buffer->live++;
    return block;
}

static void buffer_free(void *ptr, size_t size, void *user) {
    apideck_buffer *buffer = user;
    size_t rounded = round_up(size);
    buffer->live--;
    if (buffer->live == 0) {
        buffer->used = 0;
    } else if ((unsigned char *)ptr + rounded == buffer->bytes + buffer->used) {
        buffer->used -= rounded;
    }
}

apideck_allocator apideck_buffer_allocator(apideck_buffer *buffer, void *bytes, size_t size) {
    const size_t align = _Alignof(max_align_t);
    size_t skip = (align - (uintptr_t)bytes % align) % align;
    buffer->bytes = bytes;
    buffer->size = 0;
    if (skip < size) {
        buffer->bytes += skip;
        buffer->size = size - skip;
    }
    buffer->used = 0;
    buffer->live = 0;
    return (apideck_allocator){buffer_alloc, buffer_free, buffer};
}
