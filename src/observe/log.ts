/** The log: JSON lines written by pino. Secrets are removed from every line. */
import { type DestinationStream, type Level, type LogFn, type Logger, pino } from 'pino';
import { cutForLog, HIDDEN, hideSecrets, isSecretName } from './hide-secrets.ts';

/** Limits on a text field and on a path, which strangers choose. */
const CHARACTERS_MAX = 2_000;
export const LOGGED_PATH_CHARACTERS_MAX = 512;
const FIELDS_DEPTH_MAX = 3;
const CAUSES_MAX = 5;

/** @param destination standard output by default. */
export function createLog(level: Level | 'silent', destination?: DestinationStream): Logger {
  const options = {
    level,
    serializers: { err: (error: unknown) => serializeError(error, CAUSES_MAX) },
    formatters: { log: (fields: Record<string, unknown>) => showFields(fields, FIELDS_DEPTH_MAX) },
    hooks: {
      logMethod(this: Logger, [first, given]: Parameters<LogFn>, method: LogFn) {
        const message = given ?? messageOf(first);
        if (typeof first === 'string') method.call(this, cutForLog(first, CHARACTERS_MAX));
        else method.call(this, first, message && cutForLog(message, CHARACTERS_MAX));
      },
      streamWrite: hideSecrets,
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Returns the message that pino would use for a line without one. */
function messageOf(logged: unknown): string | undefined {
  const { err } = Object(logged) as { readonly err?: unknown };
  const error = logged instanceof Error ? logged : err;
  return error instanceof Error ? error.message : undefined;
}

/**
 * Hides fields with names of secrets, cuts long texts, and omits values nested more deeply than
 * the limit. Errors have their own serializer.
 */
function showFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      isSecretName(name) ? HIDDEN : showValue(value, charactersMaxOf(name), depth),
    ]),
  );
}

function showValue(value: unknown, charactersMax: number, depth: number): unknown {
  if (typeof value === 'string') return cutForLog(value, charactersMax);
  const isList = Array.isArray(value);
  // Errors have their own serializer. Dates and similar objects convert themselves to JSON.
  if (!isList && !isPlainObject(value)) return value;
  if (depth <= 1) return '…';
  return isList
    ? value.map((item: unknown) => showValue(item, charactersMax, depth - 1))
    : showFields(value, depth - 1);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function charactersMaxOf(name: string): number {
  return name === 'path' ? LOGGED_PATH_CHARACTERS_MAX : CHARACTERS_MAX;
}

/** Includes only known fields, because other fields of errors may contain anything. */
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
