/** Three processes' worth of servers on one SQLite file do what the model says. */
import { test } from 'node:test';
import { sizeOf } from '../support/long.ts';
import { checkModel } from './check-model.ts';
import { Nodes } from './nodes.ts';

test('three servers on one SQLite file answer as the model does', async (context) => {
  const nodes = await Nodes.start(null);
  context.after(() => nodes.close());
  await checkModel(context, nodes, sizeOf('MODEL_SECONDS', 4, 30));
});
