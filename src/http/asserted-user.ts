/**
 * Users for whom the environment vouches: a trusted proxy by a header field, or whoever signed a
 * client certificate. Off unless configured.
 */

import type { RequestHead } from '../web/request-head.ts';
import { isTlsSocket, type ProxyList } from './addresses.ts';

/** The attributes of a certificate's subject that can name a user. */
export const certificateFields = ['CN', 'emailAddress', 'UID', 'serialNumber'] as const;
export type CertificateField = (typeof certificateFields)[number];

export interface AssertionOptions {
  /** The header field in which a trusted proxy names the user; null for none. */
  readonly header: string | null;
  /** The attribute of a certificate's subject that names the user; null for none. */
  readonly certificateField: CertificateField | null;
  /** The whole text must match; the first group, or else all of it, is the user name. */
  readonly pattern: RegExp;
}

const TEXT_CHARACTERS_MAX = 256;

/** Null when nobody vouches for anybody, or not clearly. */
export function assertedUserName(
  request: RequestHead,
  { header, certificateField, pattern }: AssertionOptions,
  trustedProxies: ProxyList,
): string | null {
  // The certificate of a proxy is the proxy's own.
  const text = trustedProxies.includes(request.socket.remoteAddress ?? '')
    ? header && headerText(request, header)
    : certificateField && certificateText(request, certificateField);
  if (!text || text.length > TEXT_CHARACTERS_MAX) return null;
  const [whole, group = whole] = pattern.exec(text) ?? [];
  return whole === text && group ? group.trim() || null : null;
}

/** A field that was sent twice may have come through the proxy from a client. */
function headerText(request: RequestHead, header: string): string | null {
  const [value, second] = request.headersDistinct[header.toLowerCase()] ?? [];
  if (value === undefined || second !== undefined) return null;
  // Node takes each byte for a character, but names beyond ASCII come in UTF-8.
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\u{FFFD}') ? null : text;
}

function certificateText({ socket }: RequestHead, field: CertificateField): string | null {
  if (!isTlsSocket(socket) || !socket.authorized) return null;
  const { subject } = socket.getPeerCertificate();
  // An attribute that is there twice comes as an array.
  const value: unknown = subject ? Reflect.get(subject, field) : null;
  return typeof value === 'string' ? value : null;
}
