/** `app grant` and `app revoke`, on a real Online installation. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type CommandLine, createCommandLine } from '../support/command-line.ts';

type Row = Readonly<Record<string, unknown>>;

let cli: CommandLine;
before(async () => {
  cli = await createCommandLine({ mode: 'online', tenants: ['Cust1', 'Cust2', 'Cust3'] });
  await cli.addUser('anna', '--tenant', 'Cust1');
});
after(() => cli.close());

let number = 0;
async function addApplication(...rights: readonly string[]): Promise<string> {
  number += 1;
  const name = `Application ${number}`;
  await cli.issueToken(['app', 'add', name, ...rights]);
  return name;
}

/** Changes the rights. Returns the new rights as printed and as stored. */
async function change(command: string, name: string, ...args: readonly string[]) {
  const printed = (await cli.json(['app', command, name, ...args])) as Row;
  const stored = (await cli.json(['app', 'show', name])) as Row;
  assert.deepEqual(
    [printed['agents'], printed['tenants'], printed['clientId']],
    [stored['agents'], stored['tenants'], stored['clientId']],
  );
  return { agents: stored['agents'], tenants: stored['tenants'] };
}

describe('app grant', () => {
  test('adds agents and tenants to the existing ones', async () => {
    const name = await addApplication('--tenants', 'Cust3');
    const granted = await change('grant', name, '--agents', 'user', '--tenants', 'cust1');
    assert.deepEqual(granted, { agents: ['User'], tenants: ['Cust1', 'Cust3'] });
    const widened = await change('grant', name, '--tenants', 'all');
    assert.deepEqual(widened, { agents: ['User'], tenants: 'all' });
  });

  test('says when nothing has changed', async () => {
    const name = await addApplication('--tenants', 'Cust1', '--agents', 'User');
    const args = ['app', 'grant', name, '--tenants', 'cust1', '--agents', 'user'];
    const { exitCode, stderr } = await cli.run(args);
    assert.equal(exitCode, 0);
    assert.equal(stderr, 'It was so already. Nothing was changed.\n');
  });

  test('takes nothing from an application for all tenants', async () => {
    const name = await addApplication();
    const { exitCode, stdout, stderr } = await cli.run([
      'app',
      'grant',
      name,
      '--tenants',
      'Cust1',
    ]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^tenants +all$/m);
    assert.match(stderr, /Nothing was changed\.\nAll tenants have it, .*--only/);
  });

  test('with --only replaces the existing rights', async () => {
    const name = await addApplication('--agents', 'User');
    const narrowed = await change('grant', name, '--tenants', 'Cust2', '--only');
    assert.deepEqual(narrowed, { agents: ['User'], tenants: ['Cust2'] });
    const moved = await change('grant', name, '--tenants', 'Cust1,Cust3', '--only');
    assert.deepEqual(moved.tenants, ['Cust1', 'Cust3']);
  });
});

describe('app revoke', () => {
  test('takes agents and tenants, and ends the access tokens there', async () => {
    const name = await addApplication('--agents', 'User', '--tenants', 'Cust1,Cust2');
    const { accessToken } = await cli.logIn('anna', { tenant: 'Cust1', application: name });
    assert.notEqual(await cli.tryTrade(accessToken), null);
    const revoked = await change('revoke', name, '--agents', 'User', '--tenants', 'CUST1');
    assert.deepEqual(revoked, { agents: [], tenants: ['Cust2'] });
    assert.equal(await cli.tryTrade(accessToken), null);
    const again = await cli.run(['app', 'revoke', name, '--tenants', 'Cust1']);
    assert.equal(again.exitCode, 0);
    assert.match(again.stderr, /Nothing was changed/);
  });

  test('takes all tenants, however the application has them', async () => {
    for (const rights of [[], ['--tenants', 'Cust1,Cust2']]) {
      const name = await addApplication(...rights);
      assert.deepEqual((await change('revoke', name, '--tenants', 'all')).tenants, []);
    }
  });

  test('cannot take one tenant from an application for all tenants', async () => {
    const name = await addApplication('--agents', 'User');
    const args = ['app', 'revoke', name, '--tenants', 'Cust1', '--agents', 'User'];
    const { exitCode, stdout, stderr } = await cli.run(args);
    assert.deepEqual([exitCode, stdout], [exitCodes.conflict, '']);
    assert.match(
      stderr,
      /All tenants have Application \d+, .*"ticketoffice app grant NAME .*--only"/,
    );
    const { agents, tenants } = (await cli.json(['app', 'show', name])) as Row;
    assert.deepEqual([agents, tenants], [['User'], 'all']);
    assert.deepEqual(await change('revoke', name, '--agents', 'User'), {
      agents: [],
      tenants: 'all',
    });
  });
});

for (const command of ['grant', 'revoke']) {
  test(`app ${command} needs something to ${command}`, async () => {
    const name = await addApplication();
    const none = await cli.run(['app', command, name]);
    assert.equal(none.exitCode, exitCodes.usage);
    assert.match(none.stderr, /Give --agents, --tenants or both/);
    const agent = await cli.run(['app', command, name, '--agents', 'Boss']);
    assert.equal(agent.exitCode, exitCodes.usage);
    assert.match(agent.stderr, /The restricted agents are: User\./);
    const tenant = await cli.run(['app', command, name, '--tenants', 'Cust1,Ghost']);
    assert.equal(tenant.exitCode, exitCodes.notFound);
    assert.match(tenant.stderr, /no tenant "Ghost"/);
  });
}

test('a removed tenant is removed from its applications', async () => {
  await cli.run(['tenant', 'add', 'Leaving']);
  const name = await addApplication('--tenants', 'Cust1,Leaving');
  await cli.run(['tenant', 'suspend', 'Leaving']);
  await cli.run(['tenant', 'remove', 'Leaving', '--yes']);
  assert.deepEqual(((await cli.json(['app', 'show', name])) as Row)['tenants'], ['Cust1']);
});
