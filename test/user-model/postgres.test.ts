/** The User agent on three nodes on one PostgreSQL behaves like the model. */
import { test } from 'node:test';
import { Nodes } from '../model/nodes.ts';
import { sizeOf } from '../support/long.ts';
import { TestPostgres } from '../support/postgres.ts';
import { checkUsers } from './check-users.ts';

test('the users of three nodes on one PostgreSQL are those of the model', async (context) => {
  const postgres = await TestPostgres.start();
  context.after(() => postgres.close());
  const nodes = await Nodes.start(await postgres.createDatabase());
  context.after(() => nodes.close());
  await checkUsers(context, nodes, sizeOf('USER_MODEL_SECONDS', 3, 30));
});
