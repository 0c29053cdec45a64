import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTicket } from '../domain/sessions/ticket.ts';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  const destination = {
    write: (line: string) => {
      text += line;
    },
  };
  write(createLog('trace', destination));
  return text;
}

const ticket = createTicket('Cust1', Date.now()).text;
const secrets = [
  ticket,
  '8A:Cust1.AAAAAAAAAAAAAAAAAAAAAAAA',
  'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
  'Basic YW5uYTpmam9yZC00NzEx',
  'Bearer abcdefghijk',
];

it('hides texts that look like secrets in every field', () => {
  for (const secret of secrets) {
    const text = logged((log) => {
      const cause = new Error(`cause ${secret} end`);
      log.error(
        { err: new Error(`failed: ${secret}`, { cause }), some: { where: secret } },
        secret,
      );
    });
    const [, essence = secret] = / (.+)/.exec(secret) ?? [];
    assert.ok(!text.includes(essence), text);
    assert.ok(text.includes('[hidden]'), text);
    assert.ok(JSON.parse(text), 'it is JSON still');
  }
});

it('hides the password in a database URL, and keeps the rest', () => {
  const url = 'postgres://ticketoffice:fjord-4711@db.example.com:5432/ticketoffice';
  const text = logged((log) => log.error({ err: new Error(`cannot connect to ${url}`) }));
  assert.ok(!text.includes('fjord-4711'));
  assert.ok(text.includes('postgres://ticketoffice:[hidden]@db.example.com:5432/ticketoffice'));
});

it('hides fields with names of secrets', () => {
  const text = logged((log) => log.info({ password: 'fjord-4711', to: { ticket: 'fjord-0815' } }));
  assert.ok(!text.includes('fjord-'), text);
});

it('hides fields that only the contract declares as secrets', () => {
  const text = logged((log) => {
    log.info({ SecretValue: 'fjord-4711', to: { user: { refreshToken: 'fjord-0815' } } });
    log.error({ err: new Error('cannot read <n:CredentialValue>fjord-"4711</n:CredentialValue>') });
    log.error({
      err: new Error('cannot read {"OldPassword": "fjord-\\"4711", "UserName": "anna"}'),
    });
  });
  assert.ok(!/fjord-|4711/.test(text), text);
  assert.ok(text.includes('anna'), 'other fields stay');
  for (const line of text.trim().split('\n')) assert.ok(JSON.parse(line));
});

it('logs only type, message, code, stack and causes of an error', () => {
  const cause = Object.assign(new Error('busy'), {
    code: 'SQLITE_BUSY',
    parameters: ['fjord-4711'],
  });
  const text = logged((log) => log.error({ err: new TypeError('broken', { cause }) }));
  const { err } = JSON.parse(text) as { err: Record<string, Record<string, unknown>> };
  assert.equal(err['type'], 'TypeError');
  assert.match(String(err['stack']), /log\.test\.ts/);
  assert.deepEqual([err['cause']?.['message'], err['cause']?.['code']], ['busy', 'SQLITE_BUSY']);
  assert.ok(!text.includes('fjord-4711'));
});

it('hides secrets before it cuts texts, so that no part of one is left', () => {
  const url = `postgres://anna:fjord-${'4711'.repeat(200)}@db.example.com`;
  const error = new Error('x'.repeat(100_000), { cause: new Error('y'.repeat(100_000)) });
  const text = logged((log) => {
    const path = `${'/a'.repeat(200)}/${url}${'/b'.repeat(8_000)}`;
    log.info({ path, some: { where: 'z'.repeat(100_000) }, err: error }, 'a request');
  });
  const fields = JSON.parse(text) as Record<string, unknown>;
  const path = String(fields['path']);
  assert.equal(path.length, 513);
  assert.ok(path.endsWith('…') && path.includes('//anna:[hidden]@db'), path);
  assert.ok(!text.includes('fjord-'), text);
  assert.ok(text.length < 12_000, `${text.length} characters`);
});

it('writes fields that are undefined, null, a list or without a prototype', () => {
  const bare: unknown = Object.assign(Object.create(null), { where: 'z'.repeat(100_000) });
  const list = ['y'.repeat(100_000), { where: 'x'.repeat(100_000) }];
  const text = logged((log) => log.info({ nothing: undefined, none: null, bare, list }, 'read'));
  const fields = JSON.parse(text) as Record<string, unknown>;
  assert.deepEqual([fields['msg'], fields['none']], ['read', null]);
  assert.ok(text.length < 7_000, `${text.length} characters`);
});
