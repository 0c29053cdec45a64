/**
 * What a browser keeps for the login: a cookie that says who is signed in, and a field in each form
 * that says which request it belongs to. Both are sealed, and a form only works together with the
 * cookie that the browser had when it got the form. So no other site can send the form, and nobody
 * can be signed in by somebody else's form.
 *
 * Each sign-in makes a new cookie. One that was known before, or set by somebody else, never
 * becomes that of a person.
 */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { Clock } from '../domain/clock.ts';
import { TextSealer } from '../domain/keys/text-sealer.ts';
import type { TokenKeys } from '../domain/keys/token-keys.ts';
import { createRandomSecret } from '../domain/random-secret.ts';
import { cookieNameOf, findCookie } from '../web/cookies.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

const FORM_LIFETIME_MS = 600_000;

const signedInSchema = z.strictObject({
  contextIdentifier: z.string(),
  /** The text of the ticket that the sign-in started. */
  ticket: z.string(),
  atMs: z.number(),
});
export type SignedIn = Readonly<z.infer<typeof signedInSchema>>;

const browserSchema = z.strictObject({
  /** Random. Forms name it. */
  id: z.string(),
  signedIn: signedInSchema.nullable(),
});
export type Browser = Readonly<z.infer<typeof browserSchema>>;

const formSchema = z.strictObject({
  parameters: z.record(z.string(), z.string()),
  /** The tenant in the path, or that was chosen. Null if there is none yet. */
  tenant: z.string().nullable(),
  signInId: z.string().nullable(),
  browserId: z.string(),
  expiresAtMs: z.number(),
});

/** An authorization request that is being answered. */
export interface LoginState {
  readonly parameters: AuthorizationParameters;
  readonly tenant: string | null;
  /** The id of the browser's cookie since the sign-in for this request. Null before it. */
  readonly signInId: string | null;
}

/** A state that came back with a form. */
export interface ReturnedState extends LoginState {
  /** Whether the form is the browser's own, and not too old. Otherwise it must do nothing. */
  readonly isOwn: boolean;
}

export class BrowserStates {
  readonly #cookies: TextSealer;
  readonly #forms: TextSealer;
  readonly #installationId: string;
  readonly #clock: Clock;

  constructor(tokenKeys: TokenKeys, installationId: string, clock: Clock) {
    this.#cookies = new TextSealer(tokenKeys, 'login cookie');
    this.#forms = new TextSealer(tokenKeys, 'login form');
    this.#installationId = installationId;
    this.#clock = clock;
  }

  /** Returns null if the browser has no cookie of ours. */
  async read(headers: IncomingHttpHeaders, isSecure: boolean): Promise<Browser | null> {
    const sealed = findCookie(headers, this.#nameOf(isSecure));
    return sealed === null ? null : parse(browserSchema, await this.#cookies.open(sealed));
  }

  /** Returns a header field `Set-Cookie`. */
  async print(browser: Browser, isSecure: boolean): Promise<string> {
    const sealed = await this.#cookies.seal(JSON.stringify(browser));
    return `${this.#nameOf(isSecure)}=${sealed}${attributesOf(isSecure)}`;
  }

  /** Returns a header field `Set-Cookie` that removes the cookie. */
  printNone(isSecure: boolean): string {
    return `${this.#nameOf(isSecure)}=${attributesOf(isSecure)}; Max-Age=0`;
  }

  /** Seals the state for a form of this browser. */
  sealForm(state: LoginState, { id }: Browser): Promise<string> {
    const expiresAtMs = this.#clock.now() + FORM_LIFETIME_MS;
    return this.#forms.seal(JSON.stringify({ ...state, browserId: id, expiresAtMs }));
  }

  /** Returns null if the state was not made here. */
  async openForm(sealed: string, browser: Browser | null): Promise<ReturnedState | null> {
    const form = parse(formSchema, await this.#forms.open(sealed));
    if (!form) return null;
    const { browserId, expiresAtMs, ...state } = form;
    return { ...state, isOwn: browserId === browser?.id && this.#clock.now() < expiresAtMs };
  }

  #nameOf(isSecure: boolean): string {
    return cookieNameOf('ticketoffice-login', this.#installationId, isSecure);
  }
}

/** @param signedIn null before the sign-in. */
export function createBrowser(signedIn: SignedIn | null): Browser {
  return { id: createRandomSecret(), signedIn };
}

/** Applications of other sites lead here, and the cookie must come along then: `Lax`. */
function attributesOf(isSecure: boolean): string {
  return `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

function parse<T>(schema: z.ZodType<T>, text: string | null): T | null {
  if (text === null) return null;
  return schema.safeParse(JSON.parse(text)).data ?? null;
}
