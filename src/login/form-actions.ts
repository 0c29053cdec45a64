/** What the buttons of the pages do. Only a form of the browser itself gets here. */
import { type Authorization, continueAuthorization } from './authorization.ts';
import { ReturnedError } from './authorization-error.ts';
import { createBrowser } from './browser-state.ts';
import { findSiteOf } from './login-site.ts';

/** Returns an empty text for a missing field. */
export type FormFields = (name: string) => string;

const COMPANY_CHARACTERS_MAX = 64;

/**
 * Returns the body of the next page or of the answer.
 *
 * @throws ReturnedError for the application.
 */
export async function submitForm(
  authorization: Authorization,
  fields: FormFields,
): Promise<string> {
  const { state } = authorization;
  switch (fields('action')) {
    case 'company': {
      const tenant = fields('company').trim().slice(0, COMPANY_CHARACTERS_MAX) || null;
      return continueAuthorization({ ...authorization, state: { ...state, tenant } });
    }
    case 'other-company':
      return chooseAgain(authorization);
    case 'sign-in':
      return signIn(authorization, fields('username').trim(), fields('password'));
    case 'allow':
      return continueAuthorization(authorization, null, true);
    case 'refuse':
      throw new ReturnedError('access_denied', 'The person did not allow it.');
    default:
      return continueAuthorization(authorization);
  }
}

/** Who chooses another company is no longer signed in at this one for the request. */
function chooseAgain(authorization: Authorization): Promise<string> {
  const browser = createBrowser(null);
  const state = { ...authorization.state, tenant: null };
  return continueAuthorization({ ...authorization, state, browser });
}

async function signIn(
  authorization: Authorization,
  userName: string,
  password: string,
): Promise<string> {
  const { options, request, state, http } = authorization;
  http.context.operation = 'login.sign-in';
  const tenant = state.tenant ?? request.tenant;
  const found = tenant === null ? null : await findSiteOf(options, tenant, request.application);
  if (!found) return continueAuthorization(authorization, 'no-company');
  const { site, application } = found;
  const credentials = { kind: 'password', userName, password } as const;
  const login = await site.logins.authenticate(credentials, http.context.caller, application);
  if (!login) return continueAuthorization(withoutPerson(authorization), 'wrong');
  const { contextIdentifier } = site;
  const { ticketText: ticket } = login;
  const browser = createBrowser({ contextIdentifier, ticket, atMs: options.clock.now() });
  return continueAuthorization({
    ...authorization,
    browser,
    state: { ...state, tenant: contextIdentifier, signInId: browser.id },
  });
}

/** Somebody else may be signed in, who must not be taken for the person who just tried. */
function withoutPerson(authorization: Authorization): Authorization {
  return { ...authorization, browser: { ...authorization.browser, signedIn: null } };
}
