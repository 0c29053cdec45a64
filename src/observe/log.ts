/** The log: JSON lines by pino, in which no secret can stand. */
import { type DestinationStream, type Level, type Logger, pino } from 'pino';
import { cutForLog, hideSecrets } from './hide-secrets.ts';

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
/** Of a field that is text; of a path, which strangers choose. */
const CHARACTERS_MAX = 2_000;
export const LOGGED_PATH_CHARACTERS_MAX = 512;
const FIELDS_DEPTH_MAX = 3;
const CAUSES_MAX = 5;

/** @param destination standard output by default. */
export function createLog(level: Level | 'silent', destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    serializers: { err: (error: unknown) => serializeError(error, CAUSES_MAX) },
    formatters: { log: (fields: Record<string, unknown>) => cutFields(fields, FIELDS_DEPTH_MAX) },
    hooks: { streamWrite: hideSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Cuts every text in it to its limit, and leaves out what is nested deeper than so many levels. */
function cutFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      cutValue(value, charactersMaxOf(name), depth),
    ]),
  );
}

function cutValue(value: unknown, charactersMax: number, depth: number): unknown {
  if (typeof value === 'string') return cutForLog(value, charactersMax);
  const isList = Array.isArray(value);
  // Errors have a serializer, dates and the like a JSON form.
  if (!isList && !isPlainObject(value)) return value;
  if (depth <= 1) return '…';
  return isList
    ? value.map((item: unknown) => cutValue(item, charactersMax, depth - 1))
    : cutFields(value, depth - 1);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function charactersMaxOf(name: string): number {
  return name === 'path' ? LOGGED_PATH_CHARACTERS_MAX : CHARACTERS_MAX;
}

/** What somebody who looks for a fault needs; other fields of errors may hold anything. */
function serializeError(error: unknown, causes: number): unknown {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const { name, message, stack = '', cause } = error;
  return {
    type: name,
    message: cutForLog(message, CHARACTERS_MAX),
    ...code,
    stack: cutForLog(stack, CHARACTERS_MAX),
    ...(cause !== undefined && causes > 0 && { cause: serializeError(cause, causes - 1) }),
  };
}
