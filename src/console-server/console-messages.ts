/** What workers and their primary process tell each other for the console. */
import type { MinuteCounts } from '../observe/activity.ts';

/** A worker has started, and asks for the key. */
interface KeyRequest {
  readonly kind: 'console-key';
}

/** Its answer. */
interface KeyAnswer {
  readonly kind: 'console-key';
  /** Names secrets in journals. In hex. */
  readonly key: string;
}

/** Entries of the journal of a worker, each as JSON. */
interface EntriesMessage {
  readonly kind: 'console-entries';
  readonly entries: readonly string[];
  /** How many the worker has left out since its start. */
  readonly leftOut: number;
}

/** The counts of the latest minutes of a worker. */
interface CountsMessage {
  readonly kind: 'console-counts';
  readonly minutes: readonly MinuteCounts[];
}

export type WorkerMessage = KeyRequest | EntriesMessage | CountsMessage;
export type PrimaryMessage = KeyAnswer;

/** Other parts of the program send messages, too. */
export function isOfConsole(message: unknown): message is WorkerMessage | PrimaryMessage {
  const { kind } = Object(message) as { readonly kind?: unknown };
  return typeof kind === 'string' && kind.startsWith('console-');
}
