/** Prints a request as a command line of curl, with the names of secrets in their places. */
import type { JournalEntry } from '../../journal/journal-entry.ts';

/** Curl sets them itself. */
const SET_BY_CURL = ['host', 'content-length', 'connection', 'accept-encoding', 'user-agent'];
const SERVER = 'https://SERVER';

/** Null if the journal has no messages. */
export function printCurl({ method, path, messages }: JournalEntry): string | null {
  if (messages === null) return null;
  const { requestHead, requestQuery, requestBody } = messages;
  const query = requestQuery === '' ? '' : `?${requestQuery}`;
  const fields = requestHead.filter(([name]) => !SET_BY_CURL.includes(name.toLowerCase()));
  return [
    `curl -X ${quoted(method)} ${quoted(`${serverOf(requestHead)}${path}${query}`)}`,
    ...fields.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(requestBody === '' ? [] : [`--data-binary ${quoted(requestBody)}`]),
  ].join(' \\\n  ');
}

function serverOf(head: readonly (readonly [name: string, value: string])[]): string {
  const [, host = ''] = head.find(([name]) => name.toLowerCase() === 'host') ?? [];
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : SERVER;
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
