/** Posts envelopes over HTTP, with limits on time and size. */
import { TransportError } from './errors.ts';

export interface Transport {
  /** The `fetch` to use. Default: the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** Limit for one call. Default: 30 s. */
  readonly timeoutMs?: number | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

const TIMEOUT_MS_DEFAULT = 30_000;
const ANSWER_BYTES_MAX = 16 * 2 ** 20;

/** @throws TransportError */
export async function postEnvelope(
  url: string,
  action: string,
  envelope: string,
  { fetch: send = fetch, timeoutMs = TIMEOUT_MS_DEFAULT }: Transport,
): Promise<HttpAnswer> {
  try {
    const response = await send(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: `"${action}"`,
        'User-Agent': 'ticketoffice-client',
      },
      body: envelope,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const contentType = response.headers.get('content-type') ?? undefined;
    return { status: response.status, contentType, body: await readAll(response) };
  } catch (cause) {
    if (cause instanceof TransportError) throw cause;
    throw new TransportError(`No answer from ${url}: ${reasonOf(cause, timeoutMs)}`, { cause });
  }
}

async function readAll(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new TransportError(
        `The answer from ${response.url} is larger than ${ANSWER_BYTES_MAX} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The reason is in the cause of the error that `fetch` throws. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it took longer than ${timeoutMs} ms.`;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
