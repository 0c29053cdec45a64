/** Makes entries of recorded requests: explains refusals, and hides secrets. */
import type { ServedContract } from '../contract/served-contract.ts';
import type { RefusalCause } from '../domain/request-notes.ts';
import type { EntryContent, JournalMessages } from './journal-entry.ts';
import type { NearMiss } from './near-miss.ts';
import type { Recorded } from './recorded.ts';
import { type MessageSubject, redactAnswerBody, redactRequestBody } from './redact-body.ts';
import { redactFields, redactQuery } from './redact-head.ts';
import { Redaction } from './redaction.ts';
import { type Ending, endingOf } from './refusal.ts';
import { operationOf, subjectOf } from './request-subject.ts';
import type { SecretNames } from './secret-numbers.ts';

export interface EntryMakerOptions {
  readonly contract: ServedContract;
  readonly numbers: SecretNames;
  /** Whether entries have the messages. */
  readonly keepsMessages: boolean;
}

const PATH_CHARACTERS_MAX = 512;
const USER_AGENT_CHARACTERS_MAX = 200;
const TEXT_CHARACTERS_MAX = 2_000;

/** Texts in which no secret can be. */
const PLAIN_PATH = /^(?!.*(?:7T|8A|eyJ))[\w./-]{0,512}$/;
const PLAIN_AGENT = /^(?!.*(?:7T:|8A:|eyJ|\$argon|\$scrypt|bearer|basic|:\/\/|-----)).{0,200}$/i;

/** An answer that is negative without a refusal: a token is not active. */
const INACTIVE = 'inactive';

/** After these, the user or the client with the given name is known to exist. */
const NAMES_KNOWN: readonly string[] = [
  'password-wrong',
  'no-password',
  'user-disabled',
  'user-retired',
  'user-waits-for-approval',
  'user-is-resource',
  'client-secret-wrong',
  'client-secret-of-another',
  'application-disabled',
  'application-not-installed',
];

export class EntryMaker {
  readonly #options: EntryMakerOptions;
  /** The latest content without anything to hide, and the label of its operation. */
  #plain: EntryContent | null = null;
  #plainLabel: string | null = null;

  constructor(options: EntryMakerOptions) {
    this.#options = options;
  }

  /**
   * Returns the content at once if there is nothing to explain and nothing to hide. Requests like
   * the one before get the same object.
   */
  makePlain(recorded: Recorded): EntryContent | null {
    const { request, notes, answer } = recorded;
    if (this.#options.keepsMessages || answer === null || notes.error !== null) return null;
    const ending = endingOf(answer.outcome, null);
    if (ending.told !== null || answer.outcome === INACTIVE) return null;
    const { path, userAgent } = request;
    const before = this.#plain;
    const isKnown = before?.path === path && before.userAgent === userAgent;
    if (isKnown && answer.operation === this.#plainLabel && isLike(before, recorded)) return before;
    if (!isKnown && !(PLAIN_PATH.test(path) && PLAIN_AGENT.test(userAgent ?? ''))) return null;
    this.#plain = contentOf(recorded, ending, isKnown ? before.path : copyOf(path));
    this.#plainLabel = answer.operation;
    return this.#plain;
  }

  /** @param explains whether it looks for the cause and for the nearest valid form. */
  async make(recorded: Recorded, explains: boolean): Promise<EntryContent> {
    const { contract, numbers, keepsMessages } = this.#options;
    const ending = endingOfRecorded(recorded);
    const cause = explains && mayHaveCause(recorded, ending) ? await causeOf(recorded) : null;
    const told = cause ?? ending.told;
    const subject = subjectOf(recorded, contract);
    const content = contentOf(recorded, ending, '');
    let miss: NearMiss | null = null;
    if (explains && told !== null && ending.outcome === 'refused') {
      // Loaded at the first refusal, because it needs most of REST and OAuth.
      const { nearMissOf } = await import('./near-miss-of.ts');
      miss = nearMissOf(recorded, subject, told, contract);
    }
    const redaction = new Redaction(numbers, !isNameKnown(recorded, told));
    return redaction.apply(() => {
      // First, because it finds the secrets that the other texts may repeat.
      const messages = keepsMessages || told ? messagesOf(recorded, subject, redaction) : null;
      const { path, userAgent: agent } = recorded.request;
      const userAgent = agent && cut(redaction.show(agent), USER_AGENT_CHARACTERS_MAX);
      return {
        ...content,
        operation: content.operation ?? operationOf(recorded, subject),
        path: copyOf(cut(redaction.show(path), PATH_CHARACTERS_MAX)),
        userAgent,
        refusal: told && refusalOf(told, miss, redaction),
        messages: keepsMessages ? messages : null,
      };
    });
  }
}

/** Whether a request has the content of the one before, beside path, user agent and operation. */
function isLike(before: EntryContent, { request, notes, answer }: Recorded): boolean {
  return (
    before.user === notes.user &&
    before.address === request.address &&
    before.application === notes.application &&
    before.tenant === notes.tenant &&
    before.faultId === notes.faultId &&
    before.status === answer?.status &&
    before.method === request.head.method &&
    before.protocol === request.protocol
  );
}

function contentOf(
  { request, notes, answer }: Recorded,
  ending: Ending,
  path: string,
): EntryContent {
  const { protocol, head, address, userAgent } = request;
  if (protocol === 'health') throw new Error('Health checks are not recorded.');
  return {
    protocol,
    method: head.method ?? '',
    path,
    status: answer?.status ?? 0,
    operation: operationNameOf(answer?.operation ?? null),
    outcome: notes.faultId === null ? ending.outcome : ('fault' as const),
    tenant: notes.tenant,
    user: notes.user,
    application: notes.application,
    address,
    userAgent,
    refusal: null,
    faultId: notes.faultId,
    messages: null,
  };
}

/** Made once for each operation, which are few. */
const operationNames = new Map<string, string>();

/** @param label such as `User.GetAccessToken`. */
function operationNameOf(label: string | null): string | null {
  if (label === null) return null;
  const known = operationNames.get(label) ?? label.replace('.', '/');
  operationNames.set(label, known);
  return known;
}

const NO_ANSWER: Ending = {
  outcome: 'failed',
  told: { reason: 'no-answer', text: 'The connection ended before the request was answered.' },
};

function endingOfRecorded({ notes, answer }: Recorded): Ending {
  if (answer === null && notes.error === null) return NO_ANSWER;
  return endingOf(answer?.outcome ?? '', notes.error);
}

function mayHaveCause({ answer }: Recorded, { outcome }: Ending): boolean {
  return outcome === 'refused' || answer?.outcome === INACTIVE;
}

/** Returns null as well if the database is closed meanwhile. */
async function causeOf({ notes }: Recorded): Promise<RefusalCause | null> {
  try {
    return (await notes.findCause?.()) ?? null;
  } catch {
    return null;
  }
}

function isNameKnown({ request, notes }: Recorded, told: RefusalCause | null): boolean {
  const isProven = ['oauth2', 'login'].includes(request.protocol) ? notes.application : notes.user;
  return isProven !== null || (told !== null && NAMES_KNOWN.includes(told.reason));
}

function refusalOf(told: RefusalCause, miss: NearMiss | null, redaction: Redaction) {
  const text = miss && miss.text !== '' ? `${told.text} ${miss.text}` : told.text;
  const nearest = miss?.nearest ?? null;
  return {
    reason: told.reason,
    text: cut(redaction.show(text), TEXT_CHARACTERS_MAX),
    nearest: nearest && cut(redaction.show(nearest), TEXT_CHARACTERS_MAX),
  };
}

function messagesOf(
  recorded: Recorded,
  subject: MessageSubject,
  redaction: Redaction,
): JournalMessages {
  const { request, answer } = recorded;
  const { headers, url = '' } = request.head;
  const given = Object.entries(headers).map(([name, value]) => [name, `${value ?? ''}`] as const);
  const queryAt = url.indexOf('?');
  const query = queryAt === -1 ? '' : url.slice(queryAt + 1);
  const fields = answer?.fields() ?? [];
  const answerType = fields.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const contentType = headers['content-type'];
  return {
    requestHead: redactFields(given, redaction),
    requestQuery: redactQuery(query, redaction),
    requestBody: copyOf(redactRequestBody(recorded, contentType, subject, redaction)),
    answerHead: redactFields(fields, redaction),
    answerBody: answer
      ? copyOf(redactAnswerBody(answer.body, answerType, answer.status, subject, redaction))
      : '',
  };
}

/**
 * Returns the same text as a string of its own. A string that was cut from another one keeps that
 * one in memory, and one that was put together keeps all its parts.
 */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

/** Secrets must be hidden before a text is cut. */
function cut(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;
}
