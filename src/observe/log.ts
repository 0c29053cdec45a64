/** The log: JSON lines by pino, in which no secret can stand. */
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { hideSecrets } from './hide-secrets.ts';

const NAMES = [
  'password',
  'secret',
  'ticket',
  'ticketText',
  'accessToken',
  'applicationToken',
  'token',
  'assertion',
  'authorization',
  'masterKey',
  'sessionKey',
] as const;
const CHARACTERS_MAX = 2_000;
const CAUSES_MAX = 5;

/** @param destination standard output by default. */
export function createLog(level: Level | 'silent', destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    serializers: { err: (error: unknown) => serializeError(error, CAUSES_MAX) },
    hooks: { streamWrite: hideSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What somebody who looks for a fault needs; other fields of errors may hold anything. */
function serializeError(error: unknown, causes: number): unknown {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const { name, message, stack = '', cause } = error;
  return {
    type: name,
    message: message.slice(0, CHARACTERS_MAX),
    ...code,
    stack: stack.slice(0, CHARACTERS_MAX),
    ...(cause !== undefined && causes > 0 && { cause: serializeError(cause, causes - 1) }),
  };
}
