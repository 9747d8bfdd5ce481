/* Asking the API for the pages of the log. */
#include "problem.h"
#include "replay.h"

/* The log's filter has a service too, nested one deeper than the specification tells how to
 * write. */
static size_t filters(const void *list, struct apideck__parameter filters[APIDECK__FILTERS_MAX]) {
    const apideck_replay_options *options = &((const apideck_replay *)list)->options;
    filters[0] = (struct apideck__parameter){"filter%5Bstart_date%5D", options->since};
    filters[1] = (struct apideck__parameter){"filter%5Bend_date%5D", options->until};
    filters[2] = (struct apideck__parameter){"filter%5Bevent_type%5D", options->event_type};
    filters[3] = (struct apideck__parameter){"filter%5Bconsumer_id%5D", options->consumer_id};
    filters[4] = (struct apideck__parameter){
        "filter%5Bsuccess%5D", options->flags & APIDECK_REPLAY_ASK_FOR_FAILED ? "false" : NULL};
    return 5;
}

static int add(void *list, const struct apideck__page_source *source,
               struct apideck__asked **asked_out, apideck_str *next_out,
               apideck_problem **problem_out) {
    apideck_replay *replay = list;
    int error = apideck__replay_add(replay, source->response->body, source->response->body_len,
                                    source, problem_out);
    if (!error) {
        *asked_out = &replay->pages->asked;
        *next_out = replay->pages->logs->next_cursor;
    }
    return error;
}

static const struct apideck__paged webhook_logs = {"/webhook/logs", filters, add};

int apideck_replay_request(apideck_replay *replay, const apideck_credentials *credentials,
                           apideck_request **request_out, apideck_problem **problem_out) {
    if (!replay || !request_out) {
        return apideck__problem_of(problem_out, replay ? &replay->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    return apideck__paging_request(&replay->paging, &webhook_logs, replay, credentials, request_out,
                                   problem_out);
}

int apideck_replay_add_response(apideck_replay *replay, const apideck_request *request,
                                const apideck_http_response *response,
                                apideck_problem **problem_out) {
    if (!replay || !request || !response) {
        return apideck__problem_of(problem_out, replay ? &replay->allocator : NULL,
                                   APIDECK_ERR_ARGUMENT, NULL);
    }
    const struct apideck__page_source source = {request, response};
    return apideck__paging_take(&replay->paging, &webhook_logs, replay, &source, problem_out);
}

int apideck_replay_fetch(apideck_replay *replay, const apideck_transport *transport,
                         const apideck_credentials *credentials, apideck_problem **problem_out) {
    if (!replay) {
        return apideck__problem_of(problem_out, NULL, APIDECK_ERR_ARGUMENT, NULL);
    }
    return apideck__paging_fetch(&replay->paging, &webhook_logs, replay, transport, credentials,
                                 problem_out);
}

apideck_str apideck_replay_cursor(const apideck_replay *replay) {
    return replay ? replay->paging.cursor : (apideck_str){NULL, 0};
}
