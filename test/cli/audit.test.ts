/** `audit`, and the events that commands record. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuditEntry } from '../../src/domain/audit/audit.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';
import { ServerProcess } from '../support/server-process.ts';

type Told = Readonly<Record<string, unknown>>;

async function exported(commandLine: CommandLine, ...options: string[]): Promise<readonly Told[]> {
  const { stdout, exitCode, stderr } = await commandLine.run(['audit', 'export', ...options]);
  assert.equal(exitCode, 0, stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Told);
}

const append = (commandLine: CommandLine, entry: Partial<AuditEntry>) =>
  commandLine.atTenants(({ audit }) =>
    audit.record({ action: 'login', outcome: 'succeeded', ...entry }),
  );

describe('changes by commands', () => {
  let commandLine: CommandLine;
  before(async () => {
    commandLine = await createCommandLine({ mode: 'online', tenants: ['Cust1'] });
  });
  after(() => commandLine.close());

  it('are recorded with who made them, and where', async () => {
    const at = ['--tenant', 'Cust1'];
    await commandLine.addUser('anna', ...at);
    const { ticketId, accessToken } = await commandLine.logIn('anna', { tenant: 'Cust1' });
    const other = await commandLine.logIn('anna', { tenant: 'Cust1', includeCsSession: false });
    await commandLine.run(['ticket', 'revoke', ticketId, ...at]);
    await commandLine.run(['token', 'revoke', other.accessToken]);
    await commandLine.run(['token', 'revoke', accessToken]);
    await commandLine.run(['user', 'disable', 'anna', ...at]);
    await commandLine.run(['user', 'enable', 'anna', ...at]);
    commandLine.keepSecret('fjord-4711');
    const stdin = { stdin: 'fjord-4711' };
    await commandLine.run(['user', 'set-password', 'anna', '--password-stdin', ...at], stdin);
    await commandLine.issueToken(['app', 'add', 'Fjord', '--agents', 'User']);
    await commandLine.run(['app', 'revoke', 'Fjord', '--agents', 'User']);
    await commandLine.issueToken(['app', 'roll-secret', 'Fjord']);
    await commandLine.run(['app', 'roll-secret', 'Fjord', '--end-old']);
    await commandLine.run(['app', 'disable', 'Fjord']);
    await commandLine.run(['app', 'enable', 'Fjord']);
    await commandLine.run(['app', 'remove', 'Fjord', '--yes']);
    await commandLine.run(['tenant', 'suspend', 'Cust1']);
    await commandLine.run(['tenant', 'remove', 'Cust1', '--yes']);
    const events = await exported(commandLine);
    assert.deepEqual(
      events.map(({ action, tenant, user, application }) => [action, tenant, user ?? application]),
      [
        ['contact-added', 'Cust1', null],
        ['person-added', 'Cust1', null],
        ['user-added', 'Cust1', 'anna'],
        ['ticket-revoked', 'Cust1', 'anna'],
        ['access-token-revoked', 'Cust1', 'anna'],
        ['access-token-revoked', 'Cust1', 'anna'],
        ['user-disabled', 'Cust1', 'anna'],
        ['user-enabled', 'Cust1', 'anna'],
        ['user-password-set', 'Cust1', 'anna'],
        ['application-added', null, 'Fjord'],
        ['application-changed', null, 'Fjord'],
        ['application-token-added', null, 'Fjord'],
        ['application-token-ended', null, 'Fjord'],
        ['application-disabled', null, 'Fjord'],
        ['application-enabled', null, 'Fjord'],
        ['application-removed', null, 'Fjord'],
        ['tenant-suspended', 'Cust1', null],
        ['tenant-removed', 'Cust1', null],
      ],
    );
    for (const event of events) assert.match(String(event['operator']), /^[^@]+@.+$/);
    const revoked = events.find(({ action }) => action === 'ticket-revoked');
    assert.deepEqual(revoked?.['detail'], { ticketId, ticketsEnded: 1 });
  });

  it('stay recorded when the tenant is removed, and are found by its name', async () => {
    const events = await exported(commandLine, '--tenant', 'cust1');
    assert.equal(events.at(-1)?.['action'], 'tenant-removed');
    assert.deepEqual(await exported(commandLine, '--tenant', 'Cust2'), []);
  });
});

describe('reading the audit trail', () => {
  let commandLine: CommandLine;
  before(async () => {
    commandLine = await createCommandLine();
    await append(commandLine, { user: 'anna', address: '192.0.2.1', detail: { method: 'a b' } });
    await append(commandLine, { user: 'Per', outcome: 'refused', userAgent: '\u001b[2J' });
  });
  after(() => commandLine.close());

  it('tail prints the last events, the newest last', async () => {
    const { stdout } = await commandLine.run(['audit', 'tail']);
    assert.match(
      stdout,
      /^\S+Z {2}login {2}succeeded {2}user=anna {2}address=192.0.2.1 {2}method="a b"\n\S+Z {2}login {2}refused {2}user=Per\n$/,
    );
    const last = await commandLine.run(['audit', 'tail', '--limit', '1', '--json']);
    assert.equal((JSON.parse(last.stdout) as Told)['user'], 'Per');
    assert.ok(!last.stdout.includes('\u001b'));
  });

  it('filters by user, outcome and time', async () => {
    const names = async (...options: string[]) =>
      (await exported(commandLine, ...options)).map(({ user }) => user);
    assert.deepEqual(await names('--user', 'ANNA'), ['anna']);
    assert.deepEqual(await names('--outcome', 'refused'), ['Per']);
    assert.deepEqual(await names('--since', '2020-01-01', '--until', '2199-01-01T10:00Z'), [
      'anna',
      'Per',
    ]);
    assert.deepEqual(await names('--until', '2020-01-01T10:00:00+02:00'), []);
    assert.deepEqual(await names('--since', '2199-01-01'), []);
  });

  it('reports wrong options', async () => {
    const problem = async (...options: string[]) =>
      commandLine.run(['audit', 'export', ...options]);
    const time = await problem('--since', 'yesterday');
    assert.equal(time.exitCode, 2);
    assert.match(time.stderr, /Expected a time such as 2026-03-01/);
    assert.equal((await problem('--since', '2026-02-40')).exitCode, 2);
    assert.equal((await problem('--outcome', 'failed')).exitCode, 2);
    const tenant = await problem('--tenant', 'Cust1');
    assert.equal(tenant.exitCode, 2);
    assert.match(tenant.stderr, /on-site and has no tenants/);
  });

  it('follows new events until it is stopped', async (context) => {
    const args = ['audit', 'tail', '--follow', '--limit', '1', '--data', commandLine.data];
    const tail = ServerProcess.start(context, args);
    await tail.waitForLine(/user=Per/);
    await append(commandLine, { user: 'Kari' });
    await tail.waitForLine(/user=Kari/);
    await append(commandLine, { user: 'Ola' });
    await tail.waitForLine(/user=Ola/);
    tail.kill('SIGTERM');
    assert.equal(await tail.exited, 0);
    assert.deepEqual(tail.stdout.match(/(?<=user=)\w+/g), ['Per', 'Kari', 'Ola']);
  });
});

it('init starts the audit trail', async () => {
  const commandLine = await createCommandLine();
  const data = `${commandLine.data}/another`;
  assert.equal((await commandLine.runElsewhere(['init', '--data', data])).exitCode, 0);
  const { stdout } = await commandLine.runElsewhere(['audit', 'tail', '--data', data]);
  assert.match(stdout, /installation-made {2}succeeded {2}operator=\S+ {2}mode=onsite/);
  await commandLine.close();
});
