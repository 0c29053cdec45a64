/** Another process on an SQLite file: does what its parent asks for and answers what came of it. */
import { randomUUID } from 'node:crypto';
import { openSqliteStores } from '../../src/storage/sqlite/open.ts';
import { NOW_MS, sampleTicket } from './samples.ts';

/** What a parent can ask for. */
export type Task =
  /** Opens the file, adds so many groups, and closes it. */
  | { readonly kind: 'add-groups'; readonly file: string; readonly count: number }
  /** Opens the file, adds a ticket of its first associate, answers its id, and leaves all open. */
  | { readonly kind: 'add-ticket'; readonly file: string };

export type Answer =
  | { readonly kind: 'done'; readonly id: string }
  | { readonly kind: 'failed'; readonly error: string };

async function work(task: Task): Promise<string> {
  const stores = await openSqliteStores(task.file);
  if (task.kind === 'add-groups') {
    for (let count = 0; count < task.count; count += 1) {
      await stores.directory.addGroup(randomUUID());
    }
    await stores.close();
    return '';
  }
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
