/** Tests of the types: the compiler must find mistakes in a declaration and in its handlers. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type Call,
  inOrder,
  type OperationHandlers,
  operation,
  performerOf,
  type ServiceClient,
  service,
} from './service.ts';
import { soPrincipalService } from './services88/so-principal.ts';
import { tokenOperations } from './services88/user/tokens.ts';
import { userService } from './services88/user.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

const tokenService = service({ ...userService, operations: tokenOperations });
type TokenHandlers = OperationHandlers<
  typeof tokenOperations,
  Call<typeof tokenService.requestHeaders>
>;

it('derives the types of handlers from the declaration', async () => {
  const handlers: TokenHandlers = {
    GetAccessToken: async (request, { headers }) => {
      holds<Equal<typeof request.AppToken, string | null>>();
      holds<Equal<typeof request.IncludeCsSession, boolean>>();
      holds<Equal<typeof headers.Credentials, { readonly Ticket: string | null } | null>>();
      // @ts-expect-error the header block is not declared
      headers.Nope;
      return { Response: headers.Credentials?.Ticket };
    },
  };
  // @ts-expect-error a handler is missing
  const missing: TokenHandlers = {};
  // @ts-expect-error the result has the wrong type
  const wrong: TokenHandlers = { GetAccessToken: async () => ({ Response: 1 }) };
  assert.ok(handlers && missing && wrong);
});

it('performs operations by name', async () => {
  const perform = performerOf<typeof tokenOperations, { readonly ticket: string }>({
    GetAccessToken: async ({ AppToken }, { ticket }) => ({ Response: `${AppToken} ${ticket}` }),
  });
  const answer = await perform('GetAccessToken', { AppToken: 'app' }, { ticket: '7T:1' });
  assert.deepEqual(answer, { Response: 'app 7T:1' });
  assert.throws(() => perform('GetRole', {}, { ticket: '' }), /GetRole has no handler/);
});

it('derives the types of clients from the declaration', () => {
  type Client = ServiceClient<typeof soPrincipalService>;
  type Answer = Awaited<ReturnType<Client['AuthenticateUsernamePassword']>>;
  holds<Equal<Answer['AuthenticationSucceeded'], boolean>>();
  type Carrier = NonNullable<Answer['Response']>;
  holds<Equal<Carrier['FunctionRights'], readonly (string | null)[] | null>>();
  holds<Equal<Carrier['RoleType'], 'Employee' | 'ExternalUser' | 'Anonymous' | 'System'>>();
  type Info = NonNullable<Awaited<ReturnType<Client['GetSystemInfo']>>['SystemInfo']>;
  holds<Equal<Info['IsUnicode'], boolean>>();
  type Mask = NonNullable<Info['TableRight']>['Mask'];
  holds<Equal<'RestrictedUpdate' extends Mask[number] ? true : false, true>>();
  assert.equal(Object.keys(soPrincipalService.operations).length, 5);
});

it('puts operations in the given order, which must name all of them', () => {
  const first = operation({ summary: 'First.', request: {}, response: {} });
  const operations = { First: first, Second: { ...first, summary: 'Second.' } };
  const ordered = inOrder(operations, ['Second', 'First']);
  assert.deepEqual(Object.keys(ordered), ['Second', 'First']);
  assert.equal(ordered.First, first);
  // @ts-expect-error a name is missing
  assert.deepEqual(Object.keys(inOrder(operations, ['Second'])), ['Second']);
  // @ts-expect-error no operation has this name
  inOrder(operations, ['Second', 'First', 'Third']);
});
