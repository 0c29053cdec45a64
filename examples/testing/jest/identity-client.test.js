/** Tests of the client with jest. Run: npx jest */
import { startTestServer } from 'ticketoffice/testing';
import { IdentityClient } from '../identity-client.ts';

let server;
beforeAll(async () => {
  server = await startTestServer({ clock: 'frozen' });
});
afterEach(() => server.reset());
afterAll(() => server.close());

const createClient = () =>
  new IdentityClient({ baseUrl: server.url, userName: 'demo', password: 'demo' });

test('logs in again when its ticket has expired', async () => {
  const client = createClient();
  await client.getFullName();
  await server.clock.advance('6h');
  expect(await client.getFullName()).toBe('Dagny Demo');
  expect(await server.requests.count({ operation: 'AuthenticateUsernamePassword' })).toBe(2);
});

test('sends a request again when the answer was lost', async () => {
  const fault = await server.faults.inject({ when: 'answered', effect: { kind: 'reset' } });
  expect(await createClient().getFullName()).toBe('Dagny Demo');
  expect(await fault.hits()).toBe(1);
});
