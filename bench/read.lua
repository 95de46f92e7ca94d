-- The figures of a run in one line of JSON that load.py finds.
done = function(summary, latency)
  local errors = summary.errors
  io.stderr:write(string.format(
    '@@{"requests":%d,"microseconds":%d,"bytes":%d,"refused":%d,"broken":%d,"late":%d,"p50":%d,"p99":%d,"most":%d}\n',
    summary.requests, summary.duration, summary.bytes, errors.status, errors.connect + errors.read + errors.write,
    errors.timeout, latency:percentile(50), latency:percentile(99), latency.max))
end
