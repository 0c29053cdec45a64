/** Another process on an SQLite file. It does what its parent asks and reports the result. */
import { randomUUID } from 'node:crypto';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import { NOW_MS, obtainSampleTenant, sampleGroup, sampleTicket } from './samples.ts';

/** The requests of the parent. */
export type Task =
  | {
      /** Opens the file at the given time, adds this many groups to its tenant, and closes it. */
      readonly kind: 'add-groups';
      readonly file: string;
      readonly atMs: number;
      readonly count: number;
    }
  | {
      /**
       * Opens the file, adds a ticket of its first user, returns its id, and leaves the file open.
       */
      readonly kind: 'add-ticket';
      readonly file: string;
    };

export type Answer =
  | { readonly kind: 'done'; readonly id: string }
  | { readonly kind: 'failed'; readonly error: string };

async function work(task: Task): Promise<string> {
  if (task.kind === 'add-groups') {
    // A busy loop, because timers are not exact enough to start both processes at once.
    while (Date.now() < task.atMs);
    const stores = await openSqliteStores(task.file);
    const { groups } = await obtainSampleTenant(stores);
    for (let count = 0; count < task.count; count += 1) {
      await groups.add(sampleGroup(randomUUID()));
    }
    await stores.close();
    return '';
  }
  const stores = await obtainSampleTenant(await openSqliteStores(task.file));
  const [associate] = await stores.associates.list(0, 1);
  if (!associate) throw new Error('There is no associate.');
  const ticket = sampleTicket(associate, { lastUsedAtMs: NOW_MS });
  await stores.tickets.add(ticket);
  return ticket.id;
}

process.on('message', (task: Task) => {
  const answer = (content: Answer) => process.send?.(content);
  work(task).then(
    (id) => answer({ kind: 'done', id }),
    (error: unknown) => answer({ kind: 'failed', error: String(error) }),
  );
});
