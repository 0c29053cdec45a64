/** Tests of the types: the compiler must find mistakes in a declaration and in its handlers. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Handlers, inOrder, operation, type ServiceClient, service } from './service.ts';
import { soPrincipalService } from './services88/so-principal.ts';
import { tokenOperations } from './services88/user/tokens.ts';
import { userService } from './services88/user.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

const tokenService = service({ ...userService, operations: tokenOperations });

it('derives the types of handlers from the declaration', async () => {
  const handlers: Handlers<typeof tokenService> = {
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
  const missing: Handlers<typeof tokenService> = {};
  // @ts-expect-error the result has the wrong type
  const wrong: Handlers<typeof tokenService> = { GetAccessToken: async () => ({ Response: 1 }) };
  assert.ok(handlers && missing && wrong);
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
