/**
 * The states of a test server: the present backend, what it began with, and named states to return
 * to. A return starts a new backend and puts it in the place of the present one.
 */
import type { RunningBackend } from '../backend.ts';
import { DomainError } from '../domain/errors.ts';
import { type Snapshot, TestBackend, type TestSurroundings } from './test-backend.ts';

export interface TestStatesOptions {
  readonly surroundings: TestSurroundings;
  /** What the server began with. */
  readonly start: Snapshot;
  /** The backend that was started from it. */
  readonly first: TestBackend;
  /** Resolves when the previous backend has answered its last request. */
  readonly replaceBackend: (backend: RunningBackend) => Promise<void>;
}

const STATES_MAX = 100;
const NAME_CHARACTERS_MAX = 100;

export class TestStates {
  readonly #options: TestStatesOptions;
  readonly #saved = new Map<string, Snapshot>();
  #current: TestBackend;
  #isClosed = false;
  /** Settles when the last save or return has. They run one after another. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Earlier backends that still answer requests. */
  readonly #retiring = new Set<Promise<void>>();

  constructor(options: TestStatesOptions) {
    this.#options = options;
    this.#current = options.first;
  }

  /** @throws Error if the server is closed. */
  get current(): TestBackend {
    if (this.#isClosed) throw new Error('The test server is closed.');
    return this.#current;
  }

  /** The names of the saved states, in the order in which they were first saved. */
  get names(): readonly string[] {
    return [...this.#saved.keys()];
  }

  /** Returns to the start: records, clock, faults, journal, and no saved states. */
  reset(): Promise<void> {
    const { start, surroundings } = this.#options;
    return this.#return(
      () => start,
      () => {
        surroundings.faults.reset();
        surroundings.journal.reset();
        this.#saved.clear();
      },
    );
  }

  /**
   * @throws DomainError `invalid-argument` for a name that is empty or too long; `conflict` if
   *   there are 100 states.
   */
  save(name: string): Promise<void> {
    return this.#inTurn(() => this.#save(name));
  }

  /** Returns to the records and the time of a saved state. @throws DomainError `not-found` */
  restore(name: string): Promise<void> {
    return this.#return(() => this.#require(name));
  }

  /** @throws DomainError `not-found` */
  remove(name: string): void {
    this.#require(name);
    this.#saved.delete(name);
  }

  /** Lets requests end that wait for the clock, so that the listener can close soon. */
  async beginClosing(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    this.#current.endPauses();
  }

  /** Call it when the listener is closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#retiring, this.#current.close()]);
  }

  async #save(name: string): Promise<void> {
    if (name === '' || name.length > NAME_CHARACTERS_MAX) {
      throw new DomainError(
        'invalid-argument',
        `The name of a state has from 1 to ${NAME_CHARACTERS_MAX} characters.`,
      );
    }
    if (!this.#saved.has(name) && this.#saved.size >= STATES_MAX) {
      throw new DomainError(
        'conflict',
        `There are ${STATES_MAX} states, which is the most. Remove some first.`,
      );
    }
    this.#saved.set(name, await this.current.takeSnapshot());
  }

  #require(name: string): Snapshot {
    const state = this.#saved.get(name);
    if (state) return state;
    const there = this.names.join(', ') || 'none';
    throw new DomainError(
      'not-found',
      `There is no state ${JSON.stringify(name)}. These were saved: ${there}.`,
    );
  }

  /** New requests see the state at once. Requests that run end in the previous state. */
  #return(find: () => Snapshot, onReplaced: () => void = () => {}): Promise<void> {
    return this.#inTurn(async () => {
      const previous = this.current;
      const next = await TestBackend.start(find(), this.#options.surroundings);
      this.#current = next;
      const unused = this.#options.replaceBackend(next.backend);
      onReplaced();
      this.#retire(previous, unused);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #retire(previous: TestBackend, unused: Promise<void>): void {
    const { faults, journal } = this.#options.surroundings;
    previous.endPauses();
    faults.letGo();
    const retired = unused
      // The journal may still look up why a request was refused.
      .then(() => journal.settled())
      .then(() => previous.close())
      .finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }
}
