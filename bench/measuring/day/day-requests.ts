/** Makes the requests of a day: each by another user, in an order that a seed decides. */
import {
  authenticateUsernamePassword,
  authenticateWithAccessToken,
  getAccessToken,
  type Message,
  userMessage,
} from '../messages.ts';
import { type DayOperation, type DayWeights, dayOperations } from './day-operations.ts';
import type { DayPopulation } from './day-population.ts';

/** Tokens that clients hold for a later trade. */
const TOKENS_MAX = 10_000;
const REFUSAL_CHARACTERS_MAX = 2_000;
const RESULTS: Readonly<Record<DayOperation, RegExp>> = {
  login: />7T:[^<]+</,
  token: />(8A:[^<]+)</,
  trade: />7T:[^<]+</,
  csSession: />8A:[^<]+</,
  read: /UserInfoId>\d+</,
  change: /AssociateId>\d+</,
};

export class DayRequests {
  readonly #population: DayPopulation;
  readonly #clientName: string;
  /** Each is traded once while there are others. */
  readonly #tokens: string[];
  #turn = 0;

  /** @param clientName the `User-Agent` of trades. */
  constructor(population: DayPopulation, clientName = 'bench') {
    this.#population = population;
    this.#clientName = clientName;
    this.#tokens = [population.accessToken];
  }

  next(operation: DayOperation): Message {
    this.#turn += 1;
    const { users, password, tickets, adminTicket } = this.#population;
    const user = pick(users, this.#turn);
    const ticket = pick(tickets, this.#turn);
    switch (operation) {
      case 'login':
        return authenticateUsernamePassword(user.name, password);
      case 'token':
        return getAccessToken(ticket);
      case 'trade': {
        const message = authenticateWithAccessToken(this.#takeToken());
        return { ...message, headers: { ...message.headers, 'User-Agent': this.#clientName } };
      }
      case 'csSession':
        return getAccessToken(ticket, true);
      case 'read':
        return userMessage('GetUserInfo', { UserInfoId: user.id }, ticket);
      case 'change': {
        const User = { AssociateId: user.id, Tooltip: `changed ${this.#turn}` };
        return userMessage('SaveUser', { User }, adminTicket);
      }
    }
  }

  /** Checks the answer, and keeps its token for a trade. @throws Error for a refusal. */
  note(operation: DayOperation, status: number, body: string): void {
    const match = RESULTS[operation].exec(body);
    if (status !== 200 || !match)
      throw new Error(`${operation}: ${status} ${body.slice(0, REFUSAL_CHARACTERS_MAX)}`);
    const [, token] = match;
    if (token !== undefined && this.#tokens.length < TOKENS_MAX) this.#tokens.push(token);
  }

  #takeToken(): string {
    const [first = ''] = this.#tokens;
    return this.#tokens.length > 1 ? (this.#tokens.pop() ?? first) : first;
  }
}

/** The operations of one mix, shuffled. @param random from 0 up to 1. */
export function shuffledMix(weights: DayWeights, random: () => number): DayOperation[] {
  const deck = dayOperations.flatMap((operation) =>
    Array.from({ length: weights[operation] ?? 0 }, () => operation),
  );
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [deck[last], deck[other]];
    if (one && two) [deck[last], deck[other]] = [two, one];
  }
  return deck;
}

function pick<T>(values: readonly T[], turn: number): T {
  const value = values[turn % values.length];
  if (value === undefined) throw new Error('The population is empty.');
  return value;
}
