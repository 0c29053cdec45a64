/** Three servers on one SQLite file behave like the model. */
import { test } from 'node:test';
import { sizeOf } from '../support/long.ts';
import { checkModel } from './check-model.ts';
import { Nodes } from './nodes.ts';

test('three servers on one SQLite file answer like the model', async (context) => {
  const nodes = await Nodes.start(null);
  context.after(() => nodes.close());
  await checkModel(context, nodes, sizeOf('MODEL_SECONDS', 2, 30));
});
