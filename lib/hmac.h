/* The HMAC-SHA256 that a keyring computes with unless the host brings its own: libsodium's. */
#ifndef APIDECK_LIB_HMAC_H
#define APIDECK_LIB_HMAC_H

#include <apideck/signature.h>

/* `allocator` holds the prepared keys and has to outlive them. */
apideck_hmac_provider apideck__hmac_sodium(apideck_allocator *allocator);

#endif
