/** What the compiler must know of a declaration: this test is in the types. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Handlers, ServiceClient } from './service.ts';
import { soPrincipalService } from './services88/so-principal.ts';
import type { userService } from './services88/user.ts';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

it('types handlers by the declaration', async () => {
  const handlers: Handlers<typeof userService> = {
    GetAccessToken: async (request, { headers }) => {
      holds<Equal<typeof request.AppToken, string | null>>();
      holds<Equal<typeof request.IncludeCsSession, boolean>>();
      holds<Equal<typeof headers.Credentials, { readonly Ticket: string | null } | null>>();
      // @ts-expect-error an undeclared header block
      headers.Nope;
      return { Response: headers.Credentials?.Ticket };
    },
  };
  // @ts-expect-error a missing handler
  const missing: Handlers<typeof userService> = {};
  // @ts-expect-error a result of the wrong type
  const wrong: Handlers<typeof userService> = { GetAccessToken: async () => ({ Response: 1 }) };
  assert.ok(handlers && missing && wrong);
});

it('types clients by the declaration', () => {
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
