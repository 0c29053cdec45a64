/** The environment variables that are no settings. */

/** Of every variable that this program reads, `DATABASE_URL` and those of OpenTelemetry apart. */
export const environmentPrefix = 'TICKETOFFICE_';

export const otherVariables = {
  data: 'TICKETOFFICE_DATA',
  /** Has no flag: other users of the machine can see those. */
  masterKey: 'TICKETOFFICE_MASTER_KEY',
  masterKeyFile: 'TICKETOFFICE_MASTER_KEY_FILE',
  masterKeyCommand: 'TICKETOFFICE_MASTER_KEY_COMMAND',
  /** For `call`. */
  applicationToken: 'TICKETOFFICE_APP_TOKEN',
  /** Read by the programs in `examples/` alone. */
  password: 'TICKETOFFICE_PASSWORD',
} as const;
