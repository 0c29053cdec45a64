/** Answers as the protocols give them, before HTTP adds the fields that all have. */

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What was asked for, as far as it was understood; for the log. */
  readonly operation?: string | null;
  /** What came of it, such as `succeeded`; for the log. */
  readonly outcome?: string;
}

export function answerText(status: number, message: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${message}\n` };
}

/** What is told of a request when it was answered. */
export function doneBy({ status, operation = null, outcome = '' }: Answer) {
  return { status, operation, outcome };
}
