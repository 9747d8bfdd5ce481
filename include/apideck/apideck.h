/*
 * libapideck: receive Apideck Unify webhooks. This header includes all that a receiver needs;
 * json.h (jansson) and the headers of the store libraries are included by themselves.
 */
#ifndef APIDECK_APIDECK_H
#define APIDECK_APIDECK_H

#include <apideck/base.h>
#include <apideck/event.h>
#include <apideck/host.h>
#include <apideck/receiver.h>
#include <apideck/signature.h>
#include <apideck/store_memory.h>

#endif
