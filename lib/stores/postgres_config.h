/* The configuration of a store: its defaults, and what is wrong with one. */
#ifndef APIDECK_LIB_POSTGRES_CONFIG_H
#define APIDECK_LIB_POSTGRES_CONFIG_H

#include <apideck/store_postgres.h>

/* Takes over a host's configuration. Returns 0, or the error and a message that names the member
 * at fault. */
int apideck__pg_config_copy(const apideck_postgres_config *from, apideck_postgres_config *to,
                            const char **message_out);

#endif
