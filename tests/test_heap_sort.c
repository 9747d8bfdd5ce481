/* Sorting in place. */
#include "heap_sort.h"

#include "check.h"
#include "exact.h"

static size_t compared;

static int compare(const void *a, const void *b) {
    unsigned first = *(const unsigned *)a;
    unsigned second = *(const unsigned *)b;
    compared++;
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
            apideck__heap_sort(items, count, size, compare);
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

/* Whatever stands there: 2 n log n comparisons at most. */
static void test_time(void) {
    enum { COUNT = 1 << 16, LOG = 16 };
    unsigned *items = (unsigned *)(void *)exact_block(COUNT * sizeof *items);
    for (int shape = 0; shape < 4; shape++) {
        for (unsigned i = 0; i < COUNT; i++) {
            items[i] = shape == 0 ? i : shape == 1 ? COUNT - i : shape == 2 ? 7 : i % 2;
        }
        compared = 0;
        apideck__heap_sort(items, COUNT, sizeof *items, compare);
        CHECK(compared <= (size_t)2 * COUNT * LOG);
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
    return check_summary();
}
