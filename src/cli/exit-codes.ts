/** The exit codes of every command, as `--help` documents them. */
export const exitCodes = {
  success: 0,
  /** Any error without a code of its own. */
  failure: 1,
  /** Wrong arguments, settings or input. */
  usage: 2,
  /** A user, a ticket, an installation or another named thing does not exist. */
  notFound: 3,
  /** Something exists already, or its state does not allow the change. */
  conflict: 4,
  /** A login or a token was refused. */
  refused: 5,
  /** The database is damaged, or the file is not a database. */
  damaged: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `
Exit codes:
  0  success
  1  failure
  2  wrong arguments, settings or input
  3  not found: a tenant, an application, a user, a role, a ticket, an installation
  4  conflict: it exists already, or its state does not allow it
  5  a login or a token was refused
  6  the database is damaged, or the file is not a database`;
