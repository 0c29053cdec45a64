/** The faults of one request: finds the rule that applies to it, and applies its effect. */
import type { Socket } from 'node:net';
import type { FaultyCall } from '../contract/call-faults.ts';
import { emptyRequestNotes, type RequestNotes } from '../domain/request-notes.ts';
import type { FaultHit, FaultyRequest, RequestFaults } from '../http/fault-injector.ts';
import { hold } from '../http/hold.ts';
import { SoapFault } from '../soap/fault.ts';
import type { Protocol } from '../web/recording.ts';
import type { FaultEffect, FaultRule } from './fault-rule.ts';
import { INJECTED, injectedError } from './injected-error.ts';
import type { InjectedRule } from './injected-rule.ts';

export interface FaultTools {
  /** Ends a ticket, or the ticket of an access token. @param tenant null on-site. */
  readonly expireTicket: (tenant: string | null, ticketOrToken: string) => Promise<void>;
}

/** The signal is the one of the moment, because the rule may let its requests go more than once. */
type Taken = Pick<InjectedRule, 'id' | 'rule' | 'released'>;

export class CallWithFaults implements RequestFaults {
  readonly notes: RequestNotes;
  readonly #protocol: Protocol;
  readonly #socket: Socket;
  readonly #rules: readonly InjectedRule[];
  readonly #tools: FaultTools;
  #ticket: string | null = null;
  /** The rules that fit the call and wait for its caller to be known. */
  #waiting: readonly InjectedRule[] = [];
  #taken: Taken | null = null;

  constructor(request: FaultyRequest, rules: readonly InjectedRule[], tools: FaultTools) {
    this.#protocol = request.protocol;
    this.#socket = request.socket;
    this.notes = request.notes ?? emptyRequestNotes();
    this.#rules = rules;
    this.#tools = tools;
  }

  get hit(): FaultHit | null {
    const taken = this.#taken;
    return taken && { id: taken.id, ...onTheWire(taken.rule.effect), released: taken.released };
  }

  async perform<R>(given: FaultyCall, work: () => Promise<R>): Promise<R> {
    const { operation, ticket } = given;
    const protocol = given.protocol ?? this.#protocol;
    this.#ticket = ticket;
    const { tenant } = this.notes;
    const call = { protocol, operation, tenant, hasTicket: ticket !== null };
    const fitting = this.#rules.filter((rule) => rule.fits(call));
    this.#waiting = fitting.filter(({ needsCaller }) => needsCaller);
    if (this.#take(fitting.filter(({ needsCaller }) => !needsCaller))) await this.#act('before');
    try {
      return await work();
    } finally {
      // Now the user of a login is known, too.
      this.#takeForCaller([this.notes.user], 'answered');
      // What this throws is answered in place of the result or error of the work.
      await this.#act('answered');
    }
  }

  async admitted(userName?: string): Promise<boolean> {
    if (!this.#takeForCaller([this.notes.user, userName])) return false;
    return (await this.#act('before')) === 'ticket-ended';
  }

  /** Takes the first rule that applies. A request has one fault at most. */
  #take(rules: readonly InjectedRule[]): boolean {
    if (this.#taken) return false;
    const taken = rules.find((rule) => rule.take());
    if (!taken) return false;
    const { id, rule, released } = taken;
    this.#taken = { id, rule, released };
    this.notes.faultId = id;
    return true;
  }

  #takeForCaller(users: readonly (string | null | undefined)[], when?: FaultRule['when']): boolean {
    const caller = { users, application: this.notes.application };
    const fitting = this.#waiting.filter(
      (rule) => (when === undefined || rule.rule.when === when) && rule.fitsCaller(caller),
    );
    // A rule counts a request once.
    this.#waiting = this.#waiting.filter((rule) => !fitting.includes(rule));
    return this.#take(fitting);
  }

  async #act(now: FaultRule['when']): Promise<'ticket-ended' | 'done'> {
    const { rule, released } = this.#taken ?? {};
    if (!rule || !released || (rule.when ?? 'before') !== now) return 'done';
    const { effect } = rule;
    switch (effect.kind) {
      case 'delay':
        await hold(this.#socket, effect.ms, released);
        if (this.#socket.destroyed) throw injectedError('SoServerException', CLIENT_GONE);
        return 'done';
      case 'exception':
        throw injectedError(effect.exceptionType, effect.text);
      case 'soap-fault':
        throw new SoapFault('receiver-error', effect.text ?? INJECTED);
      case 'expire-ticket':
        if (this.#ticket !== null) await this.#tools.expireTicket(this.notes.tenant, this.#ticket);
        return 'ticket-ended';
      case 'slow':
        return 'done';
      default:
        // HTTP applies the effect to this error, or in its place.
        if (now === 'before') throw injectedError('SoServerException');
        return 'done';
    }
  }
}

const CLIENT_GONE = 'The client disconnected while a test delayed its request.';

function onTheWire(effect: FaultEffect): Pick<FaultHit, 'status' | 'connection'> {
  switch (effect.kind) {
    case 'status':
      return { status: effect, connection: null };
    case 'reset':
    case 'empty':
    case 'truncate':
    case 'garbage':
    case 'hang':
    case 'slow':
      return { status: null, connection: effect };
    default:
      return { status: null, connection: null };
  }
}
