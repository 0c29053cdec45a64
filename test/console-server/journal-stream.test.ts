/** The live journal, as a browser reads it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { JournalStreams } from '../../src/console-server/journal-streams.ts';
import { EntryLog } from '../../src/journal/entry-log.ts';
import type { EntryContent, JournalEntry } from '../../src/journal/journal-entry.ts';
import type { JournalReader } from '../../src/journal/journal-reader.ts';
import { ConsoleScene, requireRefusal } from './console-scene.ts';

const LIMIT = { timeout: 60_000 };

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads events from a stream of text. */
class Events {
  readonly #chunks: AsyncIterator<unknown>;
  #text = '';

  constructor(chunks: AsyncIterable<unknown>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Null at the end. Leaves out heartbeats and the time to wait. */
  async next(): Promise<Event | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end === -1) {
        const { value, done } = await this.#chunks.next();
        if (done) return null;
        this.#text += String(value);
        continue;
      }
      const lines = this.#text.slice(0, end).split('\n');
      this.#text = this.#text.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
      if (field('event') !== '') {
        return { id: field('id'), event: field('event'), data: field('data') };
      }
    }
  }
}

async function openStream(
  scene: ConsoleScene,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly answer: IncomingMessage; readonly events: Events }> {
  const call = request(new URL(`/api/journal/stream${path}`, scene.consoleUrl), { headers });
  call.on('error', () => {});
  call.end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  return { answer, events: new Events(answer.setEncoding('utf8')) };
}

const start = (context: TestContext) => ConsoleScene.start(context, { isConsoleOpen: true });
const ask = ({ url }: ConsoleScene) => fetch(`${url}/api/v1/User/currentPrincipal`);

describe('the live journal', LIMIT, () => {
  it('sends requests as they are answered, without their secrets', async (context) => {
    const scene = await start(context);
    await ask(scene);
    const { answer, events } = await openStream(scene, '?outcome=refused');
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    const headers = { Authorization: 'SOTicket 7T:secret-ticket' };
    await fetch(`${scene.url}/api`);
    await fetch(`${scene.url}/api/v1/User/currentPrincipal`, { headers });
    const event = await events.next();
    assert.equal(event?.event, 'entry');
    const entry: JournalEntry = JSON.parse(event?.data ?? '');
    assert.deepEqual([entry.number, entry.refusal?.reason], [3, 'ticket-malformed']);
    assert.ok(!event?.data.includes('secret-ticket'));
    answer.destroy();
  });

  it('goes on after the last event that the reader has', async (context) => {
    const scene = await start(context);
    for (let count = 0; count < 3; count += 1) await ask(scene);
    const first = await openStream(scene, '?fromNumber=1');
    const event = await first.events.next();
    first.answer.destroy();
    assert.equal(JSON.parse(event?.data ?? '').number, 1);
    const { answer, events } = await openStream(scene, '', { 'Last-Event-ID': event?.id ?? '' });
    for (const number of [2, 3]) {
      assert.equal(JSON.parse((await events.next())?.data ?? '').number, number);
    }
    answer.destroy();
    const strange = await openStream(scene, '', { 'Last-Event-ID': '0123456789ab-77' });
    assert.equal((await strange.events.next())?.event, 'reset');
    assert.equal(JSON.parse((await strange.events.next())?.data ?? '').number, 1);
    strange.answer.destroy();
  });

  it('has twenty readers at most, and forgets those who go', async (context) => {
    const scene = await start(context);
    const readers = await Promise.all(Array.from({ length: 20 }, () => openStream(scene, '')));
    for (const { answer } of readers) assert.equal(answer.statusCode, 200);
    requireRefusal(await scene.call('GET', '/api/journal/stream'), [503, 'busy']);
    for (const { answer } of readers) answer.destroy();
    const count = async () => {
      const { json } = await scene.call('GET', '/api/overview');
      return (json as { readonly journal: { readonly readers: number } }).journal.readers;
    };
    while ((await count()) > 0);
    const { answer } = await openStream(scene, '');
    assert.equal(answer.statusCode, 200);
    answer.destroy();
  });

  it('takes no place for HEAD, however often it is asked', async (context) => {
    const scene = await start(context);
    for (let count = 0; count <= 20; count += 1) {
      const { status, text } = await scene.call('HEAD', '/api/journal/stream');
      assert.deepEqual([status, text], [200, '']);
    }
    const { json } = await scene.call('GET', '/api/overview');
    const { journal } = json as { readonly journal: { readonly readers: number } };
    assert.equal(journal.readers, 0);
  });
});

function journalOf(log: EntryLog): JournalReader {
  return {
    get id() {
      return log.id;
    },
    level: 'metadata',
    leftOut: 0,
    list: async (filter) => log.list(filter),
    subscribe: (filter, waitingMax) => log.subscribe(filter, waitingMax),
  };
}

const content: EntryContent = {
  protocol: 'soap',
  method: 'POST',
  path: '/',
  status: 200,
  operation: null,
  outcome: 'succeeded',
  tenant: null,
  user: null,
  application: null,
  address: '192.0.2.1',
  userAgent: null,
  refusal: null,
  faultId: null,
  messages: null,
};

describe('a stream of the journal', LIMIT, () => {
  const log = () => new EntryLog({ entriesMax: 100, bytesMax: 1e6 });

  it('tells a slow reader how many entries were lost', async () => {
    const entries = log();
    const streams = new JournalStreams(journalOf(entries));
    const stream = streams.open({ filter: {}, lastEventId: null, isAllowed: async () => true });
    const events = new Events(stream);
    entries.add('request-1', 0, 0, content);
    assert.equal((await events.next())?.event, 'entry');
    for (let count = 0; count < 1_010; count += 1) entries.add('request-1', 0, 0, content);
    const lost = await events.next();
    assert.deepEqual([lost?.event, lost?.data], ['lost', '{"lost":10}']);
    streams.close();
    while (await events.next());
    assert.equal(streams.readers, 0);
  });

  it('says when the journal begins again', async () => {
    const entries = log();
    const streams = new JournalStreams(journalOf(entries));
    const stream = streams.open({ filter: {}, lastEventId: null, isAllowed: async () => true });
    const events = new Events(stream);
    entries.add('request-1', 0, 0, content);
    await events.next();
    entries.reset();
    entries.add('request-1', 0, 0, content);
    assert.equal((await events.next())?.event, 'reset');
    assert.equal(JSON.parse((await events.next())?.data ?? '').number, 1);
    streams.close();
  });

  it('ends when its reader may not read any more', async () => {
    const streams = new JournalStreams(journalOf(log()), 10);
    let beats = 0;
    const isAllowed = async () => {
      beats += 1;
      return beats < 3;
    };
    const stream = streams.open({ filter: {}, lastEventId: null, isAllowed });
    assert.equal(await new Events(stream).next(), null);
    assert.equal(beats, 3);
    assert.equal(streams.readers, 0);
  });
});
