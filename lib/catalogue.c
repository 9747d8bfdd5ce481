#include "catalogue.h"

#include <string.h>

#include "catalogue_table.inc"

#define CATALOGUE_COUNT (sizeof catalogue / sizeof *catalogue)

const apideck_event_type_info *apideck_event_types(size_t *count_out) {
    if (count_out) {
        *count_out = CATALOGUE_COUNT;
    }
    return catalogue;
}

const apideck_event_type_info *apideck__event_type_info(apideck_event_type type) {
    const size_t number = (size_t)type;
    if (number == APIDECK_EVENT_UNKNOWN || number > CATALOGUE_COUNT) {
        return NULL;
    }
    return &catalogue[catalogue_position[number]];
}

const char *apideck_event_type_name(apideck_event_type type) {
    const apideck_event_type_info *info = apideck__event_type_info(type);
    return info ? info->name : NULL;
}

/* Bytewise; of two names of which one begins the other, the shorter comes first. */
static int compare_names(const char *a, size_t a_len, const char *b, size_t b_len) {
    const int order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    if (order != 0) {
        return order;
    }
    return (a_len > b_len) - (a_len < b_len);
}

apideck_event_type apideck_event_type_from_name(const char *name, size_t name_len) {
    if (!name) {
        return APIDECK_EVENT_UNKNOWN;
    }
    size_t begin = 0;
    size_t end = CATALOGUE_COUNT;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        const apideck_event_type_info *info = &catalogue[middle];
        const int order = compare_names(name, name_len, info->name, strlen(info->name));
        if (order == 0) {
            return info->type;
        }
        if (order < 0) {
            end = middle;
        } else {
            begin = middle + 1;
        }
    }
    return APIDECK_EVENT_UNKNOWN;
}

/* apideck_event_as_invoice_created and its 44 sisters. */
#define TYPED_EVENT(CONSTANT, STRUCT, ENTITY)                                                      \
    const apideck_##STRUCT##_event *apideck_event_as_##STRUCT(const apideck_event *event) {        \
        const int fits = event && event->type == APIDECK_EVENT_##CONSTANT;                         \
        return fits ? (const apideck_##STRUCT##_event *)event : NULL;                              \
    }
#include "dispatch_table.inc"
