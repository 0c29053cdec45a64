/** A public key as a seed file gives it: the members of a JSON Web Key, PEM or `RSAKeyValue`. */
import * as z from 'zod';
import { type PublicKey, readPublicJwk, readPublicKeyText } from '../domain/keys/public-key.ts';
import { record, ruledText } from './seed-fields.ts';

const MEMBER_CHARACTERS_MAX = 2048;
const TEXT_CHARACTERS_MAX = 65_536;

const member = () =>
  ruledText(
    (text) =>
      text !== '' && text.length <= MEMBER_CHARACTERS_MAX
        ? null
        : `expected 1 to ${MEMBER_CHARACTERS_MAX} characters`,
    MEMBER_CHARACTERS_MAX,
  ).optional();

const jwk = record({
  kty: ruledText(() => null, MEMBER_CHARACTERS_MAX),
  kid: member().describe('Names it among the keys of its application; else its thumbprint does.'),
  crv: member(),
  x: member(),
  y: member(),
  n: member(),
  e: member(),
  use: member(),
  alg: member(),
}).meta({ description: 'A public JSON Web Key (RFC 7517).' });

const keyText = ruledText(
  (text) => (text.length <= TEXT_CHARACTERS_MAX ? null : 'expected a public key'),
  TEXT_CHARACTERS_MAX,
).meta({ description: 'A public key in PEM, or as RSAKeyValue in XML.' });

/** The message does not contain the value, which may be a private key. */
export function publicKey() {
  return z.union([readBy(jwk, readPublicJwk), readBy(keyText, readPublicKeyText)], {
    error: 'expected a public key: the members of a JSON Web Key, PEM, or RSAKeyValue',
  });
}

function readBy<T extends z.ZodType>(form: T, read: (value: z.output<T>) => PublicKey) {
  return form.transform((value, context): PublicKey => {
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.issues.push({ code: 'custom', message: `expected ${error.message}`, input: '' });
      return z.NEVER;
    }
  });
}
