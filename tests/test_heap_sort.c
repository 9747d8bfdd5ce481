/* Sorting in place. */
#include "heap_sort.h"

#include "check.h"
#include "exact.h"

static size_t compared;
static size_t wrong_contexts;

static int compare(const void *a, const void *b, const void *context) {
    unsigned first = *(const unsigned *)a;
    unsigned second = *(const unsigned *)b;
    compared++;
    wrong_contexts += context != &compared;
    return (first > second) - (first < second);
}

/* Items of any size: a number, and behind it bytes that go with it. */
static void test_sizes(void) {
    unsigned long state = 1;
    for (size_t size = sizeof(unsigned); size <= 200; size += 28) {
        for (size_t count = 0; count <= 300; count = count * 2 + 1) {
            unsigned char *items = exact_block(count * size);
            unsigned long sum = 0;
            for (size_t i = 0; i < count; i++) {
                unsigned number = next_random(&state) % 100;
                memset(items + i * size, (int)(number & 0xff), size);
                memcpy(items + i * size, &number, sizeof number);
                sum += number;
            }
            apideck__heap_sort(items, count, size, compare, &compared);
            unsigned before = 0;
            for (size_t i = 0; i < count; i++) {
                unsigned number;
                memcpy(&number, items + i * size, sizeof number);
                CHECK(number >= before);
                CHECK(size == sizeof number || items[i * size + size - 1] == (number & 0xff));
                before = number;
                sum -= number;
            }
            CHECK_INT(sum, 0);
            free(items);
        }
    }
}

/* Whatever stands there: at most 2 n log n comparisons, and of numbers by chance hardly more than
 * n log n, which is what sinking to a leaf first is for. */
static void test_time(void) {
    enum { COUNT = 1 << 16, LOG = 16 };
    unsigned *items = (unsigned *)(void *)exact_block(COUNT * sizeof *items);
    unsigned long state = 2;
    for (int shape = 0; shape < 5; shape++) {
        for (unsigned i = 0; i < COUNT; i++) {
            const unsigned shapes[] = {i, COUNT - i, 7, i % 2, next_random(&state)};
            items[i] = shapes[shape];
        }
        compared = 0;
        apideck__heap_sort(items, COUNT, sizeof *items, compare, &compared);
        CHECK(compared <= (size_t)2 * COUNT * LOG);
        CHECK(shape != 4 || compared <= (size_t)COUNT * (LOG + 1));
        size_t wrong = 0;
        for (unsigned i = 1; i < COUNT; i++) {
            wrong += items[i - 1] > items[i];
        }
        CHECK_INT(wrong, 0);
    }
    free(items);
}

int main(void) {
    test_sizes();
    test_time();
    CHECK_INT(wrong_contexts, 0);
    return check_summary();
}
