/**
 * The form of access tokens (`8A:…`). A token is encrypted, so only holders of the key ring can
 * read it or make one.
 *
 * On-site `8A:<data>`, Online `8A:<context identifier>.<data>`. Data is the base64 of: version (1
 * byte), key id (4), nonce (12), ciphertext, tag (16). The cipher is AES-256-GCM; the associated
 * data is everything before the ciphertext, and the context identifier. Numbers are big-endian.
 *
 * The plaintext of version 2: valid from and valid to (6 each, ms), associate id (4), ticket id
 * (16), application id (4; 0 for none), flags (1), and with flag 1 the CS session: login id (4), CS
 * user id (4), session key (32, ASCII). Version 1 is older and lacks the application id. It is
 * still opened.
 *
 * This module does not decide whether a token is still valid: see `access-tokens.ts`.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { TokenKeySource } from '../keys/key-ring.ts';
import type { CsSessionGrant } from './cs-session.ts';

export interface AccessTokenClaims {
  /** Identifies the token without revealing it: key id and nonce, in hex. */
  readonly tokenId: string;
  /** The tenant's context identifier. Empty on-site. */
  readonly contextIdentifier: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly associateId: number;
  /** The ticket that the token was issued for. The token ends with it. */
  readonly ticketId: string;
  /** The application on whose behalf the token was issued. Null if none is known. */
  readonly applicationId: number | null;
  readonly csSession: CsSessionGrant | null;
}

/**
 * Remembers tokens that must be refused before they expire: revoked access tokens, and client
 * assertions that were used, because each assertion may be used once.
 */
export interface RevokedTokenStore {
  /**
   * Returns whether the token id was new; adding it again changes nothing. If several callers add
   * the same id at the same time, one of them gets true. Once this returns, the entry survives a
   * crash.
   */
  add(tokenId: string, expiresAtMs: number): Promise<boolean>;
  has(tokenId: string): Promise<boolean>;
  /**
   * Like `has`, but also sees entries that another node added and this node does not know of yet.
   */
  hasByNow(tokenId: string): Promise<boolean>;
  /** Like `hasByNow`, for several tokens. Returns the ids of those that have entries. */
  listByNow(tokenIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The longest time from issue to expiry that a server may be configured for: a day. */
export const ACCESS_TOKEN_LIFETIME_MS_MAX = 86_400_000;

/** Why a text is not one of our tokens. */
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
  // The nonce is a random field, drawn at each start, and a counter (NIST SP 800-38D section
  // 8.2.1). After n starts, the chance that two have the same field is about n²/2⁶⁵. With random
  // nonces alone, a key would have to be retired after 2³² tokens (section 8.3).
  #nonceField = randomBytes(8);
  #nonceCounter = 0;
  // One buffer serves for all tokens, because sealing is synchronous.
  readonly #sealed = Buffer.alloc(
    CONTENT_AT + CLAIMS_BYTES + CS_SESSION_BYTES + TAG_BYTES,
    VERSION,
  );
  readonly #header = this.#sealed.subarray(0, CONTENT_AT);
  readonly #nonce = this.#header.subarray(NONCE_AT);
  readonly #claims = Buffer.alloc(CLAIMS_BYTES + CS_SESSION_BYTES);
  // Opening is synchronous as well.
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
    // A token has exactly one valid spelling: canonical base64.
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

  /**
   * Returns the id of the key that a well-formed token names. It is not verified: anybody can write
   * one.
   */
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

/**
 * Splits a token into the context identifier, which is empty on-site, and the data. Returns null if
 * the text is malformed.
 */
function splitText(text: string) {
  if (!looksLikeAccessToken(text) || text.length > TEXT_CHARACTERS_MAX) return null;
  const dotAt = text.indexOf('.');
  if (dotAt < 0) return { contextIdentifier: '', data: text.slice(PREFIX.length) };
  const contextIdentifier = text.slice(PREFIX.length, dotAt);
  return CONTEXT_IDENTIFIER.test(contextIdentifier)
    ? { contextIdentifier, data: text.slice(dotAt + 1) }
    : null;
}

/** The header has a fixed length, so no byte can move from one part to the other. */
function associatedData(header: Buffer, contextIdentifier: string): Buffer {
  return contextIdentifier === ''
    ? header
    : Buffer.concat([header, Buffer.from(contextIdentifier, 'ascii')]);
}

/** Returns the part of the buffer that holds the claims. */
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

/** Converts claims of version 1 to version 2. */
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

/** @param hex the 32 digits of the UUID. */
function uuidOf(hex: string): string {
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `${groups.join('-')}-${hex.slice(20)}`;
}
