/**
 * The expected outcome of `GetAccessToken` for every combination of mode, application token,
 * `AppToken`, CS session and user, cell by cell.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { InstallationMode } from '../../src/domain/installation.ts';
import type { Associate } from '../../src/domain/users/associate.ts';
import type { TenantServices } from '../../src/tenant-services.ts';
import { callService, logIn, operations, refusalOf } from '../support/service-calls.ts';
import { textAt } from '../support/soap-messages.ts';
import {
  addUser,
  type RegisteredApplication,
  startSession,
  TestInstallation,
} from '../support/test-installation.ts';

const HEADERS = ['absent', 'wrong', 'right', 'disabled', 'not granted'] as const;
const APP_TOKENS = ['absent', 'own', 'other', 'wrong'] as const;
type Header = (typeof HEADERS)[number];
type AppToken = (typeof APP_TOKENS)[number];

/**
 * A part for each mode and header block `ApplicationToken`, a row for each `AppToken`, and four
 * columns: without a CS session for a user without and with a CS user, then with a CS session for
 * the same two users. `calling`, `other` and `none` name the application that the token was issued
 * for, `+cs` means that it carries a CS session, and anything else is a refusal.
 */
const TABLE = `
onsite, ApplicationToken absent
absent  none                 | none                 | no CS user           | none+cs
own     none                 | none                 | no CS user           | none+cs
other   other                | other                | no CS user           | other+cs
wrong   none                 | none                 | no CS user           | none+cs

onsite, ApplicationToken wrong
absent  none                 | none                 | no CS user           | none+cs
own     none                 | none                 | no CS user           | none+cs
other   other                | other                | no CS user           | other+cs
wrong   none                 | none                 | no CS user           | none+cs

onsite, ApplicationToken right
absent  calling              | calling              | no CS user           | calling+cs
own     calling              | calling              | no CS user           | calling+cs
other   other                | other                | no CS user           | other+cs
wrong   none                 | none                 | no CS user           | none+cs

onsite, ApplicationToken disabled
absent  none                 | none                 | no CS user           | none+cs
own     none                 | none                 | no CS user           | none+cs
other   other                | other                | no CS user           | other+cs
wrong   none                 | none                 | no CS user           | none+cs

onsite, ApplicationToken not granted
absent  calling              | calling              | no CS user           | calling+cs
own     calling              | calling              | no CS user           | calling+cs
other   other                | other                | no CS user           | other+cs
wrong   none                 | none                 | no CS user           | none+cs

online, ApplicationToken absent
absent  no application token | no application token | no application token | no application token
own     no application token | no application token | no application token | no application token
other   no application token | no application token | no application token | no application token
wrong   no application token | no application token | no application token | no application token

online, ApplicationToken wrong
absent  unknown application  | unknown application  | unknown application  | unknown application
own     unknown application  | unknown application  | unknown application  | unknown application
other   unknown application  | unknown application  | unknown application  | unknown application
wrong   unknown application  | unknown application  | unknown application  | unknown application

online, ApplicationToken right
absent  calling              | calling              | no CS user           | calling+cs
own     calling              | calling              | no CS user           | calling+cs
other   other                | other                | no CS user           | other+cs
wrong   AppToken refused     | AppToken refused     | AppToken refused     | AppToken refused

online, ApplicationToken disabled
absent  disabled application | disabled application | disabled application | disabled application
own     disabled application | disabled application | disabled application | disabled application
other   disabled application | disabled application | disabled application | disabled application
wrong   disabled application | disabled application | disabled application | disabled application

online, ApplicationToken not granted
absent  agent not granted    | agent not granted    | agent not granted    | agent not granted
own     agent not granted    | agent not granted    | agent not granted    | agent not granted
other   agent not granted    | agent not granted    | agent not granted    | agent not granted
wrong   agent not granted    | agent not granted    | agent not granted    | agent not granted
`;

const COLUMNS = [
  { includeCsSession: false, user: 'carl' },
  { includeCsSession: false, user: 'anna' },
  { includeCsSession: true, user: 'carl' },
  { includeCsSession: true, user: 'anna' },
] as const;

/** The outcomes in column order, by mode, header and `AppToken`. */
const table = new Map<string, readonly string[]>(
  TABLE.trim()
    .split('\n\n')
    .flatMap((part) => {
      const [title, ...rows] = part.split('\n');
      return rows.map((row) => {
        const [, appToken = '', cells = ''] = /^(\w+) +(.*)$/.exec(row) ?? [];
        const outcomes = cells.split('|').map((cell) => cell.trim());
        return [`${title}, AppToken ${appToken}`, outcomes] as const;
      });
    }),
);

const keyOf = (mode: InstallationMode, header: Header, appToken: AppToken) =>
  `${mode}, ApplicationToken ${header}, AppToken ${appToken}`;

const CONTEXT_IDENTIFIER = { onsite: '', online: 'Cust12345' } as const;
const CS_USER = { id: 77, accessLevel: 1, status: 'normal' } as const;
const WRONG = { header: 'a-token-that-nobody-has', appToken: 'another-that-nobody-has' } as const;

interface Scene {
  readonly installation: TestInstallation;
  readonly services: TenantServices;
  /** The URL before `/Remote`. */
  readonly base: string;
  readonly applications: Readonly<
    Record<'right' | 'disabled' | 'not granted' | 'other', RegisteredApplication>
  >;
  readonly users: Readonly<Record<'anna' | 'carl', Associate & { readonly ticket: string }>>;
}

async function setUp(mode: InstallationMode): Promise<Scene> {
  const installation = await TestInstallation.create(mode);
  const contextIdentifier = CONTEXT_IDENTIFIER[mode];
  if (mode === 'online') await installation.addTenant(contextIdentifier);
  const services = await installation.servicesOf(contextIdentifier);
  const tenantIds = [services.tenant.id];
  const granted = { agents: ['User'], tenantIds };
  const applications = {
    right: await installation.addApplication('Reporting', granted),
    disabled: await installation.addApplication('Retired', granted),
    'not granted': await installation.addApplication('Newcomer', { tenantIds }),
    other: await installation.addApplication('Billing', { tenantIds }),
  };
  await installation.registry.stores.applications.disable(applications.disabled.id, 1);
  const url = await installation.serve();
  const base = mode === 'online' ? `${url}/${contextIdentifier}` : url;
  const anna = await addUser(services, 'anna', 'secret', { csUser: CS_USER });
  const carl = await addUser(services, 'carl', null);
  const { ticket } = await logIn(base, {
    service: 'SoPrincipal',
    body: operations.byPassword('anna', 'secret'),
    applicationToken: applications['not granted'].token,
  });
  const users = {
    anna: { ...anna, ticket },
    carl: { ...carl, ticket: await startSession(services, carl) },
  };
  return { installation, services, base, applications, users };
}

function headerText({ applications }: Scene, header: Header): string | undefined {
  switch (header) {
    case 'absent':
      return undefined;
    case 'wrong':
      return WRONG.header;
    default:
      return applications[header].token;
  }
}

function appTokenText(scene: Scene, header: Header, appToken: AppToken): string | undefined {
  switch (appToken) {
    case 'absent':
      return undefined;
    case 'own':
      return headerText(scene, header) ?? '';
    case 'other':
      return scene.applications.other.token;
    case 'wrong':
      return WRONG.appToken;
  }
}

interface Asked {
  readonly applicationToken: string | undefined;
  readonly appToken: string | undefined;
  readonly includeCsSession: boolean;
  readonly user: 'anna' | 'carl';
}

/** The outcome in the words of the table. `+cs` is there exactly if the token has a CS session. */
async function outcomeOf(scene: Scene, asked: Asked): Promise<string> {
  const { installation, users, base } = scene;
  const rows = installation.countCsSessions();
  const answer = await callService(base, {
    service: 'User',
    body: operations.getAccessToken(asked),
    applicationToken: asked.applicationToken,
    ticket: users[asked.user].ticket,
  });
  const token = textAt(answer.body, 'Response');
  const outcome = refusalOf(answer) ?? (await explainToken(scene, asked, token ?? ''));
  const started = installation.countCsSessions() - rows;
  assert.equal(started, outcome.endsWith('+cs') ? 1 : 0, `${outcome}: rows of CS sessions`);
  return outcome;
}

/** The outcome that the token itself shows. */
async function explainToken(scene: Scene, asked: Asked, token: string): Promise<string> {
  const { services, users, applications } = scene;
  const verdict = await services.accessTokens.verify(token);
  assert.ok(verdict.valid, 'the token is not valid');
  assert.equal(verdict.claims.associateId, users[asked.user].id);
  assert.equal(verdict.claims.contextIdentifier, services.tenant.contextIdentifier);
  assert.equal(verdict.claims.applicationId, verdict.application?.id ?? null);
  assert.equal(verdict.claims.csSession === null, verdict.csSession === null);
  const cs = verdict.csSession === null ? '' : '+cs';
  if (verdict.csSession) assert.equal(verdict.csSession.csUserId, CS_USER.id);
  const { application } = verdict;
  if (application === null) return `none${cs}`;
  if (application.id === applications.other.id) return `other${cs}`;
  const calling = Object.values(applications).find(({ id }) => id === application.id);
  assert.equal(calling?.token, asked.applicationToken, `on behalf of ${application.name}`);
  return `calling${cs}`;
}

it('the table has a cell for every combination', () => {
  const modes = ['onsite', 'online'] as const;
  const keys = modes.flatMap((mode) =>
    HEADERS.flatMap((header) => APP_TOKENS.map((appToken) => keyOf(mode, header, appToken))),
  );
  assert.equal(keys.length, 40);
  assert.deepEqual([...table.keys()], keys);
  for (const cells of table.values()) assert.equal(cells.length, COLUMNS.length);
});

for (const mode of ['onsite', 'online'] as const) {
  describe(`GetAccessToken, ${mode}`, () => {
    let scene: Scene;
    before(async () => {
      scene = await setUp(mode);
    });
    after(() => scene.installation.close());

    for (const header of HEADERS) {
      it(`answers as the table says with the application token ${header}`, async () => {
        for (const appToken of APP_TOKENS) {
          const key = keyOf(mode, header, appToken);
          const outcomes: string[] = [];
          for (const column of COLUMNS) {
            const applicationToken = headerText(scene, header);
            const asked = { appToken: appTokenText(scene, header, appToken), ...column };
            outcomes.push(await outcomeOf(scene, { applicationToken, ...asked }));
          }
          assert.deepEqual(outcomes, table.get(key), key);
        }
      });
    }

    it('ignores an empty application token, and starts no CS session by default', async () => {
      for (const applicationToken of [undefined, '']) {
        const answer = await callService(scene.base, {
          service: 'User',
          body: operations.getAccessToken(),
          applicationToken,
          ticket: scene.users.anna.ticket,
        });
        assert.equal(refusalOf(answer), mode === 'online' ? 'no application token' : null);
      }
      const applicationToken = scene.applications.right.token;
      const ticket = scene.users.carl.ticket;
      const body = operations.getAccessToken();
      const call = { service: 'User', body, applicationToken, ticket } as const;
      assert.equal(refusalOf(await callService(scene.base, call)), null);
    });

    it('issues no token for a disabled or not installed application Online', async () => {
      const elsewhere = await scene.installation.addApplication('Elsewhere', { tenantIds: [] });
      const cases = [
        { appToken: scene.applications.disabled.token, online: 'AppToken disabled' },
        { appToken: elsewhere.token, online: 'AppToken not installed' },
      ];
      for (const { appToken, online } of cases) {
        const asked = { appToken, includeCsSession: false, user: 'anna' } as const;
        const applicationToken = scene.applications.right.token;
        const outcome = await outcomeOf(scene, { applicationToken, ...asked });
        assert.equal(outcome, mode === 'online' ? online : 'none');
      }
    });
  });
}
