#include "catalogue.h"

#include "word.h"

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

/* No name of the catalogue is shorter than a word. */
#define SHORTEST_NAME 8

/* As catalogue_slot in tables/generate.py: words of the name, mixed by multiplication. */
static size_t slot_of(const char *name, size_t len) {
    const unsigned char *p = (const unsigned char *)name;
    const uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t value = apideck__load(p) * factor;
    value = (value ^ apideck__load(p + (len - 8) / 2)) * factor;
    value = (value ^ apideck__load(p + len - 8)) * factor;
    return (size_t)(value >> 55);
}

_Static_assert(CATALOGUE_SLOTS == 1 << (64 - 55), "the highest bits number the slots");

apideck_event_type apideck_event_type_from_name(const char *name, size_t name_len) {
    if (!name || name_len < SHORTEST_NAME) {
        return APIDECK_EVENT_UNKNOWN;
    }
    size_t slot = slot_of(name, name_len);
    for (; catalogue_slots[slot]; slot = (slot + 1) % CATALOGUE_SLOTS) {
        const apideck_event_type_info *info = &catalogue[catalogue_slots[slot] - 1];
        if (strlen(info->name) == name_len && memcmp(info->name, name, name_len) == 0) {
            return info->type;
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
