/** Explains to the user of a command why the server at a URL could not be reached. */
import { connect } from 'node:tls';
import type { TransportError } from '../client/client.ts';

const PROBE_TIMEOUT_MS = 3_000;

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);
/** What comes back is no TLS. */
const NOT_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
/** Nothing answers at all. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** @param baseUrl as it was given. */
export async function explainTransport(error: TransportError, baseUrl: string): Promise<string> {
  const code = codeOf(error);
  const { protocol, host } = new URL(baseUrl);
  if (UNTRUSTED.has(code)) {
    const trust = 'is not signed by anybody that this machine trusts';
    const advice = "Give its signer's certificate with --ca FILE";
    return `The certificate of ${protocol}//${host} ${trust} (${code}). ${advice}.`;
  }
  if (NOT_TLS.has(code)) {
    return `${protocol}//${host} does not speak TLS. Give --url ${withScheme('http', baseUrl)}.`;
  }
  if (protocol === 'http:' && !UNREACHABLE.has(code) && (await speaksTls(baseUrl))) {
    return `${protocol}//${host} speaks TLS. Give --url ${withScheme('https', baseUrl)}.`;
  }
  return error.message;
}

/** `fetch` hides the reason in the cause of its error. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

function withScheme(scheme: string, baseUrl: string): string {
  return baseUrl.replace(/^https?(?=:)/i, scheme);
}

/** Whether a handshake succeeds, with whichever certificate: nothing is sent after it. */
function speaksTls(baseUrl: string): Promise<boolean> {
  const { hostname, port } = new URL(baseUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const options = { host, port: Number(port || 80), rejectUnauthorized: false };
    const socket = connect({ ...options, timeout: PROBE_TIMEOUT_MS });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => settle(true));
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => settle(false));
  });
}
