/** Hashes passwords with the lowest cost, to keep tests fast. */
import { argon2Sync, randomBytes } from 'node:crypto';

export function cheapHash(password: string): string {
  const nonce = randomBytes(8);
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 16 };
  const tag = argon2Sync('argon2id', { message: password, nonce, ...cost });
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt}$${hash}`;
}
