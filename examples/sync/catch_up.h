/* What was missed while the program was down, or failed: read from the API's log of deliveries, and
 * taken through the receiver as if it arrived now. */
#ifndef SYNC_CATCH_UP_H
#define SYNC_CATCH_UP_H

#include <apideck/replay.h>

struct catch_up {
    apideck_receiver *receiver;
    const apideck_transport *transport;
    const apideck_credentials *credentials;
    const char *endpoint; /* the URL of this receiver, where the application has several; or NULL */
    int api_refuses;      /* set by catch_up_failed */
};

/* Fetches the log, and handles what failed. Returns 0, or -1 when something is left to be done. */
int catch_up(struct catch_up *work);

/* An entity could not be fetched during a run: where the API takes no request of ours for a while,
 * the run ends, since each further one would make it worse. */
void catch_up_failed(struct catch_up *work, int code);

#endif
