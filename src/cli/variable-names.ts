/** The environment variables that are not settings. */

/**
 * The prefix of all variables of this program, except `DATABASE_URL` and those of OpenTelemetry.
 */
export const environmentPrefix = 'TICKETOFFICE_';

export const otherVariables = {
  data: 'TICKETOFFICE_DATA',
  /** Has no flag, because other users of the machine can see command lines. */
  masterKey: 'TICKETOFFICE_MASTER_KEY',
  masterKeyFile: 'TICKETOFFICE_MASTER_KEY_FILE',
  masterKeyCommand: 'TICKETOFFICE_MASTER_KEY_COMMAND',
  /** The token of the control API of `test-server`. */
  controlToken: 'TICKETOFFICE_CONTROL_TOKEN',
  /** Used by `call`. */
  applicationToken: 'TICKETOFFICE_APP_TOKEN',
  /** Used only by the programs in `examples/`. */
  password: 'TICKETOFFICE_PASSWORD',
} as const;
