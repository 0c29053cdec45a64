/**
 * Makes X.509 certificates, because `node:crypto` can only read them. It is a small certificate
 * authority with elliptic-curve keys. Private keys exist only during the test.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 for the fields of a certificate
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Both in PEM form. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** The ordered attributes of a subject. An attribute may occur twice. */
export type Subject = readonly (readonly [attribute: keyof typeof ATTRIBUTES, value: string])[];

export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** Tags of X.690. Those of constructed types include their bit. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  ipAddress: 0x87,
} as const;

const ATTRIBUTES = {
  CN: { identifier: '2.5.4.3', tag: TAG.utf8String },
  serialNumber: { identifier: '2.5.4.5', tag: TAG.printableString },
  UID: { identifier: '0.9.2342.19200300.100.1.1', tag: TAG.utf8String },
  emailAddress: { identifier: '1.2.840.113549.1.9.1', tag: TAG.ia5String },
} as const;

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const VERSION_3 = 2;
/** The validity of valid certificates: from long before to long after any test. */
const ALWAYS: Validity = { from: new Date('2000-01-01Z'), to: new Date('2999-12-31Z') };

export class CertificateAuthority {
  /** In PEM form. */
  readonly cert: string;
  readonly #subject: Subject;
  readonly #privateKey: KeyObject;

  constructor(name: string) {
    const { publicKey, privateKey } = createKeys();
    this.#subject = [['CN', name]];
    this.#privateKey = privateKey;
    const isAuthority = extension(BASIC_CONSTRAINTS, sequence(der(TAG.boolean, [0xff])));
    this.cert = this.#sign(this.#subject, publicKey, isAuthority, ALWAYS);
  }

  /** Issues a certificate for a server at 127.0.0.1. */
  issueServer(validity: Validity = ALWAYS): IssuedCertificate {
    const name = extension(SUBJECT_ALTERNATIVE_NAME, sequence(der(TAG.ipAddress, [127, 0, 0, 1])));
    return this.#issue([['CN', '127.0.0.1']], name, validity);
  }

  issueClient(subject: Subject, validity: Validity = ALWAYS): IssuedCertificate {
    return this.#issue(subject, extension(BASIC_CONSTRAINTS, sequence()), validity);
  }

  #issue(subject: Subject, extra: Buffer, validity: Validity): IssuedCertificate {
    const { publicKey, privateKey } = createKeys();
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { cert: this.#sign(subject, publicKey, extra, validity), key };
  }

  #sign(subject: Subject, publicKey: KeyObject, extra: Buffer, { from, to }: Validity): string {
    const algorithm = sequence(objectIdentifier(ECDSA_WITH_SHA256));
    const content = sequence(
      der(TAG.version, der(TAG.integer, [VERSION_3])),
      der(TAG.integer, [0x01, ...randomBytes(8)]),
      algorithm,
      distinguishedName(this.#subject),
      sequence(time(from), time(to)),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(TAG.extensions, sequence(extra)),
    );
    const signature = sign('sha256', content, this.#privateKey);
    const certificate = sequence(content, algorithm, der(TAG.bitString, [0], signature));
    const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  }
}

function createKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function distinguishedName(subject: Subject): Buffer {
  const names = subject.map(([attribute, value]) => {
    const { identifier, tag } = ATTRIBUTES[attribute];
    return der(TAG.set, sequence(objectIdentifier(identifier), der(tag, Buffer.from(value))));
  });
  return sequence(...names);
}

function extension(identifier: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(identifier), der(TAG.octetString, value));
}

/** Years until 2049 have two digits (RFC 5280 section 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = Buffer.from(date.toISOString().replace(/\.\d+|[-:T]/g, ''), 'ascii');
  return date.getUTCFullYear() < 2050
    ? der(TAG.utcTime, digits.subarray(2))
    : der(TAG.generalizedTime, digits);
}

/**
 * Encodes numbers in base 128. Every byte of a number but its last has the high bit (X.690
 * section 8.19).
 */
function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const septets = [number % 128];
    for (let left = number >> 7; left > 0; left >>= 7) septets.unshift((left % 128) + 128);
    return septets;
  });
  return der(TAG.objectIdentifier, bytes);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(TAG.sequence, ...parts);
}

function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

/** Uses the shortest form, which DER requires. */
function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
