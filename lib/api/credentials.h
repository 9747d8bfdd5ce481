/* Who asks, and where: the credentials, checked and made a draft of. */
#ifndef APIDECK_LIB_API_CREDENTIALS_H
#define APIDECK_LIB_API_CREDENTIALS_H

#include "problem.h"
#include "request.h"

/*
 * Fills a draft with all but the path behind that of the base, which is path[0], and the query. On
 * failure it says in *trouble why. Errors: ARGUMENT, HOST_TABLE, URL, FIELD_TEXT.
 */
int apideck__credentials_draft(const apideck_credentials *credentials, const apideck_event *event,
                               struct apideck__draft *draft, struct apideck__trouble *trouble);

#endif
