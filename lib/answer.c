#include "answer.h"

#include "log_line.h"
#include "outcome.h"

static apideck_log_level level_of(int status) {
    if (status >= 500) {
        return APIDECK_LOG_ERROR;
    }
    return status >= 400 ? APIDECK_LOG_WARNING : APIDECK_LOG_INFO;
}

static void write_log(const apideck_receiver *receiver, const apideck_answer *answer,
                      const apideck_event *event, bool replayed) {
    struct apideck__log_line line;
    apideck__log_begin(&line, apideck_outcome_name(answer->outcome));
    apideck__log_number(&line, "status", answer->status);
    if (answer->error) {
        apideck__log_text(&line, "error", apideck_error_name(answer->error));
    }
    if (answer->offset) {
        apideck__log_number(&line, "offset", (int64_t)answer->offset);
    }
    if (replayed) {
        apideck__log_number(&line, "replayed", 1);
    }
    if (event) {
        apideck__log_bytes(&line, "event_type", event->event_type);
        apideck__log_bytes(&line, "event_id", event->event_id);
    }
    receiver->log.write(level_of(answer->status), line.text, line.len, receiver->log.user);
}

int apideck__answer(apideck_receiver *receiver, apideck_outcome outcome, int error, size_t offset,
                    const apideck_event *event, bool replayed, apideck_answer *answer_out) {
    const struct apideck__outcome_info *info = apideck__outcome_info(outcome);
    *answer_out = (apideck_answer){
        .status = info->status,
        .outcome = outcome,
        .error = error,
        .offset = offset,
        .reason = error ? apideck_error_text(error) : info->reason,
    };
    apideck__count(&receiver->shards, info->counter);
    if (receiver->log.write) {
        write_log(receiver, answer_out, event, replayed);
    }
    if (info->status < 400) {
        return 0;
    }
    if (receiver->handlers.failure) {
        receiver->handlers.failure(answer_out, event, receiver->handlers.user);
    }
    return error;
}

apideck_outcome apideck__outcome_of(int error) {
    switch (error) {
    case APIDECK_ERR_TOO_LARGE:
        return APIDECK_OUTCOME_TOO_LARGE;
    case APIDECK_ERR_SIGNATURE_MISSING:
    case APIDECK_ERR_SIGNATURE_MALFORMED:
    case APIDECK_ERR_SIGNATURE_MISMATCH:
        return APIDECK_OUTCOME_UNAUTHENTIC;
    case APIDECK_ERR_NO_MEMORY:
    case APIDECK_ERR_HMAC:
    case APIDECK_ERR_NO_KEY:
        return APIDECK_OUTCOME_UNAVAILABLE;
    default:
        return APIDECK_OUTCOME_MALFORMED;
    }
}
