/* What of the entries is to be replayed, and in which order. */
#include "heap_sort.h"
#include "host_table.h"
#include "replay.h"

#include <string.h>

typedef struct apideck__replay_record record;

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_places(const record *a, const record *b) {
    return (a->place > b->place) - (a->place < b->place);
}

/* Entries of one event together, the newest first; of equals one that is due, since to replay
 * what was handled does no harm. */
static int by_event(const void *first, const void *second, const void *context) {
    (void)context;
    const record *a = first;
    const record *b = second;
    int order = memcmp(a->key, b->key, sizeof a->key);
    order = order ? order : compare_numbers(b->log->timestamp_ms, a->log->timestamp_ms);
    order = order ? order : compare_numbers(b->log->execution_attempt, a->log->execution_attempt);
    order = order ? order : b->due - a->due;
    return order ? order : compare_places(a, b);
}

/* When it happened, or else when it was delivered; what has no time comes last. */
static int64_t time_of(const record *r) {
    int64_t ms = r->occurred_at_ms == APIDECK_NO_TIME ? r->log->timestamp_ms : r->occurred_at_ms;
    return ms == APIDECK_NO_TIME ? INT64_MAX : ms;
}

/* What was missed in front, the oldest first. */
static int by_age(const void *first, const void *second, const void *context) {
    (void)context;
    const record *a = first;
    const record *b = second;
    int order = compare_numbers(a->state, b->state);
    order = order ? order : compare_numbers(time_of(a), time_of(b));
    order = order ? order : compare_numbers(a->log->timestamp_ms, b->log->timestamp_ms);
    return order ? order : compare_places(a, b);
}

static enum apideck__replay_state state_of(const apideck_replay *replay, const record *newest) {
    if (!newest->due) {
        return APIDECK__DELIVERED;
    }
    bool leave =
        newest->log->retry_scheduled == 1 && replay->options.flags & APIDECK_REPLAY_NO_SCHEDULED;
    return leave ? APIDECK__SCHEDULED : APIDECK__MISSED;
}

void apideck__replay_arrange(apideck_replay *replay) {
    if (replay->arranged) {
        return;
    }
    size_t counts[APIDECK__REPLAY_STATES] = {0};
    apideck__heap_sort(replay->records, replay->count, sizeof *replay->records, by_event, NULL);
    for (size_t i = 0; i < replay->count; i++) {
        record *r = &replay->records[i];
        bool older = i && memcmp(r->key, r[-1].key, sizeof r->key) == 0;
        r->state = older ? APIDECK__REPEATED : state_of(replay, r);
        counts[r->state]++;
    }
    apideck__heap_sort(replay->records, replay->count, sizeof *replay->records, by_age, NULL);
    replay->counts.missed = counts[APIDECK__MISSED];
    replay->counts.delivered = counts[APIDECK__DELIVERED];
    replay->counts.scheduled = counts[APIDECK__SCHEDULED];
    replay->counts.repeated = counts[APIDECK__REPEATED];
    replay->arranged = true;
}

int apideck_replay_count(apideck_replay *replay, apideck_replay_counts *counts_out) {
    if (!replay || !counts_out || counts_out->size < sizeof counts_out->size) {
        return APIDECK_ERR_ARGUMENT;
    }
    apideck__replay_arrange(replay);
    apideck__host_table_give(counts_out, &replay->counts, sizeof replay->counts);
    return 0;
}

int apideck_replay_item_at(apideck_replay *replay, size_t place, apideck_replay_item *item_out) {
    if (!replay || !item_out) {
        return APIDECK_ERR_ARGUMENT;
    }
    apideck__replay_arrange(replay);
    if (place >= replay->counts.missed) {
        return APIDECK_ERR_NOT_FOUND;
    }
    *item_out = (apideck_replay_item){replay->records[place].log, replay->records[place].event};
    return 0;
}
