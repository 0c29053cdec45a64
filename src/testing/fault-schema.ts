/** Checks the rules of faults, and says what was wrong and what was expected. */
import * as z from 'zod';
import { DomainError } from '../domain/errors.ts';
import { problemLines } from '../seed/problem-lines.ts';
import { formatPath } from '../seed/seed-path.ts';
import type { FaultEffect, FaultRule } from './fault-rule.ts';

const COUNT_MAX = 1_000_000;
const DELAY_MS_MAX = 10 * 60_000;
const NAME_CHARACTERS_MAX = 255;
const TEXT_CHARACTERS_MAX = 2_000;
const RETRY_AFTER_SECONDS_MAX = 86_400;
const BYTES_PER_SECOND_MAX = 100_000_000;
const SEED_MAX = 2 ** 32 - 1;
const SHOWN_CHARACTERS_MAX = 60;

function found(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > SHOWN_CHARACTERS_MAX
    ? `found ${text.slice(0, SHOWN_CHARACTERS_MAX)}…`
    : `found ${text}`;
}

function expected(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) => `${found(input)}, expected ${what}`,
  };
}

function wholeNumber(least: number, most: number, orElse = '') {
  const what = expected(`a whole number from ${least} to ${most}${orElse}`);
  return z.int(what).min(least, what).max(most, what);
}

function text(what: string, charactersMax: number) {
  const told = expected(`${what} of 1 to ${charactersMax} characters`);
  return z.string(told).min(1, told).max(charactersMax, told);
}

function object<const S extends z.core.$ZodLooseShape>(shape: S) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no ${issue.keys.join(', ')}, expected ${names}`
        : `${found(issue.input)}, expected an object with ${names}`,
  });
}

const name = text('a name', NAME_CHARACTERS_MAX).exactOptional();
const tellText = text('a text', TEXT_CHARACTERS_MAX).exactOptional();

const match = object({
  operation: name,
  protocol: z.enum(['soap', 'rest', 'oauth2'], expected('soap, rest or oauth2')).exactOptional(),
  tenant: name,
  user: name,
  application: name,
});

const delayMs = wholeNumber(0, DELAY_MS_MAX);
const exceptionType = z
  .string(expected('the name of an exception, such as SoSessionException'))
  .regex(
    /^[A-Za-z]\w{0,99}$/,
    expected('the name of an exception without its namespace, such as SoSessionException'),
  );
const kind = <const K extends FaultEffect['kind']>(of: K) => z.literal(of);

const effects = [
  object({ kind: kind('delay'), ms: delayMs }),
  object({ kind: kind('exception'), exceptionType, text: tellText }),
  object({ kind: kind('soap-fault'), text: tellText }),
  object({
    kind: kind('status'),
    status: wholeNumber(400, 599),
    retryAfterSeconds: wholeNumber(0, RETRY_AFTER_SECONDS_MAX).exactOptional(),
  }),
  object({ kind: kind('reset') }),
  object({ kind: kind('empty') }),
  object({ kind: kind('truncate') }),
  object({ kind: kind('garbage') }),
  object({ kind: kind('hang') }),
  object({ kind: kind('slow'), bytesPerSecond: wholeNumber(1, BYTES_PER_SECOND_MAX) }),
  object({ kind: kind('expire-ticket') }),
] as const;

const kinds = effects.map(({ shape }) => shape.kind.value).join(', ');

/** The form of a fault rule. The control API describes it with this. */
export const faultSchema: z.ZodType<FaultRule> = object({
  match: match.exactOptional(),
  skip: wholeNumber(0, COUNT_MAX).exactOptional(),
  times: z
    .union(
      [wholeNumber(1, COUNT_MAX, ', or always'), z.literal('always')],
      expected(`a whole number from 1 to ${COUNT_MAX}, or always`),
    )
    .exactOptional(),
  probability: z
    .number(expected('a number from 0 to 1'))
    .min(0, expected('a number from 0 to 1'))
    .max(1, expected('a number from 0 to 1'))
    .exactOptional(),
  randomSeed: wholeNumber(0, SEED_MAX).exactOptional(),
  when: z.enum(['before', 'answered'], expected('before or answered')).exactOptional(),
  effect: z.discriminatedUnion('kind', effects, {
    error: ({ input }) =>
      typeof input === 'object' && input !== null
        ? `${found(Reflect.get(input, 'kind'))}, expected one of ${kinds}`
        : `${found(input)}, expected an object with kind, which is one of ${kinds}`,
  }),
}).check(({ value: { effect, match: { protocol = 'soap' } = {} }, issues }) => {
  if (effect.kind !== 'soap-fault' || protocol === 'soap') return;
  const message = `${found(protocol)}, expected soap or nothing, because the effect is a SOAP fault`;
  issues.push({ code: 'custom', message, input: protocol, path: ['match', 'protocol'] });
});

/** @throws DomainError `invalid-argument` with a line for each problem. */
export function readFaultRule(given: unknown): FaultRule {
  const read = faultSchema.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => {
    const place = formatPath(path.filter((step) => typeof step !== 'symbol'));
    return place === '' ? message : `${place}: ${message}`;
  });
  throw new DomainError('invalid-argument', `The fault is not valid. ${problemLines(problems)}`);
}
