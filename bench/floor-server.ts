/**
 * The floor: bare `node:http` with a fixed response. No server in this runtime can be faster.
 * `node bench/floor-server.ts '<JSON of a FixedAnswer>'`
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FixedAnswer {
  /** Names and values alternate. */
  readonly headers: readonly string[];
  readonly body: string;
}

const [, , argument = ''] = process.argv;
const { headers, body }: FixedAnswer = JSON.parse(argument);
const fields = [...headers];
/** The same as Ticketoffice's, so that the response headers are equal. */
const KEEP_ALIVE_MS = 75_000;
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (_request, response) => {
  response.writeHead(200, fields);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => process.exit());
