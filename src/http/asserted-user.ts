/**
 * Users that the environment has authenticated: a trusted proxy names them in a header field, or
 * a certificate authority in a client certificate. Off by default.
 */

import type { RequestHead } from '../web/request-head.ts';
import { isTlsSocket, type ProxyList } from './addresses.ts';

/** The attributes of a certificate's subject that can contain the user name. */
export const certificateFields = ['CN', 'emailAddress', 'UID', 'serialNumber'] as const;
export type CertificateField = (typeof certificateFields)[number];

export interface AssertionOptions {
  /** The header field in which a trusted proxy names the user. Null for none. */
  readonly header: string | null;
  /** The attribute of a certificate's subject that contains the user name. Null for none. */
  readonly certificateField: CertificateField | null;
  /** Must match the whole text. The user name is the first group, or else the whole text. */
  readonly pattern: RegExp;
}

const TEXT_CHARACTERS_MAX = 256;

/** Returns null if no user is named, or if the name is ambiguous. */
export function assertedUserName(
  request: RequestHead,
  { header, certificateField, pattern }: AssertionOptions,
  trustedProxies: ProxyList,
): string | null {
  // A proxy's certificate identifies the proxy, not the user.
  const text = trustedProxies.includes(request.socket.remoteAddress ?? '')
    ? header && headerText(request, header)
    : certificateField && certificateText(request, certificateField);
  if (!text || text.length > TEXT_CHARACTERS_MAX) return null;
  const [whole, group = whole] = pattern.exec(text) ?? [];
  return whole === text && group ? group.trim() || null : null;
}

/** Refuses repeated fields, because one of them may come from the client and not the proxy. */
function headerText(request: RequestHead, header: string): string | null {
  const [value, second] = request.headersDistinct[header.toLowerCase()] ?? [];
  if (value === undefined || second !== undefined) return null;
  // Node decodes fields as Latin-1, but names beyond ASCII are sent in UTF-8.
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\u{FFFD}') ? null : text;
}

function certificateText({ socket }: RequestHead, field: CertificateField): string | null {
  if (!isTlsSocket(socket) || !socket.authorized) return null;
  const { subject } = socket.getPeerCertificate();
  // Node returns an array if the attribute occurs more than once.
  const value: unknown = subject ? Reflect.get(subject, field) : null;
  return typeof value === 'string' ? value : null;
}
