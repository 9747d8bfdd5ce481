/* A body of which one byte is replaced by another is accepted where jansson accepts it. */
#include "check.h"
#include "exact.h"
#include "index.h"

#include <jansson.h>

/* All kinds of tokens, next to each other in the ways that senders write, and with white space. */
static const char *const bodies[] = {
    "{\"payload\":{\"a\":\"b\",\"c\":[1,-20,3.5],\"d\":{\"e\":true,\"f\":\"g\"},\"h\":null}}",
    "{\"a\":[{\"b\":1,\"c\":\"d\"},{\"b\":2,\"c\":\"e\"},{\"b\":false}],\"f\":{},\"g\":[]}",
    "{ \"a\" : [ 1 , { \"b\" : \"c\" } , [ ] ] , \"d\" : \"\\n\\\"\xc3\xa9\" }",
    "[\"a\",\"b\",[\"c\"],{\"d\":\"e\"},0,true,null]",
};

static int jansson_accepts(const unsigned char *body, size_t len) {
    json_t *json = json_loadb((const char *)body, len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    json_decref(json);
    return json != NULL;
}

static int accepts(const unsigned char *body, size_t len) {
    static struct apideck__index index;
    int error = apideck__index_read(&index, body, len, APIDECK__ARRAYS_AS_IS, NULL, NULL);
    apideck__index_free(&index);
    return error == 0;
}

/* `behind`: how much white space follows, since what is near the end is read another way. */
static void check_replaced(const char *body, size_t behind) {
    const size_t len = strlen(body) + behind;
    unsigned char *copy = exact_block(len);
    memcpy(copy, body, strlen(body));
    memset(copy + strlen(body), ' ', behind);
    CHECK(accepts(copy, len));
    for (size_t place = 0; place < strlen(body); place++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            copy[place] = (unsigned char)byte;
            int before = check_failed;
            /* A NUL is nowhere allowed, but jansson passes over one behind a number. */
            CHECK_INT(accepts(copy, len), byte != 0 && jansson_accepts(copy, len));
            if (check_failed > before) {
                fprintf(stderr, "    byte %zu replaced by 0x%02x in %s\n", place, byte, body);
            }
        }
        copy[place] = (unsigned char)body[place];
    }
    free(copy);
}

int main(void) {
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        check_replaced(bodies[i], 0);
        check_replaced(bodies[i], 80);
    }
    return check_summary();
}
