import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type OperationHandlers, operation } from '../contract/service.ts';
import { DomainError } from '../domain/errors.ts';
import { xsInt } from '../xsd/built-in.ts';
import { notImplemented } from './not-implemented.ts';

const operations = {
  Add: operation({ summary: 'Adds.', request: { Id: xsInt }, response: { Response: xsInt } }),
  Remove: operation({ summary: 'Removes.', request: { Id: xsInt }, response: {} }),
};
type AreaHandlers = OperationHandlers<typeof operations, unknown>;

const add: AreaHandlers['Add'] = async ({ Id }) => ({ Response: Id });

it('refuses every operation of an area, by name', async () => {
  const handlers: AreaHandlers = notImplemented(operations);
  for (const [name, perform] of Object.entries(handlers)) {
    await assert.rejects(perform({ Id: 1 }, null), (error) => {
      assert.ok(error instanceof DomainError);
      assert.equal(error.code, 'not-implemented');
      assert.match(error.message, new RegExp(`does not perform ${name} yet`));
      return true;
    });
  }
  assert.deepEqual(Object.keys(handlers), ['Add', 'Remove']);
});

it('refuses the named operations alone', async () => {
  const handlers: AreaHandlers = { Add: add, ...notImplemented(operations, 'Remove') };
  assert.deepEqual(await handlers.Add({ Id: 7 }, null), { Response: 7 });
  await assert.rejects(handlers.Remove({ Id: 7 }, null), DomainError);
});

it('does not compile with a name too many, too few, or of no operation', () => {
  // @ts-expect-error Add has a handler and is named as well
  const twice: AreaHandlers = { Add: add, ...notImplemented(operations, 'Add', 'Remove') };
  // @ts-expect-error Remove has no handler and is not named
  const missing: AreaHandlers = { Add: add };
  // @ts-expect-error there is no such operation
  const unknown = notImplemented(operations, 'Rename');
  assert.ok(twice && missing && unknown);
});
