-- Sends each request of a file once; every request stands behind its length, eight hexadecimal digits and a line end.
local requests, sent, codes, threads = {}, 0, {}, {}

setup = function(thread) threads[#threads + 1] = thread end

init = function(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local head = file:read(9)
  while head do
    requests[#requests + 1] = file:read(tonumber(head, 16))
    head = file:read(9)
  end
  file:close()
  used_up, answers = 0, ""
end

request = function()
  sent = sent + 1
  if sent <= #requests then return requests[sent] end
  used_up = used_up + 1
  wrk.thread:stop()
  return requests[#requests]
end

response = function(status)
  codes[status] = (codes[status] or 0) + 1
  local counted = {}
  for code, count in pairs(codes) do counted[#counted + 1] = string.format('"%d":%d', code, count) end
  answers = table.concat(counted, ",")
end

done = function(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '@@{"requests":%d,"microseconds":%d,"bytes":%d,"refused":%d,"broken":%d,"late":%d,"p50":%d,"p99":%d,"most":%d,'
    .. '"used_up":%d,"codes":{%s}}\n',
    summary.requests, summary.duration, summary.bytes, errors.status, errors.connect + errors.read + errors.write,
    errors.timeout, latency:percentile(50), latency:percentile(99), latency.max,
    threads[1]:get("used_up"), threads[1]:get("answers")))
end
