-- Sends the deliveries of a file, one after the other, round and round. wrk -s wrk.lua URL -- FILE
-- EVENT_TYPE. At the end prints requests, microseconds, and what was not answered 200.
local deliveries = {}
local nextone = 0

function init(arguments)
   local headers = {
      ["Content-Type"] = "application/json",
      ["User-Agent"] = "Apideck/1.0",
      ["x-apideck-event-type"] = arguments[2],
   }
   for line in io.lines(arguments[1]) do
      local signature, body = line:match("^(%x+)\t(.*)$")
      headers["x-apideck-signature"] = signature
      headers["x-apideck-idempotency-key"] = signature:sub(1, 36)
      deliveries[#deliveries + 1] = wrk.format("POST", nil, headers, body)
   end
end

function request()
   nextone = nextone % #deliveries + 1
   return deliveries[nextone]
end

function done(summary)
   local errors = summary.errors
   io.write(string.format("requests %d %d %d\n", summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
