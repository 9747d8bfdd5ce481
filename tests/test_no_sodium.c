/* A libsodium that does not start, which stands in for the real one here: whatever needs it says so
 * and takes nothing. */
#include "check.h"
#include "counting_allocator.h"

#include <apideck/signature.h>
#include <apideck/store_memory.h>
#include <sodium.h>

int sodium_init(void) {
    return -1;
}

int main(void) {
    struct counting counting = {0};
    apideck_allocator allocator = counting_allocator(&counting);
    apideck_keyring *ring = NULL;
    CHECK_INT(apideck_keyring_new(&allocator, &ring), APIDECK_ERR_HMAC);
    CHECK(ring == NULL);
    apideck_memory_store *store = NULL;
    CHECK_INT(apideck_memory_store_new(&allocator, 1 << 20, &store), APIDECK_ERR_HMAC);
    CHECK(store == NULL);
    CHECK_INT(counting.calls, 0);
    return check_summary();
}
