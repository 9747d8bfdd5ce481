/*
 * The in-memory store: the default of a receiver. It forgets everything when the process ends, so
 * it recognises what is sent again to this process, and no more.
 */
#ifndef APIDECK_STORE_MEMORY_H
#define APIDECK_STORE_MEMORY_H

#include <apideck/base.h>
#include <apideck/host.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct apideck_memory_store apideck_memory_store;

/**
 * Makes a store.
 *   allocator  in:  copied; NULL for malloc
 *   max_bytes  in:  what it may allocate in all, while it grows included. When that is full, what
 *                   was of use longest ago is forgotten first, the event since it was committed,
 *                   the order of an entity since its latest event; an event that is not committed
 *                   never is: then a claim fails, and its delivery comes again. From 1 MiB on this
 *                   holds for each of sixteen parts, among which keys are spread.
 *   store_out  out: owned by the caller, apideck_memory_store_free
 * Errors: ARGUMENT (max_bytes holds no single event), NO_MEMORY, HMAC (libsodium does not start).
 * The store is thread-safe.
 */
APIDECK_API APIDECK_MUST_USE int apideck_memory_store_new(const apideck_allocator *allocator,
                                                          size_t max_bytes,
                                                          apideck_memory_store **store_out);

/**
 * As apideck_memory_store_new, with a lock of the host's, for example one that knows priorities.
 *   lock  in:  copied; what its `user` points to must outlive the store. NULL for the store's own,
 *              which spins, and yields where C11 threads exist.
 * Errors: as there, and HOST_TABLE, CALLBACK_MISSING for the lock.
 */
APIDECK_API APIDECK_MUST_USE int
apideck_memory_store_new_with_lock(const apideck_allocator *allocator, size_t max_bytes,
                                   const apideck_lock *lock, apideck_memory_store **store_out);

/** The table to hand to a receiver; valid as long as the store. */
APIDECK_API const apideck_store *apideck_memory_store_table(apideck_memory_store *store);

/** How many keys it holds. Thread-safe. */
APIDECK_API size_t apideck_memory_store_count(apideck_memory_store *store);

/** NULL is fine. No receiver may use the store any more. */
APIDECK_API void apideck_memory_store_free(apideck_memory_store *store);

#ifdef __cplusplus
}
#endif

#endif
