/* Ending a delivery: the answer, and everyone who has to know of it. */
#ifndef APIDECK_LIB_ANSWER_H
#define APIDECK_LIB_ANSWER_H

#include "receiver.h"

/*
 * Fills in the answer, counts it, writes the log line and tells the host of a failure.
 *   error  0, or why; `offset` is the byte of the body behind it
 *   event  may be NULL
 *   replayed  for the log line
 * Returns `error` when the answer is not 2xx, else 0.
 */
int apideck__answer(apideck_receiver *receiver, apideck_outcome outcome, int error, size_t offset,
                    const apideck_event *event, bool replayed, apideck_answer *answer_out);

/* The outcome of a delivery that could not be accepted for this reason. */
apideck_outcome apideck__outcome_of(int error);

#endif
