/** Three nodes on one PostgreSQL behave like the model. */
import { test } from 'node:test';
import { sizeOf } from '../support/long.ts';
import { TestPostgres } from '../support/postgres.ts';
import { checkModel } from './check-model.ts';
import { Nodes } from './nodes.ts';

test('three nodes on one PostgreSQL answer like the model', async (context) => {
  const postgres = await TestPostgres.start();
  context.after(() => postgres.close());
  const nodes = await Nodes.start(await postgres.createDatabase());
  context.after(() => nodes.close());
  await checkModel(context, nodes, sizeOf('MODEL_SECONDS', 2, 30));
});
