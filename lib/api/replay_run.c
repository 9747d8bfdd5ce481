/* Taking what was missed through a receiver. */
#include "host_table.h"
#include "replay.h"

static void count(apideck_replay_result *result, apideck_outcome outcome) {
    switch (outcome) {
    case APIDECK_OUTCOME_HANDLED:
        result->handled++;
        break;
    case APIDECK_OUTCOME_DUPLICATE:
        result->duplicate++;
        break;
    case APIDECK_OUTCOME_UNHANDLED:
    case APIDECK_OUTCOME_UNKNOWN:
        result->acknowledged++;
        break;
    case APIDECK_OUTCOME_BUSY:
        result->busy++;
        break;
    default:
        result->failed++;
        break;
    }
}

int apideck_replay_run(apideck_replay *replay, apideck_receiver *receiver,
                       int (*report)(const apideck_replay_item *item, const apideck_answer *answer,
                                     void *user),
                       void *user, apideck_replay_result *result_out) {
    if (!replay || !receiver || !result_out || result_out->size < sizeof result_out->size) {
        return APIDECK_ERR_ARGUMENT;
    }
    apideck__replay_arrange(replay);
    apideck_replay_result result = {.size = sizeof result, .left = replay->counts.missed};
    int first_error = 0;
    bool stopped = false;
    for (size_t i = 0; i < replay->counts.missed && !stopped; i++) {
        const struct apideck__replay_record *record = &replay->records[i];
        apideck_str body = record->log->request_body;
        apideck_answer answer;
        int error =
            apideck_receive_replayed(receiver, body.ptr, body.len, replay->options.flags, &answer);
        first_error = first_error ? first_error : error;
        count(&result, answer.outcome);
        result.left--;
        const apideck_replay_item item = {record->log, record->event};
        stopped = report && report(&item, &answer, user) != 0;
    }
    apideck__host_table_give(result_out, &result, sizeof result);
    return first_error;
}
