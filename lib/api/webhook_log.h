/* Reading a page of the log of deliveries. */
#ifndef APIDECK_LIB_API_WEBHOOK_LOG_H
#define APIDECK_LIB_API_WEBHOOK_LOG_H

#include "page.h"

#include <apideck/replay.h>

/* apideck_webhook_logs_read, but for how it tells what was wrong: `fault` is written on failure. */
int apideck__webhook_logs_read(const void *document, size_t document_len,
                               const apideck_allocator *allocator, apideck_webhook_logs **logs_out,
                               struct apideck__page_fault *fault);

#endif
