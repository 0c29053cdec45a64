/** The User agent on three servers on one SQLite file behaves like the model. */
import { test } from 'node:test';
import { Nodes } from '../model/nodes.ts';
import { sizeOf } from '../support/long.ts';
import { checkUsers } from './check-users.ts';

test('the users of three servers on one SQLite file are those of the model', async (context) => {
  const nodes = await Nodes.start(null);
  context.after(() => nodes.close());
  await checkUsers(context, nodes, sizeOf('USER_MODEL_SECONDS', 3, 30));
});
