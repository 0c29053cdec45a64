/** A browser that tests can start. */
export interface BrowserProgram {
  readonly executablePath: string;
  /** Added to the environment in which it runs. */
  readonly environment: Readonly<Record<string, string>>;
}
