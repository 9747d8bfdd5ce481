#include "event_names.h"

#include "word.h"

#include <stdbool.h>
#include <string.h>

#define NAME(TEXT)                                                                                 \
    { sizeof TEXT - 1, TEXT }

const struct apideck__name apideck__event_names[APIDECK__EVENT_NAMES] = {
    [APIDECK__CONSUMER_ID] = NAME("consumer_id"),
    [APIDECK__ENTITY] = NAME("entity"),
    [APIDECK__ENTITY_ID] = NAME("entity_id"),
    [APIDECK__ENTITY_TYPE] = NAME("entity_type"),
    [APIDECK__ENTITY_URL] = NAME("entity_url"),
    [APIDECK__EVENT_ID] = NAME("event_id"),
    [APIDECK__EVENT_TYPE] = NAME("event_type"),
    [APIDECK__EXECUTION_ATTEMPT] = NAME("execution_attempt"),
    [APIDECK__OCCURRED_AT] = NAME("occurred_at"),
    [APIDECK__SERVICE_ID] = NAME("service_id"),
    [APIDECK__UNIFIED_API] = NAME("unified_api"),
};

#define WORD(A, B, C, D, E, F, G, H)                                                               \
    ((uint64_t)(A) | (uint64_t)(B) << 8 | (uint64_t)(C) << 16 | (uint64_t)(D) << 24 |              \
     (uint64_t)(E) << 32 | (uint64_t)(F) << 40 | (uint64_t)(G) << 48 | (uint64_t)(H) << 56)

/* The factor was chosen so that no two names share a slot. */
#define SLOTS 16
#define SLOT(WORD) ((WORD)*1217 >> 60)

/* The one name that a key which begins with these eight bytes may read; all names but "entity" are
 * so long. An empty slot gives a name whose bytes are others. */
static const unsigned char name_of_slot[SLOTS] = {
    [SLOT(WORD('c', 'o', 'n', 's', 'u', 'm', 'e', 'r'))] = APIDECK__CONSUMER_ID,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 'i'))] = APIDECK__ENTITY_ID,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 't'))] = APIDECK__ENTITY_TYPE,
    [SLOT(WORD('e', 'n', 't', 'i', 't', 'y', '_', 'u'))] = APIDECK__ENTITY_URL,
    [SLOT(WORD('e', 'v', 'e', 'n', 't', '_', 'i', 'd'))] = APIDECK__EVENT_ID,
    [SLOT(WORD('e', 'v', 'e', 'n', 't', '_', 't', 'y'))] = APIDECK__EVENT_TYPE,
    [SLOT(WORD('e', 'x', 'e', 'c', 'u', 't', 'i', 'o'))] = APIDECK__EXECUTION_ATTEMPT,
    [SLOT(WORD('o', 'c', 'c', 'u', 'r', 'r', 'e', 'd'))] = APIDECK__OCCURRED_AT,
    [SLOT(WORD('s', 'e', 'r', 'v', 'i', 'c', 'e', '_'))] = APIDECK__SERVICE_ID,
    [SLOT(WORD('u', 'n', 'i', 'f', 'i', 'e', 'd', '_'))] = APIDECK__UNIFIED_API,
};

/* Whether a key begins with a name of eight bytes or more: three words, which overlap, cover it. */
static bool begins_with(const unsigned char *key, const struct apideck__name *name) {
    const unsigned char *text = (const unsigned char *)name->text;
    size_t last = name->len - 8u;
    return apideck__load(key) == apideck__load(text) &&
           apideck__load(key + last / 2) == apideck__load(text + last / 2) &&
           apideck__load(key + last) == apideck__load(text + last);
}

enum apideck__event_name apideck__event_name(const unsigned char *key, size_t left) {
    if (left < 8) {
        return APIDECK__EVENT_NAMES; /* a name, its quote, a colon and a value take more */
    }
    unsigned name = name_of_slot[SLOT(apideck__load(key))];
    size_t len = apideck__event_names[name].len;
    if (len < left && key[len] == '"' && begins_with(key, &apideck__event_names[name])) {
        return (enum apideck__event_name)name;
    }
    return memcmp(key, "entity\"", 7) == 0 ? APIDECK__ENTITY : APIDECK__EVENT_NAMES;
}

uint32_t apideck__event_names_order(struct apideck__index *index, uint32_t first) {
    struct apideck__span by_name[APIDECK__EVENT_NAMES];
    struct apideck__span *members = index->spans + first;
    const unsigned char *end = index->body + index->body_len;
    uint32_t names = 0;
    for (const struct apideck__span *member = members; member < index->open; member++) {
        const unsigned char *key = apideck__index_key(index, member);
        enum apideck__event_name name = apideck__event_name(key, (size_t)(end - key));
        if (name == APIDECK__EVENT_NAMES || names >> name & 1) {
            return 0;
        }
        names |= (uint32_t)1 << name;
        by_name[name] = *member;
    }
    for (uint32_t left = names; left; left &= left - 1) {
        *members++ = by_name[apideck__lowest_bit(left)];
    }
    return names;
}
