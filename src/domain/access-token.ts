/**
 * The form of access tokens (`8A:…`): what is inside, sealed so that only holders of the key ring
 * can read or make one.
 *
 * On-site `8A:<data>`, Online `8A:<context identifier>.<data>`. Data is the base64 of: version
 * (1 byte), key id (4), nonce (12), ciphertext, tag (16), by AES-256-GCM with everything before the
 * ciphertext and the context identifier as associated data. Numbers are big-endian. The ciphertext,
 * version 2: valid from and valid to (6 each, ms), associate id (4), ticket id (16), application
 * id (4; 0 for none), flags (1), and with flag 1 the CS session: login id (4), CS user id (4),
 * session key (32, ASCII). Version 1, from before there were applications, lacks the application
 * id, and is still opened.
 *
 * Whether a token that opens is still valid is not decided here: see `access-tokens.ts`.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CsSessionGrant } from './cs-session.ts';
import type { TokenKeySource } from './key-ring.ts';

export interface AccessTokenClaims {
  /** Names the token without giving it away: key id and nonce, in hex. */
  readonly tokenId: string;
  /** Of the tenant; empty on-site. */
  readonly contextIdentifier: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly associateId: number;
  /** The ticket that the token was issued for; the token ends with it. */
  readonly ticketId: string;
  /** The application on whose behalf it was issued; null where none is known. */
  readonly applicationId: number | null;
  readonly csSession: CsSessionGrant | null;
}

/**
 * The memory of what is refused before it expires: access tokens that were revoked, and assertions
 * that were used, since one is good for once.
 */
export interface RevokedTokenStore {
  /**
   * Answers whether it is new: adding twice changes nothing, and of those who add the same at the
   * same time one is told so. Once this returns, it survives a crash.
   */
  add(tokenId: string, expiresAtMs: number): Promise<boolean>;
  has(tokenId: string): Promise<boolean>;
  /** The same, also of what another node has added and this one was not told yet. */
  hasByNow(tokenId: string): Promise<boolean>;
}

/** Why a text is no token of ours. */
export type AccessTokenFlaw = 'malformed' | 'unknown-version' | 'unknown-key' | 'forged';

const PREFIX = '8A:';
const TEXT_CHARACTERS_MAX = 2048;
const CIPHER = 'aes-256-gcm';
const VERSION = 2;
const VERSION_WITHOUT_APPLICATION = 1;
const NONCE_AT = 5;
const CONTENT_AT = 17;
const TAG_BYTES = 16;
const CLAIMS_BYTES = 37;
const APPLICATION_AT = 32;
const APPLICATION_BYTES = 4;
const CS_SESSION_BYTES = 40;
const NO_APPLICATION = 0;
const HAS_CS_SESSION = 1;

const CONTEXT_IDENTIFIER = /^[\w-]{1,32}$/;
const DECIPHER_OPTIONS = { authTagLength: TAG_BYTES };

const COUNTER_MAX = 2 ** 32 - 1;

export function looksLikeAccessToken(text: string): boolean {
  return text.startsWith(PREFIX);
}

export class AccessTokenCodec {
  readonly #keys: TokenKeySource;
  // A field drawn at each start and a counter, after NIST SP 800-38D section 8.2.1; of n starts two
  // draw the same field with a chance of about n²/2⁶⁵. With random nonces alone a key would have to
  // be retired after 2³² tokens (section 8.3).
  #nonceField = randomBytes(8);
  #nonceCounter = 0;
  // Sealing waits for nobody, so that one place serves for every token.
  readonly #sealed = Buffer.alloc(
    CONTENT_AT + CLAIMS_BYTES + CS_SESSION_BYTES + TAG_BYTES,
    VERSION,
  );
  readonly #header = this.#sealed.subarray(0, CONTENT_AT);
  readonly #nonce = this.#header.subarray(NONCE_AT);
  readonly #claims = Buffer.alloc(CLAIMS_BYTES + CS_SESSION_BYTES);
  // So does opening.
  readonly #given = Buffer.alloc(TEXT_CHARACTERS_MAX);
  readonly #givenHeader = this.#given.subarray(0, CONTENT_AT);
  readonly #givenNonce = this.#givenHeader.subarray(NONCE_AT);

  constructor(keys: TokenKeySource) {
    this.#keys = keys;
  }

  seal(claims: Omit<AccessTokenClaims, 'tokenId'>): string {
    const { contextIdentifier } = claims;
    const key = this.#keys.current;
    const tagAt = CONTENT_AT + CLAIMS_BYTES + (claims.csSession ? CS_SESSION_BYTES : 0);
    const token = this.#sealed;
    token.writeUInt32BE(key.id, 1);
    this.#writeNonce(token);
    const cipher = createCipheriv(CIPHER, key.secret, this.#nonce);
    cipher.setAAD(associatedData(this.#header, contextIdentifier));
    token.set(cipher.update(packClaims(claims, this.#claims)), CONTENT_AT);
    cipher.final();
    token.set(cipher.getAuthTag(), tagAt);
    const context = contextIdentifier === '' ? '' : `${contextIdentifier}.`;
    return PREFIX + context + token.toString('base64', 0, tagAt + TAG_BYTES);
  }

  open(text: string): AccessTokenClaims | AccessTokenFlaw {
    const parts = splitText(text);
    if (!parts) return 'malformed';
    const { contextIdentifier, data } = parts;
    const token = this.#given;
    const length = token.write(data, 'base64');
    const version = length > 0 ? token.readUInt8(0) : null;
    const lacking = version === VERSION_WITHOUT_APPLICATION ? APPLICATION_BYTES : 0;
    const bytesMin = CONTENT_AT + CLAIMS_BYTES - lacking + TAG_BYTES;
    // One token has one spelling, and nothing else than base64 is any.
    if (length < bytesMin || token.toString('base64', 0, length) !== data) return 'malformed';
    if (version !== VERSION && version !== VERSION_WITHOUT_APPLICATION) return 'unknown-version';
    const key = this.#keys.find(token.readUInt32BE(1));
    if (!key) return 'unknown-key';
    const decipher = createDecipheriv(CIPHER, key.secret, this.#givenNonce, DECIPHER_OPTIONS);
    decipher.setAAD(associatedData(this.#givenHeader, contextIdentifier));
    const tagAt = length - TAG_BYTES;
    decipher.setAuthTag(token.subarray(tagAt, length));
    const content = decipher.update(token.subarray(CONTENT_AT, tagAt));
    try {
      decipher.final();
    } catch {
      return 'forged';
    }
    const tokenId = token.toString('hex', 1, CONTENT_AT);
    const claims = version === VERSION ? content : withoutApplication(content);
    return { tokenId, contextIdentifier, ...unpackClaims(claims) };
  }

  /** The id of the key that a token names, as what is not malformed does; anybody can write one. */
  keyIdOf(text: string): number {
    return Buffer.from(splitText(text)?.data ?? '', 'base64').readUInt32BE(1);
  }

  #writeNonce(token: Buffer): void {
    if (this.#nonceCounter > COUNTER_MAX) {
      this.#nonceField = randomBytes(8);
      this.#nonceCounter = 0;
    }
    this.#nonceField.copy(token, NONCE_AT);
    token.writeUInt32BE(this.#nonceCounter, NONCE_AT + 8);
    this.#nonceCounter += 1;
  }
}

/** The context identifier, which is empty on-site, and the data; null where that is malformed. */
function splitText(text: string) {
  if (!looksLikeAccessToken(text) || text.length > TEXT_CHARACTERS_MAX) return null;
  const dotAt = text.indexOf('.');
  if (dotAt < 0) return { contextIdentifier: '', data: text.slice(PREFIX.length) };
  const contextIdentifier = text.slice(PREFIX.length, dotAt);
  return CONTEXT_IDENTIFIER.test(contextIdentifier)
    ? { contextIdentifier, data: text.slice(dotAt + 1) }
    : null;
}

/** The header has a fixed length, so nothing can move from one part to the other. */
function associatedData(header: Buffer, contextIdentifier: string): Buffer {
  return contextIdentifier === ''
    ? header
    : Buffer.concat([header, Buffer.from(contextIdentifier, 'ascii')]);
}

/** Answers the part of the buffer that they take. */
function packClaims(claims: Omit<AccessTokenClaims, 'tokenId'>, content: Buffer): Buffer {
  const { csSession } = claims;
  content.writeUIntBE(claims.validFromMs, 0, 6);
  content.writeUIntBE(claims.validToMs, 6, 6);
  content.writeUInt32BE(claims.associateId, 12);
  content.write(claims.ticketId.replaceAll('-', ''), 16, 'hex');
  content.writeUInt32BE(claims.applicationId ?? NO_APPLICATION, APPLICATION_AT);
  content.writeUInt8(csSession ? HAS_CS_SESSION : 0, 36);
  if (!csSession) return content.subarray(0, CLAIMS_BYTES);
  content.writeUInt32BE(csSession.loginId, 37);
  content.writeUInt32BE(csSession.csUserId, 41);
  content.write(csSession.sessionKey, 45, 'ascii');
  return content;
}

/** Claims of version 1 in the form of today. */
function withoutApplication(content: Buffer): Buffer {
  const [before, after] = [content.subarray(0, APPLICATION_AT), content.subarray(APPLICATION_AT)];
  return Buffer.concat([before, Buffer.alloc(APPLICATION_BYTES), after]);
}

function unpackClaims(content: Buffer): Omit<AccessTokenClaims, 'tokenId' | 'contextIdentifier'> {
  const hasCsSession = (content.readUInt8(36) & HAS_CS_SESSION) !== 0;
  return {
    validFromMs: content.readUIntBE(0, 6),
    validToMs: content.readUIntBE(6, 6),
    associateId: content.readUInt32BE(12),
    ticketId: uuidOf(content.toString('hex', 16, 32)),
    applicationId: content.readUInt32BE(APPLICATION_AT) || null,
    csSession: hasCsSession
      ? {
          loginId: content.readUInt32BE(37),
          csUserId: content.readUInt32BE(41),
          sessionKey: content.toString('ascii', 45),
        }
      : null,
  };
}

/** @param hex its 32 digits. */
function uuidOf(hex: string): string {
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${groups.join('-')}-${hex.slice(20)}`;
}
