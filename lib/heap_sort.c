#include "heap_sort.h"

#include <string.h>

/* The items, and how two of them compare. */
struct heap {
    unsigned char *items;
    size_t size; /* of each */
    int (*compare)(const void *a, const void *b);
};

static int compare(const struct heap *heap, size_t a, size_t b) {
    return heap->compare(heap->items + a * heap->size, heap->items + b * heap->size);
}

static void swap(const struct heap *heap, size_t a, size_t b) {
    unsigned char kept[64];
    unsigned char *first = heap->items + a * heap->size;
    unsigned char *second = heap->items + b * heap->size;
    for (size_t left = heap->size; left;) {
        size_t len = left < sizeof kept ? left : sizeof kept;
        memcpy(kept, first, len);
        memcpy(first, second, len);
        memcpy(second, kept, len);
        first += len;
        second += len;
        left -= len;
    }
}

static void sift(const struct heap *heap, size_t place, size_t count) {
    for (;;) {
        size_t largest = 2 * place + 1;
        if (largest >= count) {
            return;
        }
        if (largest + 1 < count && compare(heap, largest, largest + 1) < 0) {
            largest++;
        }
        if (compare(heap, place, largest) >= 0) {
            return;
        }
        swap(heap, place, largest);
        place = largest;
    }
}

void apideck__heap_sort(void *items, size_t count, size_t size,
                        int (*compare_items)(const void *a, const void *b)) {
    const struct heap heap = {items, size, compare_items};
    for (size_t i = count / 2; i > 0; i--) {
        sift(&heap, i - 1, count);
    }
    for (size_t i = count; i > 1; i--) {
        swap(&heap, 0, i - 1);
        sift(&heap, 0, i - 1);
    }
}
