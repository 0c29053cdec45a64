/**
 * The floor of logins by password: hashes passwords and does nothing else, as many at once as there
 * are cores. Prints how many a second. `node bench/hash-floor.ts <seconds>`
 */
import { argon2, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { passwordHashCost } from '../src/domain/login/password.ts';

const derive = promisify(argon2);
const { memoryKib: memory, passes, lanes: parallelism } = passwordHashCost;
const given = { message: 'bench', memory, passes, parallelism, tagLength: 32 };
const [, , seconds = '1'] = process.argv;
const startedAt = performance.now();
const endsAt = startedAt + Number(seconds) * 1000;
let hashes = 0;

async function hashOn(): Promise<void> {
  while (performance.now() < endsAt) {
    await derive('argon2id', { ...given, nonce: randomBytes(16) });
    hashes += 1;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, hashOn));
console.log((hashes * 1000) / (performance.now() - startedAt));
