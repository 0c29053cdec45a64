/** Reads the public key for `app key add`: a JSON Web Key, PEM or `RSAKeyValue`. */
import { text } from 'node:stream/consumers';
import {
  type PublicKey,
  readPublicJwk,
  readPublicKeyText,
} from '../../../../domain/keys/public-key.ts';
import { CliError } from '../../../cli-error.ts';
import { exitCodes } from '../../../exit-codes.ts';
import { readTextFile } from '../../../read-text-file.ts';
import type { Terminal } from '../../../terminal.ts';

const FROM_STDIN = '-';
const CHARACTERS_MAX = 65_536;

/**
 * @param file the name of the file; `-` for standard input.
 * @throws CliError `usage` when it cannot be read or holds no usable key. The message does not
 * repeat its content, which may be a private key.
 */
export async function readPublicKey(terminal: Terminal, file: string): Promise<PublicKey> {
  const [place, content] =
    file === FROM_STDIN
      ? ['Standard input', await text(terminal.stdin)]
      : [`The file ${file}`, await readTextFile(file)];
  try {
    return parsePublicKey(content.trim());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problem = `${place} holds no key to add: expected ${error.message}.`;
    throw new CliError(exitCodes.usage, problem);
  }
}

function parsePublicKey(content: string): PublicKey {
  if (content.length > CHARACTERS_MAX) throw new RangeError(`${CHARACTERS_MAX} characters at most`);
  if (/^(?:-----BEGIN |<)/.test(content)) return readPublicKeyText(content);
  const jwk = parseJson(content);
  if (typeof jwk === 'object' && jwk !== null) return readPublicJwk({ ...jwk });
  throw new RangeError('a JSON Web Key (RFC 7517), PEM, or RSAKeyValue in XML');
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
