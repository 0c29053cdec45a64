/** Answers of a protocol, before HTTP adds the common header fields. */

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Several values are sent as several fields. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** The recognised operation, for the log. */
  readonly operation?: string | null;
  /** The result, such as `succeeded`, for the log. */
  readonly outcome?: string;
}

export function answerText(status: number, message: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${message}\n` };
}

/** Returns alternating names and values. */
export function fieldsOf(headers: NonNullable<Answer['headers']>): readonly string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
}

/** Returns what is recorded about an answered request. */
export function doneBy({ status, operation = null, outcome = '' }: Answer) {
  return { status, operation, outcome };
}
