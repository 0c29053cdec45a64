/**
 * Passwords: hashing and checking with Argon2id, in PHC string format.
 *
 * The parameters are OWASP's for Argon2id (19 MiB, 2 passes, 1 lane). Hashing is the most expensive
 * work that a stranger can cause here. So only a few hashes run at once, a limited number may wait,
 * and the networks that wait take turns.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9106
 * @see https://github.com/P-H-C/phc-string-format
 */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { PASSWORD_BYTES_MAX } from '../passwords/password-policy.ts';
import { FairQueue } from './fair-queue.ts';
import { hashInThread, hashingThreadsMax } from './hashing-threads.ts';

/** The work of hashing a new password. A stored hash says its own cost. */
export interface HashCost {
  /** Lanes, kibibytes and passes of Argon2id. */
  readonly lanes: number;
  readonly memoryKib: number;
  readonly passes: number;
}

/** The cost of new passwords. */
export const passwordHashCost: HashCost = { lanes: 1, memoryKib: 19_456, passes: 2 };
/** As little work as Argon2id allows, for passwords that are public or in tests. */
export const leastHashCost: HashCost = { lanes: 1, memoryKib: 8, passes: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const WAITING_MAX = 256;
/** The most places that one network can take: half of all. */
const WAITING_IN_LANE_MAX = 128;
/** The lane of commands and of filling an installation. */
const OWN_LANES = [''];

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const hashInPool = promisify(argon2);

export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #queue = new FairQueue({
    runningMax: hashingThreadsMax,
    runningInLaneMax: hashingThreadsMax,
    waitingMax: WAITING_MAX,
    waitingInLaneMax: WAITING_IN_LANE_MAX,
  });
  /**
   * Passwords of unknown users are checked against this, so that they take as long as others. It is
   * random and not a real hash, because hashing at each start would cost as much as a login.
   */
  readonly #nobody: string;

  constructor(cost: HashCost = passwordHashCost) {
    this.#cost = cost;
    this.#nobody = phcOf(cost, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));
  }

  /** How many hashes are running. */
  get running(): number {
    return this.#queue.running;
  }

  /** How many hashes are waiting. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /**
   * Does not check the password, see `acceptPassword`.
   *
   * @param networks see `verify`.
   * @throws DomainError `busy`.
   */
  async hash(password: string, networks: readonly string[] = OWN_LANES): Promise<string> {
    const nonce = randomBytes(SALT_BYTES);
    const parameters = parametersOf(password, nonce, this.#cost, TAG_BYTES);
    // New passwords are rare, and a command is not to wait for a thread to start.
    const tag = await this.#queue.run(networks, () => hashInPool('argon2id', parameters));
    return phcOf(this.#cost, nonce, tag);
  }

  /**
   * Returns whether the password matches the stored hash.
   *
   * @param stored null for a user who is unknown or has no password: the answer is false, after the
   *   same work.
   * @param networks of the client, widest first. Attempts from the same network wait for each other
   *   first.
   * @throws DomainError `busy`.
   */
  async verify(
    password: string,
    stored: string | null,
    networks: readonly string[] = OWN_LANES,
  ): Promise<boolean> {
    const [, memory, passes, lanes, salt, tag] = PHC.exec(stored ?? this.#nobody) ?? [];
    if (salt === undefined || tag === undefined)
      throw new Error('A stored password hash is malformed.');
    const expected = Buffer.from(tag, 'base64');
    const fits = Buffer.byteLength(password) <= PASSWORD_BYTES_MAX;
    const parameters = parametersOf(
      fits ? password : '',
      // A copy, because a small Buffer is a view of memory that others use, and all of it is sent.
      new Uint8Array(Buffer.from(salt, 'base64')),
      { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) },
      expected.length,
    );
    const actual = await this.#queue.run(networks, () => hashInThread(parameters));
    return timingSafeEqual(actual, expected) && fits && stored !== null;
  }
}

function parametersOf(
  message: string,
  nonce: Uint8Array,
  { memoryKib: memory, passes, lanes: parallelism }: HashCost,
  tagLength: number,
): Argon2Parameters {
  return { message, nonce, memory, passes, parallelism, tagLength };
}

function phcOf({ memoryKib, passes, lanes }: HashCost, nonce: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${base64(nonce)}$${base64(tag)}`;
}

/** PHC strings use base64 without padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
