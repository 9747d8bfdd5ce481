#include "shapes.h"

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct shape *shape, const char *text) {
    size_t len = strlen(text);
    memcpy(shape->bytes + shape->len, text, len);
    shape->len += len;
}

/* Pairs in objects outside of arrays, all out of order. */
static void pairs(struct shape *shape, size_t size) {
    char member[64];
    add(shape, "{\"payload\":{");
    for (unsigned i = 0; shape->len + 64 < size; i++) {
        snprintf(member, sizeof member, "%s\"%x\":{\"b\":1,\"\":1}", i ? "," : "", i);
        add(shape, member);
    }
    add(shape, "}}");
}

/* One object with very many members, in descending order. */
static void one_object(struct shape *shape, size_t size) {
    char member[64];
    add(shape, "{\"payload\":{");
    for (unsigned i = 0; shape->len + 64 < size; i++) {
        snprintf(member, sizeof member, "%s\"%06x\":0", i ? "," : "", 0xffffffu - i);
        add(shape, member);
    }
    add(shape, "}}");
}

/* Objects with array indexes inside arrays, which JavaScript puts in order even there. */
static void in_arrays(struct shape *shape, size_t size) {
    add(shape, "{\"payload\":[[");
    while (shape->len + 64 < size) {
        add(shape, "{\"b\":1,\"1\":1},{\"b\":1,\"1\":1}],[");
    }
    add(shape, "0]]}");
}

static void deep(struct shape *shape, size_t size) {
    for (int i = 0; i < 126; i++) {
        add(shape, "{\"b\":[],\"a\":");
    }
    add(shape, "\"");
    while (shape->len + 512 < size) {
        add(shape, "\\u00e9");
    }
    add(shape, "\"");
    for (int i = 0; i < 126; i++) {
        add(shape, "}");
    }
}

static void many_numbers(struct shape *shape, size_t size) {
    add(shape, "{\"payload\":{\"entity\":[0");
    while (shape->len + 64 < size) {
        add(shape, ",1e5");
    }
    add(shape, "]}}");
}

void shapes_make(struct shape shapes[SHAPES], size_t size) {
    static const struct {
        const char *name;
        void (*make)(struct shape *shape, size_t size);
    } makers[SHAPES] = {{"small objects out of order", pairs},
                        {"one object of many members", one_object},
                        {"array indexes inside arrays", in_arrays},
                        {"nested as deep as allowed", deep},
                        {"numbers to be rewritten", many_numbers}};
    for (int i = 0; i < SHAPES; i++) {
        shapes[i] = (struct shape){makers[i].name, malloc(size + 4096), 0};
        if (!shapes[i].bytes) {
            give_up("out of memory", makers[i].name);
        }
        makers[i].make(&shapes[i], size);
    }
}

void shapes_free(struct shape shapes[SHAPES]) {
    for (int i = 0; i < SHAPES; i++) {
        free(shapes[i].bytes);
    }
}
