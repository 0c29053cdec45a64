-- The requests of wrk. Prints the result as one line of JSON at the end.
-- Arguments: path, file of the body, file of tickets or "", then header fields as "Name: value".
-- If the body contains {ticket}, each request sends the next ticket of that file.
local function read(name)
  local file = assert(io.open(name, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

local requests = {}
local turn = 0

function init(args)
  local body = read(args[2])
  for index = 4, #args do
    local name, value = args[index]:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  local from, to = body:find('{ticket}', 1, true)
  if not from then
    requests[1] = wrk.format('POST', args[1], nil, body)
    return
  end
  -- Made before the measurement, so that many tickets cost no more than one while it runs.
  for ticket in read(args[3]):gmatch('[^\n]+') do
    local sent = body:sub(1, from - 1) .. ticket .. body:sub(to + 1)
    requests[#requests + 1] = wrk.format('POST', args[1], nil, sent)
  end
  turn = math.random(#requests)
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"bytes":%.0f,"p50Ms":%.3f,"p99Ms":%.3f,"failures":' ..
    '{"connections":%d,"statuses":%d,"timeouts":%d}}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write, errors.status, errors.timeout))
end
