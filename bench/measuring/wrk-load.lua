-- The requests of wrk. Prints the result as one line of JSON at the end.
-- Arguments: path, file of the body, file of tickets or "", then header fields as "Name: value".
-- If the body contains {ticket}, each request sends the next ticket of that file.
local function read(name)
  local file = assert(io.open(name, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

local fixed, before, after
local tickets = {}
local turn = 0

function init(args)
  local body = read(args[2])
  if args[3] ~= '' then
    for line in read(args[3]):gmatch('[^\n]+') do tickets[#tickets + 1] = line end
  end
  for index = 4, #args do
    local name, value = args[index]:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  local sent = body
  local from, to = body:find('{ticket}', 1, true)
  -- All tickets are of one length, so what stands in front of the body is always the same.
  if from then sent = body:sub(1, from - 1) .. tickets[1] .. body:sub(to + 1) end
  fixed = wrk.format('POST', args[1], nil, sent)
  if from then
    local start = fixed:sub(1, #fixed - #sent)
    before, after = start .. body:sub(1, from - 1), body:sub(to + 1)
    turn = math.random(#tickets)
  end
end

function request()
  if not before then return fixed end
  turn = turn % #tickets + 1
  return before .. tickets[turn] .. after
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
