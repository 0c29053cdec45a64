/** An error that the API has answered, or that it could not be reached. */
export class ApiProblem extends Error {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What to tell about anything that was thrown. */
export function textOfProblem(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
