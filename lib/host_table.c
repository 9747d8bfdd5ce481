#include "host_table.h"

#include <apideck/base.h>
#include <string.h>

int apideck__host_table_copy(void *to, size_t to_size, const void *from, size_t least) {
    size_t size = 0;
    memcpy(&size, from, sizeof size);
    if (size < least) {
        return APIDECK_ERR_HOST_TABLE;
    }
    for (size_t i = to_size; i < size; i++) {
        if (((const unsigned char *)from)[i] != 0) {
            return APIDECK_ERR_HOST_TABLE;
        }
    }
    memset(to, 0, to_size);
    memcpy(to, from, size < to_size ? size : to_size);
    memcpy(to, &to_size, sizeof to_size);
    return 0;
}

void apideck__host_table_give(void *to, const void *from, size_t from_size) {
    size_t size = 0;
    memcpy(&size, to, sizeof size);
    memset(to, 0, size);
    memcpy(to, from, size < from_size ? size : from_size);
    memcpy(to, &size, sizeof size);
}

void apideck_table_init(void *table, size_t size) {
    memset(table, 0, size);
    memcpy(table, &size, sizeof size);
}
