#include "heap_sort.h"

#include <string.h>

/* The items, and how two of them compare. */
struct heap {
    unsigned char *items;
    size_t size; /* of each */
    int (*compare)(const void *a, const void *b, const void *context);
    const void *context;
};

static int compare(const struct heap *heap, size_t a, size_t b) {
    return heap->compare(heap->items + a * heap->size, heap->items + b * heap->size, heap->context);
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

/* Lets the item at `root` sink: down to a leaf by the larger children, then up to where it belongs,
 * which is near, since what sinks was a leaf mostly. That compares half as often as looking at each
 * level whether it is there. */
static void sift(const struct heap *heap, size_t root, size_t count) {
    size_t place = root;
    while (2 * place + 2 < count) {
        size_t child = 2 * place + 1;
        place = compare(heap, child, child + 1) < 0 ? child + 1 : child;
    }
    if (2 * place + 1 < count) {
        place = 2 * place + 1;
    }
    while (place > root && compare(heap, root, place) > 0) {
        place = (place - 1) / 2;
    }
    for (; place > root; place = (place - 1) / 2) {
        swap(heap, root, place); /* moves each item of the way up by one level */
    }
}

void apideck__heap_sort(void *items, size_t count, size_t size,
                        int (*compare_items)(const void *a, const void *b, const void *context),
                        const void *context) {
    const struct heap heap = {items, size, compare_items, context};
    for (size_t i = count / 2; i > 0; i--) {
        sift(&heap, i - 1, count);
    }
    for (size_t i = count; i > 1; i--) {
        swap(&heap, 0, i - 1);
        sift(&heap, 0, i - 1);
    }
}
