/*
 * The steps of the contract that have to look before they change, each one script, so that nobody
 * comes between the two. A key that is not known is claimed without one, by SET NX.
 *
 * An event's record is a string of four words, the first three of fixed length, since to cut a
 * string takes Lua a fraction of what a pattern does:
 *
 *     held|done|free TOKEN AT UNTIL         4, 16 digits, a sign and 16 digits
 *
 * UNTIL is the end of the lease, or of the retention, and decides; AT is when it was claimed. Both
 * are times of the receivers' clocks. The server's clock only says when a record may go, which is a
 * margin later: differences of the receivers' times are what it is told.
 *
 * What was released stays for that margin too, as free: the next token has to be larger. Lua's
 * numbers hold a token, microseconds since 1970, exactly until the year 2255.
 */
#include "redis.h"

/* KEYS: record. ARGV: now, end of the lease, time to live, what the token is at least. */
static const char claim[] =
    "local token = tonumber(ARGV[4])\n"
    "local record = redis.call('GET', KEYS[1])\n"
    "if record then\n"
    "  local state = string.sub(record, 1, 4)\n"
    "  if state ~= 'free' and tonumber(string.sub(record, 41)) > tonumber(ARGV[1]) then\n"
    "    return state == 'done' and 2 or 3\n"
    "  end\n"
    "  token = math.max(token, tonumber(string.sub(record, 6, 21)) + 1)\n"
    "end\n"
    "token = string.format('%016.0f', token)\n"
    "redis.call('SET', KEYS[1],\n"
    "           string.format('held %s %+017.0f %s', token, ARGV[1], ARGV[2]), 'PX', ARGV[3])\n"
    "return token\n";

/* KEYS: record. ARGV: token, end of the retention, margin. A commit whose answer was lost is sent
 * again: it finds what it did. The adapter never sends one again whose answer it has. */
static const char commit[] =
    "local record = redis.call('GET', KEYS[1])\n"
    "if not record or string.sub(record, 6, 21) ~= ARGV[1] then return 0 end\n"
    "local state = string.sub(record, 1, 4)\n"
    "if state ~= 'held' then return state == 'done' and ARGV[4] == 'again' and 1 or 0 end\n"
    "local left = math.max(ARGV[2] - string.sub(record, 23, 39), 0) + ARGV[3]\n"
    "redis.call('SET', KEYS[1], 'done' .. string.sub(record, 5, 40) .. ARGV[2],\n"
    "           'PX', string.format('%.0f', math.min(left, 1e15)))\n"
    "return 1\n";

/* KEYS: record. ARGV: token, time to live. */
static const char release[] =
    "local record = redis.call('GET', KEYS[1])\n"
    "if record and string.sub(record, 1, 21) == 'held ' .. ARGV[1] then\n"
    "  redis.call('SET', KEYS[1], 'free' .. string.sub(record, 5), 'PX', ARGV[2])\n"
    "end\n"
    "return 1\n";

/* KEYS: latest time of the entity. ARGV: time, time to live. The numbers are apideck_order's. */
static const char advance[] =
    "local latest = redis.call('GET', KEYS[1])\n"
    "if latest and tonumber(latest) > tonumber(ARGV[1]) then return 2 end\n"
    "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])\n"
    "return latest and 1 or 0\n";

const char *const apideck__redis_scripts[APIDECK__REDIS_SCRIPTS] = {claim, commit, release,
                                                                    advance};
