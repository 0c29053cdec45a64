/**
 * Certificates that a key issues for itself. Clients of the federated login carry the certificate
 * as a file and verify tokens with it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
import { hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der } from './der.ts';

export interface CertificateFields {
  /** The common name of the owner, who is the issuer too. */
  readonly commonName: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const VERSION_3 = Buffer.from([2]);
const SERIAL_BYTES = 16;
const SHA256_WITH_RSA = der.sequence(der.objectId('1.2.840.113549.1.1.11'), der.null);
const COMMON_NAME = der.objectId('2.5.4.3');
const SUBJECT_KEY_ID = der.objectId('2.5.29.14');
const KEY_USAGE = der.objectId('2.5.29.15');
const BASIC_CONSTRAINTS = der.objectId('2.5.29.19');
/** The first bit: `digitalSignature`. */
const DIGITAL_SIGNATURE = der.bits(Buffer.from([0x80]), 7);

/**
 * Makes a certificate of an RSA key, which may only sign.
 *
 * @returns DER.
 */
export function issueCertificate(
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  { commonName, fromMs, toMs }: CertificateFields,
): Buffer {
  const name = der.sequence(der.set(der.sequence(COMMON_NAME, der.text(commonName))));
  const key = publicKey.export({ format: 'der', type: 'spki' });
  const keyId = hash('sha1', key, 'buffer');
  const content = der.sequence(
    der.explicit(0, der.integer(VERSION_3)),
    der.integer(randomBytes(SERIAL_BYTES)),
    SHA256_WITH_RSA,
    name,
    der.sequence(der.time(fromMs), der.time(toMs)),
    name,
    key,
    der.explicit(
      3,
      der.sequence(
        der.sequence(BASIC_CONSTRAINTS, der.true, der.octets(der.sequence())),
        der.sequence(KEY_USAGE, der.true, der.octets(DIGITAL_SIGNATURE)),
        der.sequence(SUBJECT_KEY_ID, der.octets(der.octets(keyId))),
      ),
    ),
  );
  const signature = sign('sha256', content, privateKey);
  return der.sequence(content, SHA256_WITH_RSA, der.bits(signature));
}

/** The SHA-1 hash, by which clients name a certificate. */
export function certificateThumbprint(certificate: Uint8Array): Buffer {
  return hash('sha1', certificate, 'buffer');
}

export function certificatePem(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
