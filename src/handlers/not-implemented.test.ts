import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { OperationHandlers } from '../contract/service.ts';
import { ownerContactOperations as operations } from '../contract/services88/user/owner-contacts.ts';
import { DomainError } from '../domain/errors.ts';
import { notImplemented } from './not-implemented.ts';

type AreaHandlers = OperationHandlers<typeof operations, unknown>;

const add: AreaHandlers['AddOwnerContact'] = async () => ({});

it('refuses every operation of an area, by name', async () => {
  const handlers: AreaHandlers = notImplemented(operations);
  assert.deepEqual(Object.keys(handlers), Object.keys(operations));
  for (const [name, perform] of Object.entries(handlers)) {
    await assert.rejects(perform({ ContactId: 1 }, null), (error) => {
      assert.ok(error instanceof DomainError);
      assert.equal(error.code, 'not-implemented');
      assert.match(error.message, new RegExp(`does not perform ${name} yet`));
      return true;
    });
  }
});

it('refuses only the named operations', async () => {
  const handlers: AreaHandlers = {
    AddOwnerContact: add,
    ...notImplemented(operations, 'RemoveOwnerContact'),
  };
  assert.deepEqual(await handlers.AddOwnerContact({ ContactId: 7 }, null), {});
  await assert.rejects(handlers.RemoveOwnerContact({ ContactId: 7 }, null), DomainError);
});

it('does not compile with an extra, a missing or an unknown name', () => {
  const twice: AreaHandlers = {
    // @ts-expect-error it has a handler and is named as well
    AddOwnerContact: add,
    ...notImplemented(operations, 'AddOwnerContact', 'RemoveOwnerContact'),
  };
  // @ts-expect-error RemoveOwnerContact has no handler and is not named
  const missing: AreaHandlers = { AddOwnerContact: add };
  // @ts-expect-error there is no such operation
  const unknown = notImplemented(operations, 'RenameOwnerContact');
  assert.ok(twice && missing && unknown);
});
