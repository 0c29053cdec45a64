/**
 * A table of the tickets that were used recently. It keeps columns of numbers and bytes instead of
 * an object for each ticket: 93 bytes for a ticket, and nothing for the garbage collector to visit.
 *
 * The table is set-associative: the id of a ticket chooses a set of rows, and the ticket is in one
 * of them. A new ticket in a full set replaces another by the CLOCK policy: the first one from the
 * hand on that was not used since the hand passed it.
 *
 * @see https://en.wikipedia.org/wiki/Page_replacement_algorithm#Clock
 */
import type { TicketState } from '../../domain/sessions/ticket.ts';
import { readUuid, UUID_WORDS } from '../../domain/uuid-words.ts';

/** Holds the tenant too, because a ticket's id does not say which tenant it belongs to. */
export interface CachedTicket {
  readonly tenantId: number;
  readonly ticket: TicketState;
}

const SET_ROWS = 16;
const HASH_PREFIX = '7S:';
const HASH_BYTES = 32;

/** The states of a row. */
const EMPTY = 0;
const UNUSED = 1;
const USED = 2;

export class TicketTable {
  readonly #setRows: number;
  readonly #sets: number;
  /** For each set, the row where the search for a ticket to replace begins. */
  readonly #hands: Uint8Array;
  readonly #states: Uint8Array;
  readonly #ids: Uint32Array;
  readonly #secretHashes: Buffer;
  readonly #tenantIds: Uint32Array;
  readonly #associateIds: Uint32Array;
  readonly #generations: Uint32Array;
  readonly #tokensFromMs: Float64Array;
  readonly #issuedAtMs: Float64Array;
  readonly #expiresAtMs: Float64Array;
  readonly #lastUsedAtMs: Float64Array;
  /** The id that is looked for. */
  readonly #id = new Uint32Array(UUID_WORDS);

  /** @param ticketsMax from 1; more than 16 are rounded down to whole sets. */
  constructor(ticketsMax: number) {
    this.#setRows = Math.min(SET_ROWS, ticketsMax);
    this.#sets = Math.floor(ticketsMax / this.#setRows);
    const rows = this.#sets * this.#setRows;
    this.#hands = new Uint8Array(this.#sets);
    this.#states = new Uint8Array(rows);
    this.#ids = new Uint32Array(rows * UUID_WORDS);
    this.#secretHashes = Buffer.alloc(rows * HASH_BYTES);
    this.#tenantIds = new Uint32Array(rows);
    this.#associateIds = new Uint32Array(rows);
    this.#generations = new Uint32Array(rows);
    this.#tokensFromMs = new Float64Array(rows);
    this.#issuedAtMs = new Float64Array(rows);
    this.#expiresAtMs = new Float64Array(rows);
    this.#lastUsedAtMs = new Float64Array(rows);
  }

  /** Returns the ticket and counts this as a use of it. */
  get(id: string): CachedTicket | undefined {
    const row = this.#rowOf(id);
    if (row === null) return undefined;
    this.#states[row] = USED;
    const hashAt = row * HASH_BYTES;
    const secretHash = this.#secretHashes.toString('base64', hashAt, hashAt + HASH_BYTES);
    return {
      tenantId: this.#tenantIds[row] ?? 0,
      ticket: {
        id,
        secretHash: HASH_PREFIX + secretHash,
        associateId: this.#associateIds[row] ?? 0,
        generation: this.#generations[row] ?? 0,
        tokensFromMs: this.#tokensFromMs[row] ?? 0,
        issuedAtMs: this.#issuedAtMs[row] ?? 0,
        expiresAtMs: this.#expiresAtMs[row] ?? 0,
        lastUsedAtMs: this.#lastUsedAtMs[row] ?? 0,
      },
    };
  }

  /** Does nothing if a value has not the form of those that this server makes. */
  set(id: string, { tenantId, ticket }: CachedTicket): void {
    this.delete(id);
    const hash = Buffer.from(ticket.secretHash.slice(HASH_PREFIX.length), 'base64');
    if (HASH_PREFIX + hash.toString('base64') !== ticket.secretHash) return;
    const integers = [tenantId, ticket.associateId, ticket.generation];
    const fits = hash.length === HASH_BYTES && integers.every((value) => value === value >>> 0);
    if (!fits || !readUuid(id, this.#id)) return;
    const row = this.#freeRow(this.#firstRow());
    this.#states[row] = UNUSED;
    this.#ids.set(this.#id, row * UUID_WORDS);
    this.#secretHashes.set(hash, row * HASH_BYTES);
    this.#tenantIds[row] = tenantId;
    this.#associateIds[row] = ticket.associateId;
    this.#generations[row] = ticket.generation;
    this.#tokensFromMs[row] = ticket.tokensFromMs;
    this.#issuedAtMs[row] = ticket.issuedAtMs;
    this.#expiresAtMs[row] = ticket.expiresAtMs;
    this.#lastUsedAtMs[row] = ticket.lastUsedAtMs;
  }

  delete(id: string): void {
    const row = this.#rowOf(id);
    if (row !== null) this.#states[row] = EMPTY;
  }

  clear(): void {
    this.#states.fill(EMPTY);
  }

  #rowOf(id: string): number | null {
    if (!readUuid(id, this.#id)) return null;
    const first = this.#firstRow();
    for (let row = first; row < first + this.#setRows; row += 1) {
      if (this.#states[row] !== EMPTY && this.#holdsId(row)) return row;
    }
    return null;
  }

  #holdsId(row: number): boolean {
    const at = row * UUID_WORDS;
    const [ids, id] = [this.#ids, this.#id];
    return (
      ids[at] === id[0] && ids[at + 1] === id[1] && ids[at + 2] === id[2] && ids[at + 3] === id[3]
    );
  }

  /** The first row of the set of `#id`. Its last words are random, so it needs no other hash. */
  #firstRow(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#id;
    return (((a ^ b ^ c ^ d) >>> 0) % this.#sets) * this.#setRows;
  }

  /** An empty row of the set, or else that of the ticket to replace. */
  #freeRow(first: number): number {
    const rows = this.#setRows;
    const empty = this.#states.subarray(first, first + rows).indexOf(EMPTY);
    if (empty !== -1) return first + empty;
    const set = first / rows;
    let hand = this.#hands[set] ?? 0;
    while (this.#states[first + hand] === USED) {
      this.#states[first + hand] = UNUSED;
      hand = (hand + 1) % rows;
    }
    this.#hands[set] = (hand + 1) % rows;
    return first + hand;
  }
}
