/*
 * The steps of the contract, each one script, so that nobody comes between its look and its change.
 *
 * An event's record is a string of four words:
 *
 *     claimed|done TOKEN UNTIL AT
 *
 * UNTIL is the end of the lease, or of the retention, and decides; AT is when it was claimed. Both
 * are times of the receivers' clocks. The server's clock only says when a record may go, which is a
 * margin later: differences of the receivers' times are what it is told.
 *
 * The token is larger than the last one of the group of keys, than that of the record, and than the
 * server's clock in microseconds. The counter of the group is what makes it so when the clock steps
 * back; the clock, when the counter was lost. Lua's numbers hold it exactly until the year 2255.
 */
#include "redis.h"

/* KEYS: record, counter. ARGV: now, end of the lease, time to live. */
static const char claim[] =
    "local record = redis.call('GET', KEYS[1])\n"
    "local last = tonumber(redis.call('GET', KEYS[2]) or 0)\n"
    "if record then\n"
    "  local state, token, until_ms = string.match(record, '^(%a+) (%d+) (%-?%d+) ')\n"
    "  if tonumber(until_ms) > tonumber(ARGV[1]) then\n"
    "    return {state == 'done' and 2 or 3, '0'}\n"
    "  end\n"
    "  last = math.max(last, tonumber(token))\n"
    "end\n"
    "local time = redis.call('TIME')\n"
    "local token = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))\n"
    "redis.call('SET', KEYS[2], token)\n"
    "redis.call('SET', KEYS[1], 'claimed ' .. token .. ' ' .. ARGV[2] .. ' ' .. ARGV[1],\n"
    "           'PX', ARGV[3])\n"
    "return {1, token}\n";

/* KEYS: record. ARGV: token, end of the retention, margin. A commit whose answer was lost is sent
 * again: it finds what it did. The adapter never sends one again whose answer it has. */
static const char commit[] =
    "local record = redis.call('GET', KEYS[1]) or ''\n"
    "local state, token, at = string.match(record, '^(%a+) (%d+) %-?%d+ (%-?%d+)$')\n"
    "if token ~= ARGV[1] then return 0 end\n"
    "if state == 'done' then return ARGV[4] == 'again' and 1 or 0 end\n"
    "local left = math.max(tonumber(ARGV[2]) - tonumber(at), 0) + tonumber(ARGV[3])\n"
    "redis.call('SET', KEYS[1], 'done ' .. token .. ' ' .. ARGV[2] .. ' ' .. at,\n"
    "           'PX', string.format('%.0f', math.min(left, 1e15)))\n"
    "return 1\n";

/* KEYS: record. ARGV: token. */
static const char release[] =
    "local record = redis.call('GET', KEYS[1]) or ''\n"
    "if string.match(record, '^claimed (%d+) ') == ARGV[1] then redis.call('DEL', KEYS[1]) end\n"
    "return 1\n";

/* KEYS: latest time of the entity. ARGV: time, time to live. The numbers are apideck_order's. */
static const char advance[] =
    "local latest = redis.call('GET', KEYS[1])\n"
    "if latest and tonumber(latest) > tonumber(ARGV[1]) then return 2 end\n"
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])\n"
    "return latest and 1 or 0\n";

const char *const apideck__redis_scripts[APIDECK__REDIS_SCRIPTS] = {claim, commit, release,
                                                                    advance};
